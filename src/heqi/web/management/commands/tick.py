"""``heqi tick``: do what is due once, or for ever."""

import json
import signal
import threading
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import close_old_connections
from django.utils import timezone

from heqi.ledger.loop import tick


class Command(BaseCommand):
    """The loop: deadlines, deliveries, messages, seals. Any number of them may run."""

    help = "Do what is due: deadlines, deliveries, messages, seals"

    def add_arguments(self, parser: CommandParser) -> None:
        """``[--forever] [--every SECONDS] [--json]``."""
        parser.add_argument("--forever", action="store_true")
        parser.add_argument("--every", type=float, default=2.0)
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """One round, or one every few seconds until told to stop."""
        stop = threading.Event()
        if options["forever"]:
            for name in (signal.SIGTERM, signal.SIGINT):
                signal.signal(name, lambda *_: stop.set())
        resting: dict[str, datetime] = {}
        while True:
            done = tick(now=timezone.now(), resting=resting)
            if options["json"]:
                self.stdout.write(json.dumps(done))
            close_old_connections()
            if not options["forever"] or stop.wait(options["every"]):
                break
