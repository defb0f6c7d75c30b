"""Reading cases, the log about one customer, and the monthly report."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from statistics import median

from django.db import models
from django.db.models import Count, Min, Sum
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from heqi.customers.access import LOG
from heqi.customers.business import Entry, entries_in
from heqi.customers.models import Lookup, LookupSubject, Party
from heqi.ledger.actors import Actor
from heqi.lookups.access import REVIEW
from heqi.lookups.facts import day_bounds
from heqi.lookups.facts.merged import files_of
from heqi.lookups.facts.rows import instant
from heqi.lookups.models import Case, DayQuestion, DayTally, Flag, GlassOpening, Verdict
from heqi.lookups.sentences import Words, rules
from heqi.lookups.states import OPEN_STATES, Status
from heqi.lookups.thresholds import limits_on
from heqi.people.access import require, within

PAGE = 50
# Below so many decisions a share says nothing about a rule.
ENOUGH = 20


def cases(actor: Actor, *, tab: str = "") -> "models.QuerySet[Case]":
    """Cases that the actor reviews: open ones by points, those answered, or what is over."""
    require(actor, REVIEW)
    rows = Case.objects.visible_to(actor).select_related("staff", "unit").prefetch_related("flags")
    if tab == "closed":
        return rows.filter(is_open=False).order_by("-decided_at", "-id")
    rows = rows.filter(is_open=True)
    if tab in OPEN_STATES:
        rows = rows.filter(status=tab)
    return rows.order_by("-score", "-id")


def case_counts(actor: Actor) -> dict[str, int]:
    """Open cases by state."""
    rows = Case.objects.visible_to(actor).filter(is_open=True).order_by()
    return dict(rows.values_list("status").annotate(n=Count("pk")))


@dataclass(frozen=True, slots=True)
class Evidence:
    """A row of the log that a flag cites, with its verdict; the customer by number only."""

    row: Lookup
    verdict: Verdict | None
    party: str


def evidence_of(case: Case) -> list[Evidence]:
    """The rows that the case's flags cite, newest first, two hundred at most."""
    cited = {
        pk
        for rule, looks in case.flags.values_list("rule", "looks")
        if not rule.startswith("F")
        for pk in looks
    }
    rows = list(Lookup.objects.filter(pk__in=sorted(cited)[-200:]).order_by("-id"))
    return with_verdicts(rows)


def said_on_the_day(case: Case) -> list[DayQuestion]:
    """What the viewer said of the looks of those days before there was a case."""
    first = case.flags.aggregate(first=Min("since"))["first"]
    days = (timezone.localdate(first) if first else case.day, case.day)
    return list(DayQuestion.objects.filter(staff=case.staff_id, day__range=days).exclude(answer=""))


@dataclass(frozen=True, slots=True)
class EntryEvidence:
    """An entry that a flag cites; the customer by number only, values never shown."""

    entry: Entry
    at: datetime
    dated: datetime | None
    party: str

    @property
    def kind(self) -> str:
        """What was entered, in the reader's language."""
        return str(KINDS.get(self.entry.kind, self.entry.kind))

    @property
    def yuan(self) -> Decimal:
        """The difference that the entry left."""
        return Decimal(self.entry.amount) / 100


KINDS = {
    "payment": pgettext_lazy("entry", "payment"),
    "gas": pgettext_lazy("entry", "gas sold"),
    "material": pgettext_lazy("entry", "material"),
    "reading": pgettext_lazy("entry", "reading"),
    "request": pgettext_lazy("entry", "request"),
    "step": pgettext_lazy("entry", "formality"),
    "field": pgettext_lazy("entry", "field"),
}


def entries_behind(case: Case) -> list[EntryEvidence]:
    """The entries that the flags about false entries cite, newest first, two hundred at most.

    Read again from the apps that own them; what was removed since is no longer among them.
    """
    found: dict[tuple[str, int], Entry] = {}
    for flag in case.flags.filter(rule__startswith="F"):
        cited, about = set(flag.looks), set(flag.subjects)
        since, until = int(flag.since.timestamp()), int(flag.until.timestamp()) + 1
        for entry in entries_in(flag.company_id, since, until):
            theirs = entry.actor == flag.staff_id and entry.id in cited
            if theirs and (not entry.subject or entry.subject in about):
                found[entry.kind, entry.id] = entry
    rows = sorted(found.values(), key=lambda entry: (-entry.at, -entry.id))[:200]
    subjects = {entry.subject for entry in rows if entry.subject}
    numbers = dict(Party.objects.filter(pk__in=subjects).values_list("pk", "number"))
    return [
        EntryEvidence(
            entry,
            instant(entry.at),
            instant(entry.dated) if entry.dated else None,
            numbers.get(entry.subject, ""),
        )
        for entry in rows
    ]


def with_verdicts(rows: Iterable[Lookup]) -> list[Evidence]:
    """Rows of the log with their verdicts and the numbers of their customers; three queries."""
    found = list(rows)
    verdicts = Verdict.objects.in_bulk([row.pk for row in found])
    numbers = dict(
        Party.objects.filter(pk__in={row.party_id for row in found if row.party_id}).values_list(
            "pk", "number"
        )
    )
    return [
        Evidence(row, verdicts.get(row.pk), numbers.get(row.party_id or 0, "")) for row in found
    ]


@dataclass(frozen=True, slots=True)
class Sightings:
    """Who saw a customer: a page of rows, the address of the next, totals by viewer."""

    rows: list[Lookup]
    before: int | None
    viewers: list[tuple[str, int, datetime]]


def sightings(
    actor: Actor, party: Party, *, before: int | None = None, limit: int = PAGE
) -> Sightings:
    """Every look at a customer, lists and search results included, newest first.

    Two walks along indexes, whatever the size of the log; totals over the latest thousand.
    """
    require(actor, LOG, party)
    ids = _ids(party, before, 1_000)
    rows = list(Lookup.objects.filter(pk__in=ids[:limit]).order_by("-id"))
    heads = Lookup.objects.filter(pk__in=ids).values_list("actor_name", "at").order_by("-id")
    counts: Counter[str] = Counter()
    last: dict[str, datetime] = {}
    for name, at in heads:
        counts[name] += 1
        last.setdefault(name, at)
    viewers = [(name, number, last[name]) for name, number in counts.most_common(20)]
    return Sightings(rows, ids[limit - 1] if len(ids) > limit else None, viewers)


def _ids(party: Party, before: int | None, limit: int) -> list[int]:
    # The log keeps the file that was looked at: what was merged into this one is this customer.
    files = files_of([party.pk])[party.pk]
    single = Lookup.objects.filter(party_id__in=files)
    several = LookupSubject.objects.filter(party_id__in=files)
    if before:
        single, several = single.filter(pk__lt=before), several.filter(lookup_id__lt=before)
    found = {
        *single.order_by("-id").values_list("pk", flat=True)[:limit],
        *several.order_by("-lookup_id").values_list("lookup_id", flat=True)[:limit],
    }
    return sorted(found, reverse=True)[:limit]


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A rule in a month: alerts, viewers asked, answers, decisions, upheld."""

    words: Words
    alerts: int
    asked: int
    answered: int
    decided: int
    upheld: int
    retire: bool


@dataclass(frozen=True, slots=True)
class Report:
    """The month: look-ups, how many needed no click, emergencies, and the rules."""

    month: date
    views: int
    silent: int
    glass: int
    cases: int
    upheld: int
    notice_hours: float | None
    triage_days: float | None
    lines: list[RuleLine]


def monthly_report(actor: Actor, month: date) -> Report:
    """What became of the month's alerts, rule by rule (fairness: weak rules are retired)."""
    require(actor, REVIEW)
    first = month.replace(day=1)
    last = (first + timedelta(days=32)).replace(day=1)
    since, until = day_bounds(first)[0], day_bounds(last)[0]
    rows = Case.objects.visible_to(actor).filter(opened_at__gte=since, opened_at__lt=until)
    found = list(
        rows.values_list("pk", "status", "opened_at", "asked_at", "answered_at", "decided_at")
    )
    by_pk = {row[0]: row for row in found}
    flags = Flag.objects.filter(case_id__in=list(by_pk)).values_list("rule", "case_id")
    by_rule: dict[str, set[int]] = {}
    alerts: Counter[str] = Counter()
    for rule, case in flags:
        by_rule.setdefault(rule, set()).add(case)
        alerts[rule] += 1
    floor = float(limits_on(first, actor.company_id).content["retire_precision"])
    tallies = within(DayTally.objects.all(), actor, REVIEW, unit="company").filter(
        day__gte=first, day__lt=last
    )
    sums = tallies.aggregate(views=Sum("views"), clicks=Sum("clicks"))
    glass = within(GlassOpening.objects.all(), actor, REVIEW, unit="company")
    views = sums["views"] or 0
    return Report(
        month=first,
        views=views,
        silent=views - (sums["clicks"] or 0),
        glass=glass.filter(opened_at__gte=since, opened_at__lt=until).count(),
        cases=len(found),
        upheld=sum(row[1] in UPHELD for row in found),
        notice_hours=_middle([(r[3] - r[2]).total_seconds() / 3600 for r in found if r[3]]),
        triage_days=_middle([(r[5] - r[2]).total_seconds() / 86400 for r in found if r[5]]),
        lines=[
            _line(words, alerts[code], [by_pk[pk] for pk in by_rule.get(code, ())], floor)
            for code, words in rules().items()
        ],
    )


UPHELD = (Status.UPHELD, Status.APPEALED, Status.CONFIRMED)
DECIDED = (*UPHELD, Status.CLEARED, Status.OVERTURNED, Status.EXPLAINED)


def _line(words: Words, alerts: int, rows: list[tuple], floor: float) -> RuleLine:
    decided = sum(row[1] in DECIDED for row in rows)
    upheld = sum(row[1] in UPHELD for row in rows)
    return RuleLine(
        words=words,
        alerts=alerts,
        asked=sum(row[3] is not None for row in rows),
        answered=sum(row[4] is not None for row in rows),
        decided=decided,
        upheld=upheld,
        retire=decided >= ENOUGH and upheld / decided < floor,
    )


def _middle(values: list[float]) -> float | None:
    return round(median(values), 1) if values else None


def own_log(actor: Actor) -> "models.QuerySet[Lookup]":
    """The actor's own look-ups, newest first."""
    return Lookup.objects.filter(actor_kind="staff", actor_id=actor.id or 0).order_by("-id")
