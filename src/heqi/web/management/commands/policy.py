"""``heqi policy ask | due | check | import | replay``: the policies from the command line.

Exit status: 0 answered, 2 bad input (one sentence on standard error), 3 no single answer.
"""

import json
import sys
from collections.abc import Callable, Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from heqi.policies.layers import layers_in_force
from heqi.policies.reader import Unreadable, read_compendium
from heqi.rulebook.calendars import Calendar
from heqi.rulebook.checks import check_paths
from heqi.rulebook.due import due_at
from heqi.rulebook.loader import PackFiles, load_packs
from heqi.rulebook.loader.folders import open_pack
from heqi.rulebook.pack import Pack, PackErrors, Problem, UnknownNameError
from heqi.rulebook.ruling import decide
from heqi.rulebook.spans import LimitError, parse_limit
from heqi.rulebook.values import FactError, WordsError


class BadInput(Exception):  # noqa: N818 - what it says is the input's fault
    """One sentence for standard error."""


class Command(BaseCommand):
    """Every subcommand takes ``--json`` and ``--pack PATH`` (repeatable, laid over the others)."""

    help = "Ask, compute, check, import and replay policies"

    def add_arguments(self, parser: CommandParser) -> None:
        """One parser per subcommand."""
        shared = CommandParser(add_help=False)
        shared.add_argument("--json", action="store_true")
        shared.add_argument("--company", metavar="CODE", help="by what was published for a company")
        shared.add_argument("--pack", action="append", default=[], metavar="PATH")
        commands = parser.add_subparsers(dest="what", required=True)
        one = commands.add_parser("ask", parents=[shared], help="ask a question of the policies")
        one.add_argument("question")
        one.add_argument("--facts", default="{}", metavar="JSON")
        one.add_argument("--on", metavar="ISO")
        one = commands.add_parser("due", parents=[shared], help="when a limit ends")
        one.add_argument("limit")
        one.add_argument("--from", dest="start", required=True, metavar="ISO")
        one.add_argument("--calendar", default="cn")
        one.add_argument("--pause", action="append", default=[], metavar="ISO/ISO")
        one.add_argument("--facts", default="{}", metavar="JSON")
        one = commands.add_parser("check", parents=[shared], help="check packs")
        one.add_argument("packs", nargs="*", metavar="PACK")
        one = commands.add_parser("import", parents=[shared], help="read a policy document")
        one.add_argument("file")
        one.add_argument("--dry-run", action="store_true")
        one.add_argument("--unit", help="code of the company that the document belongs to")
        one = commands.add_parser("replay", parents=[shared], help="re-decide under a draft")
        one.add_argument("draft", metavar="DRAFT", help="number of a draft, or folder of a pack")
        one.add_argument("--since", required=True, metavar="ISO")
        one.add_argument("--until", required=True, metavar="ISO")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the subcommand; bad input is one sentence, never a trace."""
        run: Callable[[dict[str, Any]], int] = getattr(self, f"_{options['what']}")
        try:
            status = run(options)
        except (BadInput, UnknownNameError, FactError, LimitError, WordsError, Unreadable) as error:
            self.stderr.write(_sentence(error))
            sys.exit(2)
        except PackErrors as error:
            for problem in error.problems:
                self.stderr.write(_line(problem))
            sys.exit(2)
        if status:
            sys.exit(status)

    def _ask(self, options: dict[str, Any]) -> int:
        on = _date(options["on"]) if options["on"] else timezone.localdate()
        ruling = decide(_pack(options), options["question"], _facts(options), on)
        self._print(options, ruling.as_json())
        return 0 if ruling.status == "answered" else 3

    def _due(self, options: dict[str, Any]) -> int:
        calendars = _pack(options).calendars
        if options["calendar"] not in calendars:
            raise BadInput(f"没有日历“{options['calendar']}” / no calendar {options['calendar']}")
        found = calendars[options["calendar"]]
        calendar = found if isinstance(found, Calendar) else Calendar.from_mapping(found)
        due = due_at(
            parse_limit(_limit(options["limit"])),
            _instant(options["start"]),
            calendar,
            facts=_facts(options),
            pauses=[_pause(text) for text in options["pause"]],
        )
        self._print(options, due.as_json())
        return 0 if due.at else 3

    def _check(self, options: dict[str, Any]) -> int:
        paths = [*settings.HEQI_PACKS, *options["pack"], *options["packs"]]
        _, problems = check_paths([Path(path) for path in dict.fromkeys(map(str, paths))])
        if options["json"]:
            self._print(options, [problem.as_json() for problem in problems])
        else:
            for problem in problems:
                if problem.severity != "info":
                    self.stdout.write(_line(problem))
        return 2 if any(problem.severity == "error" for problem in problems) else 0

    def _import(self, options: dict[str, Any]) -> int:
        path = Path(options["file"])
        try:
            data = path.read_bytes()
        except OSError:
            raise BadInput(f"无法打开文件：{path} / cannot open the file: {path}") from None
        found = read_compendium(data, path.name)
        if not options["dry_run"]:
            from heqi.ledger.actors import SYSTEM
            from heqi.people.models import Unit
            from heqi.policies.actions import import_document

            units = Unit.objects.filter(kind="company")
            if options["unit"]:
                units = units.filter(code=options["unit"])
            unit = units.order_by("pk").first()
            if unit is None:
                raise BadInput("没有这个公司 / no such company")
            import_document(data, filename=path.name, unit=unit, by=SYSTEM, now=timezone.now())
        self._print(options, found.as_json())
        return 0

    def _replay(self, options: dict[str, Any]) -> int:
        from heqi.compendium.content import companies_under, laid_packs, layer_of, named_draft
        from heqi.compendium.content import rank_of as rank_of_draft
        from heqi.people.queries import keeping_records

        only = _company(options)
        draft = named_draft(options["draft"])
        files = None if draft else pack_files(options["draft"])
        # An exported pack goes where its draft stands.
        draft = draft or named_draft(files.name if files else "")
        if draft:
            own, rank, day = files or layer_of(draft), rank_of_draft(draft), draft.effective_on
            companies = [one for one in companies_under(draft) if only in (None, one)]
        else:
            assert files is not None
            own, rank, day = files, int(only is not None), None
            companies = [only] if only else list(keeping_records())
        if not companies:
            raise BadInput("还没有公司 / there is no company yet")
        more = tuple(pack_files(path) for path in options["pack"])
        laid = laid_packs(own, companies, rank, more)
        packs = {unit: one.reading.sound_pack() for unit, one in laid.items()}
        # Arrays are loaded only where a period is replayed.
        from heqi.compendium.trying import try_packs

        report = try_packs(
            packs,
            day=day or begins(own.name, packs.values()),
            since=_date(options["since"]),
            until=_date(options["until"]),
            now=timezone.now(),
        )
        self._print(options, report)
        return 0

    def _print(self, options: dict[str, Any], value: Any) -> None:
        indent = None if options["json"] else 2
        self.stdout.write(json.dumps(value, ensure_ascii=False, indent=indent))


def _pack(options: dict[str, Any]) -> Pack:
    return read_pack_over(_in_force(options))


def _in_force(options: dict[str, Any]) -> list[Any]:
    """The packs of the settings, what was published over them, then those given."""
    company = _company(options)
    layers = layers_in_force(company.pk if company else None)
    return [*settings.HEQI_PACKS, *layers, *options["pack"]]


def _company(options: dict[str, Any]) -> Any:
    """The company named by its code; None where none is named."""
    from heqi.people.models import Unit

    if not options["company"]:
        return None
    found = Unit.objects.filter(kind="company", code=options["company"]).first()
    if found is None:
        raise BadInput("没有这个公司 / no such company")
    return found


def read_pack_over(paths: list[Any]) -> Pack:
    """Packs laid one over the other, each named once."""
    named = {path if isinstance(path, PackFiles) else str(path): None for path in paths}
    return load_packs(list(named))


def pack_files(path: str) -> PackFiles:
    """A folder as a layer, named as its ``pack.yaml`` says."""
    folder = open_pack(path)
    if folder.info is None:
        raise PackErrors(tuple(folder.sink.problems))
    texts = {
        str(one.relative_to(folder.root)): one.read_bytes().decode("utf-8-sig")
        for one in folder.root.rglob("*.y*ml")
    }
    return PackFiles(folder.info.id, tuple(sorted(texts.items())))


def begins(name: str, packs: Iterable[Pack]) -> date:
    """The day from which everything that a layer brings holds; today where it brings nothing."""
    days: set[date] = set()
    for pack in packs:
        for rules in pack.rules.values():
            days |= {rule.since for rule in rules if rule.pack == name}
        for value in pack.values.values():
            days |= {entry.since for entry in value.entries if entry.pack == name}
    return max(days, default=timezone.localdate())


def _facts(options: dict[str, Any]) -> dict[str, Any]:
    try:
        facts = json.loads(options["facts"])
    except ValueError:
        facts = None
    if not isinstance(facts, dict):
        raise BadInput("--facts 须是 JSON 对象 / --facts must be a JSON object")
    return facts


def _limit(text: str) -> Any:
    """A limit in words, or a mapping written as JSON."""
    if not text.lstrip().startswith("{"):
        return text
    try:
        return json.loads(text)
    except ValueError:
        raise BadInput("时限不是有效的 JSON / the limit is not valid JSON") from None


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadInput(f"日期须写成 2026-11-23：{text} / a date is written 2026-11-23") from None


def _instant(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise BadInput(
            f"时间须写成 2026-11-23T09:15：{text} / an instant is written 2026-11-23T09:15"
        ) from None
    return found if found.tzinfo else timezone.make_aware(found)


def _pause(text: str) -> tuple[datetime, datetime]:
    start, found, end = text.partition("/")
    if not found:
        raise BadInput(f"挂起须写成 开始/结束：{text} / a pause is written START/END")
    since, until = _instant(start), _instant(end)
    if until <= since:
        raise BadInput(f"挂起的结束须晚于开始：{text} / a pause must end after it starts")
    return since, until


def _line(problem: Problem) -> str:
    place = f"{problem.file}:{problem.line}: {problem.severity}"
    return f"{place}: {problem.message.zh} / {problem.message.en}"


def _sentence(error: Exception) -> str:
    zh, en = getattr(error, "zh", ""), getattr(error, "en", "")
    message = getattr(error, "message", None)
    if not zh and message is not None:
        zh, en = getattr(message, "zh", ""), getattr(message, "en", "")
    return f"{zh} / {en}" if zh else str(error)
