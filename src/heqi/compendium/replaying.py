"""Decisions of a period decided anew: what the replay of clocks does not see, such as posts,
samples, authority, penalties and appraisal. Every record counts, whoever shares its decision.
"""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.apps import apps
from django.db.models import Count, DateTimeField, Q, QuerySet

from heqi.clocks.replay.fetching import some
from heqi.compendium.records import KINDS, Kind
from heqi.ledger.days import midnight
from heqi.people.models import Unit
from heqi.people.queries import department_of
from heqi.policies.models import Decision
from heqi.rulebook.pack import Pack
from heqi.rulebook.ruling import decide
from heqi.rulebook.values import FactError

# So many records are named for each question and department.
KEPT = 20
Facts = tuple[tuple[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Change:
    """A decision that the draft answers otherwise; ``fields`` are name, before and after."""

    question: str
    fields: list[list[Any]]
    status: list[str]
    clauses: list[str]


@dataclass(frozen=True, slots=True)
class Failed:
    """A decision that cannot be asked of the draft: it lacks the question, or a fact of it."""

    question: str


class Changes:
    """What differs, counted in records."""

    def __init__(self) -> None:
        self.looked: Counter[str] = Counter()
        self.changed: Counter[str] = Counter()
        # Records that the draft cannot decide, by subject.
        self.failed: Counter[str] = Counter()
        self.by_clause: Counter[str] = Counter()
        self.by_department: Counter[str] = Counter()
        self.sums: dict[tuple[str, str], list[Decimal]] = {}
        self.examples: list[dict[str, Any]] = []
        self._kept: Counter[tuple[str, str]] = Counter()
        self._departments: dict[int | None, str] = {None: ""}

    def as_json(self) -> dict[str, Any]:
        """For the run and the command line; ``sums`` of figures over the records that differ."""
        return {
            "looked": dict(self.looked),
            "changed": dict(self.changed.most_common()),
            "failed": dict(self.failed.most_common()),
            "by_clause": dict(self.by_clause.most_common()),
            "by_department": dict(self.by_department.most_common()),
            "sums": [
                {"question": question, "field": name, "was": str(was), "will": str(will)}
                for (question, name), (was, will) in sorted(self.sums.items())
            ],
            "examples": self.examples,
        }

    def count(self, change: Change, units: Mapping[int | None, int]) -> None:
        """So many records of each unit differ."""
        number = sum(units.values())
        self.changed[change.question.partition(".")[0]] += number
        for clause in change.clauses:
            self.by_clause[clause] += number
        for unit, found in units.items():
            self.by_department[self._department(unit)] += found
        for name, *both in change.fields:
            figures = [figure_of(value) for value in both]
            if any(figure is None for figure in figures):
                continue
            sums = self.sums.setdefault((change.question, name), [Decimal(0), Decimal(0)])
            for side, figure in enumerate(figures):
                sums[side] += number * (figure or 0)

    def name(self, kind: Kind, change: Change, rows: "QuerySet[Any]", unit: int | None) -> None:
        """Records of a unit behind the numbers, up to a bound."""
        department = self._department(unit)
        room = KEPT - self._kept[change.question, department]
        for row in rows.filter(**{kind.unit: unit})[: max(room, 0)]:
            self._kept[change.question, department] += 1
            self.examples.append(
                {
                    "question": change.question,
                    "fields": change.fields,
                    "status": change.status,
                    "clauses": change.clauses,
                    "department": department,
                    "record": [kind.label, row.pk, str(getattr(row, "number", "") or "")],
                }
            )

    def _department(self, pk: int | None) -> str:
        if pk not in self._departments:
            unit = Unit.objects.select_related("parent").get(pk=pk or 0)
            self._departments[pk] = str(department_of(unit))
        return self._departments[pk]


def figure_of(value: Any) -> Decimal | None:
    """A figure in an answer; None for what is no figure."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    try:
        found = Decimal(value)
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


class _Again:
    """Decisions under the draft, each once."""

    def __init__(self, draft: Pack, since: date) -> None:
        self.draft, self.since = draft, since
        self._decisions: dict[int, Decision] = {}
        self._known: dict[Any, Change | Failed | None] = {}

    def load(self, keys: Iterable[int]) -> None:
        """Read the decisions that are asked for next."""
        self._decisions |= Decision.objects.in_bulk(set(keys) - set(self._decisions))

    def question(self, key: int) -> str:
        """What a decision answers."""
        return self._decisions[key].question

    def change(self, key: int, moved: Facts) -> Change | Failed | None:
        """How the draft answers otherwise; None where it does not."""
        if (key, moved) not in self._known:
            self._known[key, moved] = self._change(self._decisions[key], dict(moved))
        return self._known[key, moved]

    def _change(self, row: Decision, moved: dict[str, Any]) -> Change | Failed | None:
        facts = {**row.facts, **{n: v for n, v in moved.items() if n in row.facts}}
        try:
            ruling = decide(self.draft, row.question, facts, max(row.first_on, self.since))
        except (FactError, LookupError):
            return Failed(row.question)
        content = json.loads(json.dumps(ruling.as_json(), ensure_ascii=False))
        was, will = row.answer or {}, content["answer"] or {}
        if (row.status, was) == (content["status"], will):
            return None
        names = [n for n in dict.fromkeys([*was, *will]) if was.get(n) != will.get(n)]
        clauses = {
            grant["clause"]: None
            for sources in (content["sources"], row.trace.get("sources") or {})
            for name in names
            for grant in sources.get(name, ())
        }
        return Change(
            row.question,
            [[name, was.get(name), will.get(name)] for name in names],
            [row.status, content["status"]],
            list(clauses or dict.fromkeys(content["clauses"])),
        )


class Counted:
    """How many records of a period keep each decision, by company and unit: each kind of record is
    read once, for all companies that are tried."""

    def __init__(self, companies: Collection[Unit], since: date, until: date) -> None:
        self.since, self.until = since, until
        keys = [one.pk for one in companies]
        own = Unit.objects.filter(Q(pk__in=keys) | Q(company__in=keys))
        self._units = own.order_by().values("pk")
        # A unit above the companies keeps its records itself.
        self._company = {pk: of or pk for pk, of in own.values_list("pk", "company")}
        self._found: dict[Kind, dict[int, dict[int, Counter[int | None]]]] = {}

    def rows(self, kind: Kind) -> "QuerySet[Any]":
        """Every record of a kind in the period."""
        return _rows(kind, self.since, self.until).filter(**{f"{kind.unit}__in": self._units})

    def of(self, kind: Kind, company: Unit) -> dict[int, Counter[int | None]]:
        """By decision, how many records of each unit of a company."""
        if kind not in self._found:
            found = self._found[kind] = {}
            lines = self.rows(kind).values_list(kind.decision, kind.unit).annotate(n=Count("pk"))
            for decision, unit, number in lines:
                mine = found.setdefault(self._company[unit], {})
                mine.setdefault(decision, Counter())[unit] += number
        return self._found[kind].get(company.pk, {})


def decide_again(
    draft: Pack,
    *,
    since: date,
    until: date,
    moved: Mapping[str, Mapping[int, Mapping[str, Any]]],
    company: Unit,
    counted: Counted | None = None,
) -> dict[str, Any]:
    """Every decision that records of the period rest on, decided under the draft; ``moved`` are
    facts that the draft itself makes others, by kind and key; ``counted`` are the records, where
    several companies are tried."""
    changes, again = Changes(), _Again(draft, since)
    counts = counted or Counted([company], since, until)
    for kind in KINDS:
        units = {decision: own.copy() for decision, own in counts.of(kind, company).items()}
        if not units:
            continue
        rows = counts.rows(kind)
        rows = rows.filter(Q(**{kind.unit: company}) | Q(**{f"{kind.unit}__company": company}))
        apart = _apart(kind, rows, moved.get(kind.label, {}))
        again.load(units)
        for (decision, facts), pks in apart.items():
            own = Counter(pks.values())
            units[decision] -= own
            _add(changes, kind, again, decision, facts, own, rows.filter(pk__in=list(pks)[:KEPT]))
        for decision, own in units.items():
            mine = rows.filter(**{kind.decision: decision})
            _add(changes, kind, again, decision, (), own, mine)
    return changes.as_json()


def _add(
    changes: Changes,
    kind: Kind,
    again: _Again,
    decision: int,
    facts: Facts,
    units: Counter[int | None],
    rows: "QuerySet[Any]",
) -> None:
    number = sum(units.values())
    changes.looked[again.question(decision).partition(".")[0]] += number
    change = again.change(decision, facts)
    if isinstance(change, Failed):
        changes.failed.update({change.question.partition(".")[0]: number} if number else {})
        return
    if change is None or not number:
        return
    changes.count(change, units)
    for unit in units:
        changes.name(kind, change, rows, unit)


def _apart(
    kind: Kind, rows: "QuerySet[Any]", moved: Mapping[int, Mapping[str, Any]]
) -> dict[tuple[int, Facts], dict[int, int | None]]:
    """Records whose facts the draft moves, by decision and facts, with their units."""
    found: dict[tuple[int, Facts], dict[int, int | None]] = {}
    for pks in some(moved):
        lines = rows.filter(pk__in=pks).values_list("pk", kind.decision, kind.unit)
        for pk, decision, unit in lines:
            facts = tuple(sorted(moved[pk].items()))
            found.setdefault((decision, facts), {})[pk] = unit
    return found


def _rows(kind: Kind, since: date, until: date) -> "QuerySet[Any]":
    model = apps.get_model(kind.label)
    fields = kind.at.split("__")
    owner = model
    for name in fields[:-1]:
        owner = owner._meta.get_field(name).related_model
    timed = isinstance(owner._meta.get_field(fields[-1]), DateTimeField)
    edges = (midnight(since), midnight(until)) if timed else (since, until)
    rows = model._default_manager.exclude(**{kind.decision: None}).order_by()
    return rows.filter(**{f"{kind.at}__gte": edges[0], f"{kind.at}__lt": edges[1]})
