"""``heqi run``: the server and the loop in one command."""

import os
import signal
import subprocess
import sys
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

from heqi.web.storage import lacks_files


class Command(BaseCommand):
    """Serve with granian; the loop runs beside it as a process of its own."""

    help = "Serve the site and run the loop"

    def add_arguments(self, parser: CommandParser) -> None:
        """``[--host] [--port] [--threads] [--no-loop]``."""
        parser.add_argument("--host", default=os.environ.get("HEQI_HOST", "127.0.0.1"))
        parser.add_argument("--port", type=int, default=int(os.environ.get("HEQI_PORT", "8000")))
        parser.add_argument("--threads", type=int, default=8)
        parser.add_argument("--no-loop", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Start both and stop both."""
        from granian import Granian
        from granian.constants import Interfaces

        if lacks_files():
            call_command("collectstatic", interactive=False, verbosity=0)
        loop = None
        if not options["no_loop"]:
            loop = subprocess.Popen([sys.executable, "-m", "heqi", "tick", "--forever"])
        address = f"http://{options['host']}:{options['port']}"
        self.stdout.write(f"Heqi: {address}")
        if settings.HEQI_DEMO:
            password = settings.HEQI_DEMO_PASSWORD
            self.stdout.write(f"Demo logins: {address}/accounts/login/  (password {password})")
        self.stdout.flush()
        try:
            Granian(
                "heqi.web.wsgi:application",
                address=options["host"],
                port=options["port"],
                interface=Interfaces.WSGI,
                workers=1,
                blocking_threads=options["threads"],
                log_enabled=False,
            ).serve()
        finally:
            if loop:
                loop.send_signal(signal.SIGTERM)
                loop.wait(timeout=20)
