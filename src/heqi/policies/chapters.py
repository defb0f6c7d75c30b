"""A policy clause by clause: the company's own words beside the month's figures."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Sum
from django.urls import reverse

from heqi.ledger.actors import Actor
from heqi.people.models import Unit
from heqi.people.queries import department_of
from heqi.policies.beside import counts_beside
from heqi.policies.measures import Measure, measures
from heqi.policies.measures.reading import Count, read_lines, year_until
from heqi.policies.models import ClauseText, PolicyQuery, Tally
from heqi.policies.packs import current_pack
from heqi.policies.pages import DOTS, tone_of
from heqi.policies.queries import company_words, versions_for
from heqi.policies.typography import full_width
from heqi.policies.unmeasured import why_not_measured
from heqi.rulebook.pack import Clause, Pack, Policy, Rule


@dataclass(frozen=True, slots=True)
class ClauseRow:
    """One clause as the page shows it."""

    clause: Clause
    text: str
    own: bool
    measures: list[Measure] = field(default_factory=list)
    queries: list[PolicyQuery] = field(default_factory=list)
    tone: str = "run"
    trend: list[float] = field(default_factory=list)
    owner: str = ""
    why: str = ""
    marks: tuple[str, ...] = ()
    evidence: int = 0

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


def chapters(policy: Policy, company: Unit, *, month: date, on: date, by: Actor) -> list[Chapter]:
    """A policy's clauses by chapter, in the company's own words where it has imported them."""
    pack = current_pack(company.pk)
    words = company_words(company, list(policy.clauses), on=on)
    figures = measures(company, month, by)
    doubts: dict[str, list[PolicyQuery]] = {}
    for query in PolicyQuery.objects.filter(unit=company, ref__startswith=f"{policy.id}/"):
        doubts.setdefault(query.ref, []).append(query)
    titles = dict(policy.chapters)
    trends, owners = _trends(company, policy.id, month), _owners(company, policy.id, month)
    marks, beside = _marks(pack, on), counts_beside(company, policy.id, month, by)
    silent = {one.clause.id: one.why for one in why_not_measured(set(figures), company, policy.id)}
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
                tone=tone_of(figures.get(ref, []), on=on, company=company),
                trend=trends.get(ref, []),
                owner=owners.get(ref, ""),
                why=silent.get(ref, ""),
                marks=tuple(sorted(marks.get(ref, ()))),
                evidence=beside.get(ref, 0),
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


def _marks(pack: Pack, on: date) -> dict[str, set[str]]:
    """Which clauses rest on figures that the company set, or on law."""
    found: dict[str, set[str]] = {}
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
    """How many clauses are kept, to watch, missed, running; of those without a figure, how many
    are shown by evidence."""
    counts = dict.fromkeys(("good", "warn", "bad", "run", "none", "shown"), 0)
    for chapter in chapters:
        for row in chapter.rows:
            counts[row.tone if row.measures else "shown" if row.evidence else "none"] += 1
    return counts


def rules_of(ref: str, company: Unit, *, on: date) -> list[Rule]:
    """The company's rules in force that cite a clause."""
    pack = current_pack(company.pk)
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
