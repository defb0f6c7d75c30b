"""``heqi bench``: search and the work queue over very many rows; writes ``bench.json``.

``heqi bench lookups`` measures how much planted misuse of customer data the rules find.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.lookups.thresholds import limits_on

PROJECT = Path(settings.PROJECT)
POSTGRES = PROJECT / "tests" / "postgres.py"


class Command(BaseCommand):
    """Each database is measured in a process of its own, in a folder that is thrown away."""

    help = "Measure search and the work queue at a million rows"

    def add_arguments(self, parser: CommandParser) -> None:
        """``[--customers N] [--orders N] [--rounds N] [--database sqlite|postgresql|all]``, or
        ``lookups [--seed N] [--operators N] [--days N] [--json]``."""
        parser.add_argument("what", nargs="?", choices=["all", "lookups"], default="all")
        parser.add_argument("--seed", type=int, default=1, metavar="N")
        parser.add_argument("--operators", type=int, default=200, metavar="N")
        parser.add_argument("--days", type=int, default=90, metavar="N")
        parser.add_argument("--json", action="store_true")
        parser.add_argument("--customers", type=int, default=1_000_000, metavar="N")
        parser.add_argument("--orders", type=int, default=1_000_000, metavar="N")
        parser.add_argument("--rounds", type=int, default=60, metavar="N")
        parser.add_argument("--database", choices=["sqlite", "postgresql", "all"], default="all")
        parser.add_argument("--here", action="store_true", help="fill and measure this database")

    def handle(self, *args: Any, **options: Any) -> None:
        """Measure here, or start a process a database and collect what they found."""
        if options["what"] == "lookups":
            self._lookups(options)
            return
        if options["here"]:
            self._here(options)
            return
        wanted = ["sqlite", "postgresql"] if options["database"] == "all" else [options["database"]]
        path = settings.DATA / "bench.json"
        found = [self._elsewhere(database, options) for database in wanted]
        path.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        for row in found:
            self.stdout.write(_summary(row))
        self.stdout.write(str(path))

    def _lookups(self, options: dict[str, Any]) -> None:
        from heqi.lookups.bench import LEAST, bench_lookups

        for name, least in LEAST.items():
            if options[name] < least:
                raise CommandError(
                    _("--{name} must be {least} or more.").format(name=name, least=least)
                )
        found = bench_lookups(
            seed=options["seed"],
            limits=limits_on(timezone.localdate()),
            operators=options["operators"],
            days=options["days"],
        )
        if options["json"]:
            self.stdout.write(json.dumps(found, ensure_ascii=False))
            return
        for pattern, row in found["patterns"].items():
            self.stdout.write(
                f"{pattern:14} {row['found']:4} / {row['planted']:<4} {row['recall']:.1%}"
            )
        self.stdout.write(
            f"{found['opens']} opens, {found['alerts']} alerts, {found['false_alerts']} false: "
            f"{found['false_per_1000_opens']:.3f} per 1000 opens, {found['took_s']} s"
        )

    def _elsewhere(self, database: str, options: dict[str, Any]) -> dict[str, Any]:
        with tempfile.TemporaryDirectory(prefix="heqi-bench-") as folder:
            env = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"}
            env |= {"HEQI_DATA": folder, "HEQI_DEMO": "1"}
            sizes = [f"--{key}={options[key]}" for key in ("customers", "orders", "rounds")]
            command = [sys.executable, "-m", "heqi", "bench", "--here", *sizes]
            if database == "postgresql":
                if not POSTGRES.exists():
                    raise CommandError(_("PostgreSQL is measured from the project's own folder."))
                if os.environ.get("DATABASE_URL", "").startswith("postgres"):
                    env["DATABASE_URL"] = os.environ["DATABASE_URL"]
                command = [sys.executable, str(POSTGRES), *command]
            done = subprocess.run(command, env=env, check=False)
            result = Path(folder) / "bench.json"
            if done.returncode or not result.exists():
                raise CommandError(
                    _("The measurement on {database} failed.").format(database=database)
                )
            row: dict[str, Any] = json.loads(result.read_text(encoding="utf-8"))
            return row

    def _here(self, options: dict[str, Any]) -> None:
        from heqi.web.demo.bench import run_bench

        started = perf_counter()
        call_command("migrate", verbosity=0)
        row = run_bench(
            customers=options["customers"],
            orders=options["orders"],
            rounds=options["rounds"],
            now=timezone.now(),
            say=lambda text: self.stdout.write(f"  {perf_counter() - started:6.1f} s  {text}"),
        )
        text = json.dumps(row, indent=1, ensure_ascii=False)
        (settings.DATA / "bench.json").write_text(text + "\n", encoding="utf-8")


def _summary(row: dict[str, Any]) -> str:
    parts = [row["database"]]
    if search := row.get("search"):
        parts.append(
            f"search over {search['customers']}: "
            f"p50 {search['p50_ms']:.1f} ms, p95 {search['p95_ms']:.1f} ms"
        )
    if queue := row.get("queue"):
        query = queue["query"]
        parts.append(
            f"queue over {queue['orders']} ({queue['open']} open): "
            f"p50 {query['p50_ms']:.1f} ms, p95 {query['p95_ms']:.1f} ms"
        )
        if page := queue.get("page"):
            parts.append(f"page: p50 {page['p50_ms']:.1f} ms, p95 {page['p95_ms']:.1f} ms")
    return " | ".join(parts)
