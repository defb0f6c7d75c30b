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
        ``lookups [--seed N] [--operators N] [--days N] [--json]``, or ``import
        [--rows N] [--duplicates PERCENT] [--seed N]``
        into the first company of the configured database; an empty one is given a company;
        or ``seen [--rows N] [--seed N]``, who saw a customer in a log of so many rows;
        or ``replay [--rows N]``, which repeats the demo's requests in the configured database."""
        parser.add_argument(
            "what", nargs="?", choices=["all", "lookups", "import", "replay", "seen"], default="all"
        )
        parser.add_argument("--rows", type=int, default=1_000_000, metavar="N")
        parser.add_argument("--duplicates", type=float, default=2, metavar="PERCENT")
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
        if options["what"] == "import":
            self._import(options)
            return
        if options["what"] == "seen":
            self._seen(options["rows"], options["seed"])
            return
        if options["what"] == "replay":
            self._replay(options["rows"])
            return
        if options["here"]:
            self._here(options)
            return
        wanted = ["sqlite", "postgresql"] if options["database"] == "all" else [options["database"]]
        path = settings.DATA / "bench.json"
        found: list[dict[str, Any]] = []
        for database in wanted:
            row = self._elsewhere(database, options)
            found.append(row)
            # After each, so that an hour's figures do not go with a second database's failure.
            text = json.dumps(found, indent=1, ensure_ascii=False)
            path.write_text(text + "\n", encoding="utf-8")
            self.stdout.write("\n".join(_table(row)))
        self.stdout.write(str(path))

    def _import(self, options: dict[str, Any]) -> None:
        """A generated file taken over from the upload to the last search entry."""
        from heqi.imports.bench import bench_import

        call_command("migrate", verbosity=0)
        with tempfile.TemporaryDirectory(prefix="heqi-bench-") as folder:
            try:
                found = bench_import(
                    options["rows"],
                    duplicates=options["duplicates"] / 100,
                    seed=options["seed"],
                    folder=Path(folder),
                    now=timezone.now(),
                )
            except LookupError:
                raise CommandError(_("There is no such company.")) from None
        self.stdout.write(json.dumps(found, ensure_ascii=False))

    def _seen(self, rows: int, seed: int) -> None:
        """Who saw a customer, in a log of so many rows."""
        from heqi.lookups.bench.seen import bench_seen
        from heqi.people.models import Unit

        call_command("migrate", verbosity=0)
        company = Unit.objects.filter(kind="company").order_by("pk").first()
        if company is None:
            raise CommandError(_("There is no such company."))
        found = bench_seen(rows, seed=seed, company=company, now=timezone.now())
        self.stdout.write(json.dumps(found, ensure_ascii=False))

    def _replay(self, rows: int) -> None:
        from heqi.web.demo.replays import bench_replay

        call_command("migrate", verbosity=0)
        found = bench_replay(
            rows, now=timezone.now(), say=lambda text: self.stderr.write(f"  {text}")
        )
        self.stdout.write(json.dumps(found))

    def _lookups(self, options: dict[str, Any]) -> None:
        from heqi.lookups.bench import LEAST, bench_lookups

        for name, least in LEAST.items():
            if options[name] < least:
                raise CommandError(
                    _("--{name} must be {least} or more.").format(name=name, least=least)
                )
        found = bench_lookups(
            seed=options["seed"],
            limits=limits_on(timezone.localdate(), None),
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


HEADS = ("n", "min_ms", "p50_ms", "p95_ms", "max_ms", "cpu_p95_ms")


def _table(row: dict[str, Any]) -> list[str]:
    """Lines for a terminal; every figure is in milliseconds, the last column the processor's."""
    load = f"load {row['load_before']}-{row['load_after']}"
    lines = ["", f"{row['database']} {row['version']}, {row['cores']} cores, {load}"]
    lines.append(f"{'':<34}" + "".join(f"{head.removesuffix('_ms'):>10}" for head in HEADS))
    if search := row.get("search"):
        lines.append(_line(f"search, {search['customers']:,} customers", search))
        lines += [_line(f"  {kind}", one) for kind, one in search["by_kind"].items()]
    if queue := row.get("queue"):
        lines.append(_line(f"queue, {queue['orders']:,} orders", queue))
        lines += [_line(f"  {seen}", one) for seen, one in queue["by_reader"].items()]
        lines += [_line(f"  {name}", one) for name, one in queue["filtered"].items()]
    return lines


def _line(name: str, one: dict[str, Any]) -> str:
    bar = f"  < {one['bar_p95_ms']:.0f}: {one['within_bar']}" if "bar_p95_ms" in one else ""
    return f"{name:<34}" + "".join(f"{one[head]:>10}" for head in HEADS) + bar
