"""What the policy pages show: the pack's clauses beside the company's own words and its figures."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Sum
from django.urls import reverse
from django.utils.translation import gettext_lazy

from heqi.ledger.actors import Actor
from heqi.people.models import Unit, UnitKind
from heqi.people.queries import department_of
from heqi.policies.measures import Measure, measures, percent
from heqi.policies.measures.reading import Count, read_lines, year_until
from heqi.policies.models import ClauseText, PolicyQuery, PolicyVersion, Tally, VersionState
from heqi.policies.packs import compendium_policies, current_pack
from heqi.policies.queries import company_words, versions_for
from heqi.policies.typography import full_width
from heqi.rulebook.pack import Clause, Policy, Rule

EXECUTABLE = {"rule", "process", "duty", "record", "form", "role"}


@dataclass(frozen=True, slots=True)
class ClauseRow:
    """One clause as the page shows it."""

    clause: Clause
    text: str
    own: bool
    measures: list[Measure] = field(default_factory=list)
    queries: list[PolicyQuery] = field(default_factory=list)
    rules: int = 0
    tone: str = "run"
    trend: list[float] = field(default_factory=list)
    owner: str = ""
    why: str = ""
    marks: tuple[str, ...] = ()

    @property
    def href(self) -> str:
        """The clause's page."""
        return reverse("policies:clause", args=self.clause.id.split("/", 1))

    @property
    def spark_tone(self) -> str:
        """Colour of its line of twelve months."""
        return DOTS[self.tone]

    @property
    def anchor(self) -> str:
        """A name for the place on the policy's page."""
        return "c-" + self.clause.id.partition("/")[2]


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter's heading with its clauses."""

    number: str
    title: object
    rows: list[ClauseRow]


@dataclass(frozen=True, slots=True)
class PolicyLine:
    """One policy in the table of contents."""

    policy: Policy
    version: PolicyVersion | None
    clauses: int
    executable: int
    kept: int
    decided: int
    queries: int
    tone: str

    @property
    def is_absent(self) -> bool:
        """Announced but without text."""
        return bool(self.version and self.version.state == VersionState.ABSENT)

    @property
    def rate(self) -> str:
        """Per cent kept, cut to one decimal and never rounded up."""
        return percent(self.kept, self.decided)

    @property
    def state_tone(self) -> str:
        """Colour of the version's state."""
        states = {VersionState.IN_FORCE: "ok", VersionState.TRIAL: "soon"}
        return states.get(VersionState(self.version.state), "hold") if self.version else ""


def tone_of_counts(kept: int, decided: int, *, on: date) -> str:
    """The tone of one figure."""
    return tone_of([Measure("", kept, decided)], on=on)


def tone_of(rows: Iterable[Measure], *, on: date) -> str:
    """The worst of the measures: good, warn or bad by the company's thresholds (framework/5.2.1.6);
    run while nothing is decided."""
    limits = current_pack().value("policies/thresholds", on).content
    worst = "run"
    for row in rows:
        if not row.decided:
            continue
        rate = Decimal(row.kept) / row.decided
        good, watch = Decimal(limits["good"]), Decimal(limits["watch"])
        tone = "good" if rate >= good else "warn" if rate >= watch else "bad"
        worst = min(worst, tone, key=("bad", "warn", "good", "run").index)
    return worst


# What a clause without a figure is, by its kind.
WHY_NOT = {
    "context": gettext_lazy("Explains; there is nothing to count."),
    "role": gettext_lazy("Says who is responsible; what he must do is counted at its own clause."),
    "record": gettext_lazy("Says what must be on record; a form without it is not accepted."),
    "form": gettext_lazy("A form; it is filled in and printed, not counted."),
    "process": gettext_lazy("A course of steps; steps with a limit are counted one by one."),
    "duty": gettext_lazy("No duty of this clause was due in the month."),
    "rule": gettext_lazy("Nothing was decided by it in the month."),
}


@dataclass(frozen=True, slots=True)
class Unmeasured:
    """A clause without a figure, and why."""

    clause: Clause
    why: str


def why_not_measured(measured: set[str], policy: str = "") -> list[Unmeasured]:
    """The clauses of the compendium, or of one policy, that have no figure; each says why."""
    pack = current_pack()
    ruled = {rule.clause for rules in pack.rules.values() for rule in rules}
    found = []
    for one in compendium_policies():
        if policy and one.id != policy:
            continue
        for ref in one.clauses:
            clause = pack.clauses[ref]
            if ref in measured:
                continue
            why = WHY_NOT.get(clause.kind, WHY_NOT["rule"])
            if clause.kind == "rule" and ref not in ruled:
                why = gettext_lazy("A condition without a limit of time; it holds or is refused.")
            found.append(Unmeasured(clause, str(why)))
    return found


DOTS = {"good": "ok", "warn": "soon", "bad": "over", "run": "hold"}


def company_in_view(by: Actor) -> Unit | None:
    """The company whose policies the actor reads: his own, else the first one below him."""
    if by.company_id:
        return Unit.objects.filter(pk=by.company_id).first()
    paths = by.holdings.get("policies.view", ())
    for path in paths:
        found = (
            Unit.objects.filter(path__startswith=path, kind=UnitKind.COMPANY).order_by("pk").first()
        )
        if found:
            return found
    return None


def contents(company: Unit, *, month: date, on: date, by: Actor) -> list[PolicyLine]:
    """The compendium's policies with the month's figures."""
    pack = current_pack()
    held = versions_for(company, on=on)
    figures = measures(company, month, by)
    doubts = PolicyQuery.objects.filter(unit=company, answered_at__isnull=True)
    refs = list(doubts.values_list("ref", flat=True))
    lines = []
    for policy in compendium_policies():
        kinds = [pack.clauses[ref].kind for ref in policy.clauses]
        rows = [row for ref in policy.clauses for row in figures.get(ref, [])]
        lines.append(
            PolicyLine(
                policy=policy,
                version=held.get(policy.id),
                clauses=len(kinds),
                executable=sum(kind in EXECUTABLE for kind in kinds),
                kept=sum(row.kept for row in rows),
                decided=sum(row.decided for row in rows),
                queries=sum(ref.partition("/")[0] == policy.id for ref in refs),
                tone=DOTS[tone_of(rows, on=on)],
            )
        )
    return lines


def chapters(policy: Policy, company: Unit, *, month: date, on: date, by: Actor) -> list[Chapter]:
    """A policy's clauses by chapter, in the company's own words where it has imported them."""
    pack = current_pack()
    words = company_words(company, list(policy.clauses), on=on)
    figures = measures(company, month, by)
    doubts: dict[str, list[PolicyQuery]] = {}
    for query in PolicyQuery.objects.filter(unit=company, ref__startswith=f"{policy.id}/"):
        doubts.setdefault(query.ref, []).append(query)
    ruled: dict[str, int] = {}
    for rules in pack.rules.values():
        for rule in rules:
            ruled[rule.clause] = ruled.get(rule.clause, 0) + 1
    titles = dict(policy.chapters)
    trends, owners = _trends(company, policy.id, month), _owners(company, policy.id, month)
    marks = _marks(on)
    silent = {one.clause.id: one.why for one in why_not_measured(set(figures), policy.id)}
    found: dict[str, list[ClauseRow]] = {}
    for ref in policy.clauses:
        one = pack.clauses[ref]
        found.setdefault(one.chapter or "", []).append(
            ClauseRow(
                clause=one,
                text=full_width(words.get(ref, "")),
                own=ref in words,
                measures=figures.get(ref, []),
                queries=doubts.get(ref, []),
                rules=ruled.get(ref, 0),
                tone=tone_of(figures.get(ref, []), on=on),
                trend=trends.get(ref, []),
                owner=owners.get(ref, ""),
                why=silent.get(ref, ""),
                marks=tuple(sorted(marks.get(ref, ()))),
            )
        )
    return [Chapter(number, titles.get(number), rows) for number, rows in found.items()]


def _trends(company: Unit, policy: str, month: date) -> dict[str, list[float]]:
    """Twelve months of each clause, its promises together."""
    months = year_until(month)
    sums: dict[str, dict[date, Count]] = {}
    for line in read_lines(company, months, policy=policy):
        own = sums.setdefault(line.clause, {})
        for at, count in line.months.items():
            own[at] = own.get(at, Count()) + count
    return {
        ref: [own[at].kept / own[at].decided for at in months if at in own and own[at].decided]
        for ref, own in sums.items()
    }


def _owners(company: Unit, policy: str, month: date) -> dict[str, str]:
    """Whose promises a clause counts most in the month: its department."""
    rows = (
        Tally.objects.filter(company=company, policy=policy, month=month)
        .order_by()
        .values_list("clause", "unit_id")
        .annotate(n=Sum("kept") + Sum("missed") + Sum("open"))
    )
    most: dict[str, tuple[int, int]] = {}
    for ref, unit, n in rows:
        if n > most.get(ref, (-1, 0))[0]:
            most[ref] = (n, unit)
    ids = {unit for _n, unit in most.values()}
    units = {u.pk: u for u in Unit.objects.filter(pk__in=ids).select_related("parent")}
    return {ref: str(department_of(units[unit])) for ref, (_n, unit) in most.items()}


def _marks(on: date) -> dict[str, set[str]]:
    """Which clauses rest on figures that the company set, or on law."""
    found: dict[str, set[str]] = {}
    pack = current_pack()
    for rules in pack.rules.values():
        for rule in rules:
            if rule.in_force(on) and rule.mark != "clause":
                found.setdefault(rule.clause, set()).add(rule.mark)
    for value in pack.values.values():
        entry = value.entry(on)
        if entry is not None and entry.mark != "clause":
            found.setdefault(entry.clause, set()).add(entry.mark)
    return found


def tones_of(chapters: Iterable[Chapter]) -> dict[str, int]:
    """How many clauses are kept, to watch, missed, running, without a figure."""
    counts = dict.fromkeys(("good", "warn", "bad", "run", "none"), 0)
    for chapter in chapters:
        for row in chapter.rows:
            counts[row.tone if row.measures else "none"] += 1
    return counts


def rules_of(ref: str, *, on: date) -> list[Rule]:
    """The rules in force that cite a clause."""
    pack = current_pack()
    return [
        rule
        for rules in pack.rules.values()
        for rule in rules
        if rule.clause == ref and rule.in_force(on)
    ]


def own_text(ref: str, company: Unit, *, on: date) -> ClauseText | None:
    """The company's own clause of an id, with its line and version."""
    versions = list(versions_for(company, on=on).values())
    return (
        ClauseText.objects.filter(version__in=versions, ref=ref)
        .select_related("version__document", "version__source")
        .first()
    )
