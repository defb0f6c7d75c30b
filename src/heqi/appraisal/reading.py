"""What costs and earns points in a month: a source for each item, registered by name."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils import timezone

from heqi.clocks.models import Clock, ClockState
from heqi.complaints.models import Complaint
from heqi.conduct.models import Case
from heqi.conduct.queries import standing_in
from heqi.conduct.states import Side
from heqi.people.models import Unit
from heqi.people.queries import department_of
from heqi.policies.deciding import rule_on
from heqi.policies.measures import month_span
from heqi.quality.models import EntryError

POINTS = "appraisal.points"
CONDUCT = "conduct"
PROMISES = ("service.servicerequest", "projects.project", "complaints.complaint")


@dataclass(frozen=True, slots=True)
class Fact:
    """One record of a month, with what it costs (minus) or earns (plus) a department."""

    unit: Unit
    item: str
    points: Decimal
    clause: str
    mark: str
    at: datetime
    title: str
    source_type: str
    source_id: str
    number: str
    staff_id: int | None = None


Source = Callable[[Unit, datetime, datetime], Iterable[Fact]]
_sources: dict[str, Source] = {}


def appraised_by(name: str, source: Source) -> None:
    """Let a source contribute: ``source(company, since, until)`` gives the facts of a month."""
    _sources[name] = source


def facts_of(company: Unit, month: object) -> list[Fact]:
    """Every fact of a company's month, in an order that never changes."""
    since, until = month_span(month)  # type: ignore[arg-type]
    found = [fact for name in sorted(_sources) for fact in _sources[name](company, since, until)]
    return sorted(found, key=lambda fact: (fact.item, fact.at, fact.source_type, fact.source_id))


def _cost(record: str, at: datetime) -> tuple[Decimal, str, str]:
    """What a kind of record costs, the clause and its mark."""
    content = rule_on(POINTS, {"record": record}, on=timezone.localdate(at)).as_json()
    grant = (content.get("sources") or {}).get("points", [{}])[0]
    points = Decimal(str((content["answer"] or {}).get("points") or 0))
    return points, str(grant.get("clause", "")), str(grant.get("mark", ""))


def broken_promises(company: Unit, since: datetime, until: datetime) -> Iterable[Fact]:
    """Promises to customers that were broken in the month (tiering/8)."""
    rows = Clock.objects.filter(
        company=company,
        state=ClockState.MISSED,
        decided_at__gte=since,
        decided_at__lt=until,
        timeline__subject_type__in=PROMISES,
    ).select_related("timeline", "unit__parent")
    points, clause, mark = _cost("broken_promise", since)
    for row in rows.order_by("decided_at", "id"):
        yield Fact(
            unit=department_of(row.unit), item="commitments", points=-points,
            clause=row.clause or clause, mark=mark, at=row.decided_at or since,
            title=row.title_zh, source_type="clocks.clock", source_id=str(row.pk),
            number=row.timeline.label,
        )  # fmt: skip


def valid_complaints(company: Unit, since: datetime, until: datetime) -> Iterable[Fact]:
    """Complaints found valid in the month, of the department responsible (complaint/results)."""
    rows = Complaint.objects.filter(
        company=company,
        judged_at__gte=since,
        judged_at__lt=until,
        verdict__in=["upheld", "partly"],
        responsible_unit__isnull=False,
    ).select_related("responsible_unit__parent")
    points, clause, mark = _cost("valid_complaint", since)
    for row in rows.order_by("judged_at", "id"):
        if row.responsible_unit is not None:
            yield Fact(
                unit=department_of(row.responsible_unit), item="complaints", points=-points,
                clause=clause, mark=mark, at=row.judged_at or since, title=row.subject,
                source_type="complaints.complaint", source_id=str(row.pk), number=row.number,
                staff_id=row.responsible_id,
            )  # fmt: skip


def entry_errors(company: Unit, since: datetime, until: datetime) -> Iterable[Fact]:
    """Errors of entries found in the month (data-entry/8.1, 8.2)."""
    rows = EntryError.objects.filter(
        company=company, found_at__gte=since, found_at__lt=until
    ).exclude(status="dismissed")
    for row in rows.select_related("unit__parent").order_by("found_at", "id"):
        content = rule_on(
            "data.appraisal", {"error": row.error}, on=timezone.localdate(row.found_at)
        ).as_json()
        points = Decimal(str((content["answer"] or {}).get("points") or 0))
        grant = (content.get("sources") or {}).get("points", [{}])[0]
        if points:
            yield Fact(
                unit=department_of(row.unit), item="data_quality", points=-points,
                clause=str(grant.get("clause", "")), mark=str(grant.get("mark", "")),
                at=row.found_at, title=row.note, source_type="quality.entryerror",
                source_id=str(row.pk), number=row.number, staff_id=row.staff_id,
            )  # fmt: skip


def conduct_decisions(company: Unit, since: datetime, until: datetime) -> Iterable[Fact]:
    """Points of decisions that count in the month (conduct/3.1.1, 3.2.2, 3.2.3, 3.2.5)."""
    rows = standing_in(company, since=timezone.localdate(since), until=timezone.localdate(until))
    for row in rows.order_by("decided_at", "id"):
        figure = row.figures.get("points")
        if figure is not None:
            sign = -1 if row.side == Side.PENALTY else 1
            yield Fact(
                unit=department_of(row.unit), item=CONDUCT, points=sign * figure.value,
                clause=figure.clause, mark="clause", at=row.decided_at or since, title=row.title,
                source_type="conduct.case", source_id=str(row.pk), number=row.number,
                staff_id=row.staff_id,
            )  # fmt: skip


def forcing(unit: Unit, company: Unit, month: object) -> Case | None:
    """The decision that grades a department's month C whatever its score (conduct/3.2.4)."""
    since, until = month_span(month)  # type: ignore[arg-type]
    rows = standing_in(company, since=timezone.localdate(since), until=timezone.localdate(until))
    return rows.filter(grade="C", unit__path__startswith=unit.path).order_by("id").first()


def register_sources() -> None:
    """Those that lie below this app."""
    appraised_by("clocks", broken_promises)
    appraised_by("complaints", valid_complaints)
    appraised_by("conduct", conduct_decisions)
    appraised_by("quality", entry_errors)
