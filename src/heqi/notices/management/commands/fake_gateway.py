"""``heqi fake-gateway``: an SMS and WeCom gateway on this machine, to try things with."""

import contextlib
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from heqi.notices.gateway import FakeGateway


class Command(BaseCommand):
    """Set HEQI_SMS_URL to its /sms and HEQI_WECOM_URL to its /wecom."""

    help = "Receive SMS and WeCom messages on this machine and show them"

    def add_arguments(self, parser: CommandParser) -> None:
        """``[--port] [--host] [--report-to URL]``."""
        parser.add_argument("--port", type=int, default=8025)
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument(
            "--report-to",
            default="http://127.0.0.1:8000/notices/reports/",
            help="where delivery reports go; empty sends none",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Serve until interrupted."""
        try:
            running = FakeGateway(options["port"], options["host"], options["report_to"])
        except OSError as error:
            self.stderr.write(f"Port {options['port']} cannot be used: {error.strerror}.")
            raise SystemExit(2) from None
        self.stdout.write(f"HEQI_SMS_URL={running.url}/sms")
        self.stdout.write(f"HEQI_WECOM_URL={running.url}/wecom")
        self.stdout.flush()
        with contextlib.suppress(KeyboardInterrupt):
            running.serve()
