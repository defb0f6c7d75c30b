"""Measuring entries: from the event to the entry, from the entry to the next step."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from heqi.clocks.queries import preview
from heqi.counter.models import SalesOrder, Shift
from heqi.customers.models import MasterDataTask
from heqi.ledger.actors import SYSTEM
from heqi.ledger.days import midnight
from heqi.ledger.models import Entry
from heqi.people.models import Staff, Unit
from heqi.policies.deciding import rule_on
from heqi.policies.speaking import spoken
from heqi.quality.actions.recording import Entered, Wrong, record_error
from heqi.quality.models import EntryTiming, ErrorClass, FoundBy, TimedKind
from heqi.quality.sources import BY_TYPE
from heqi.rulebook.values import Words
from heqi.service.models import ServiceRequest

LIMITS = "data.limits"
ENTER, PASS_ON, CREATE = "enter", "pass_on", "create"
OTHER, SALE = "other", "sale"
PARTY, POINT = "customers.party", "customers.servicepoint"
OPENED, PASSED_ON = "service.open", "service.pass_on"
TOO_LATE = {
    ENTER: Words("未按时录入，应于 {due} 前录入。", "Entered late; it was due {due}."),
    PASS_ON: Words("未按时流转，应于 {due} 前流转。", "Passed on late; it was due {due}."),
    CREATE: Words("未按时建档，应于 {due} 前创建。", "Created late; it was due {due}."),
}


@transaction.atomic
def time_request(request: ServiceRequest, *, now: datetime) -> EntryTiming:
    """Measure a request that was entered: its event is the beginning of the contact."""
    key = {"subject_type": request._meta.label_lower, "subject_id": str(request.pk)}
    known = EntryTiming.objects.filter(**key).first()
    if known:
        return known
    entered = _noted(request, OPENED) or now
    happened = min(request.contact.started_at, entered) if request.contact else request.opened_at
    ruling = rule_on(
        LIMITS, {"entry": "request"}, on=timezone.localdate(entered), company_id=request.company_id
    )
    from_event = {c.name: c for c in preview(ruling, start=happened, unit=request.unit)}
    from_entry = {c.name: c for c in preview(ruling, start=entered, unit=request.unit)}
    staff = Staff.objects.select_related("unit").filter(pk=request.opened_by_id or 0).first()
    timing: EntryTiming = EntryTiming.objects.create(
        **key,
        company=request.company,
        unit=staff.unit if staff else request.unit,
        staff=staff,
        subject_label=request.number,
        happened_at=happened,
        entered_at=entered,
        enter_by=from_event[ENTER].due_at if ENTER in from_event else None,
        pass_on_by=from_entry[PASS_ON].due_at if PASS_ON in from_entry else None,
    )
    if timing.enter_by and entered > timing.enter_by:
        clock = from_event[ENTER]
        _file(timing, ENTER, timing.enter_by, (clock.clause, clock.mark), now=now)
    return timing


@transaction.atomic
def time_passing_on(request: ServiceRequest, *, now: datetime) -> None:
    """The next step has the request; too late is an error of the class late (data-entry/6.1)."""
    timing = time_request(request, now=now)
    passed = _noted(request, PASSED_ON) or now
    won = EntryTiming.objects.filter(pk=timing.pk, passed_on_at__isnull=True).update(
        passed_on_at=passed
    )
    if won and timing.pass_on_by and passed > timing.pass_on_by:
        ruling = rule_on(
            LIMITS,
            {"entry": "request"},
            on=timezone.localdate(passed),
            company_id=request.company_id,
        )
        grant = ruling.sources[PASS_ON][0]
        _file(timing, PASS_ON, timing.pass_on_by, (grant.clause, grant.mark), now=now)


@transaction.atomic
def time_task(task: MasterDataTask, *, now: datetime) -> EntryTiming:
    """Measure a task of master data at its end: what was too late is an error of who entered it
    (data-entry/6.3, 6.4). A task that was sent back and done again is measured once."""
    key = {"subject_type": task._meta.label_lower, "subject_id": str(task.pk)}
    known = EntryTiming.objects.filter(**key).first()
    if known:
        return known
    entered = task.finished_at or now
    ruling = rule_on(
        LIMITS,
        {"entry": task.kind},
        on=timezone.localdate(task.received_at),
        company_id=task.company_id,
    )
    clocks = {c.name: c for c in preview(ruling, start=task.received_at, unit=task.unit)}
    staff = Staff.objects.select_related("unit").filter(pk=task.finished_by_id or 0).first()
    enter, pass_on = clocks.get(CREATE) or clocks.get(ENTER), clocks.get(PASS_ON)
    timing: EntryTiming = EntryTiming.objects.create(
        **key,
        company=task.company,
        unit=staff.unit if staff else task.unit,
        staff=staff,
        kind=TimedKind(task.kind),
        subject_label=task.number,
        happened_at=task.received_at,
        entered_at=entered,
        enter_by=enter.due_at if enter else None,
        passed_on_at=entered if pass_on else None,
        pass_on_by=pass_on.due_at if pass_on else None,
    )
    subject = (PARTY, task.party_id) if task.party_id else (POINT, task.service_point_id)
    missed = [c for c in (enter, pass_on) if c and c.due_at and entered > c.due_at]
    for clock in sorted(missed, key=lambda c: c.due_at or entered)[:1]:
        says = (clock.clause, clock.mark)
        _file(timing, clock.name, clock.due_at or entered, says, subject=subject, now=now)
    return timing


@transaction.atomic
def time_other(
    row: Any,
    *,
    kind: TimedKind,
    unit: Unit,
    staff: Staff | None,
    label: str,
    happened: datetime,
    entered: datetime,
    subject: tuple[str, int | None] | None = None,
    now: datetime,
) -> EntryTiming:
    """Measure another entry of daily business from its event (data-entry/1.2.2), once.

    ``subject`` is the record an error counts against where the row itself is none of the standard.
    """
    key = {"subject_type": row._meta.label_lower, "subject_id": str(row.pk)}
    facts = {"entry": SALE if kind == TimedKind.SALE else OTHER}
    on = timezone.localdate(entered)
    ruling = rule_on(LIMITS, facts, on=on, company_id=row.company_id)
    happened = min(happened, entered)
    clock = {c.name: c for c in preview(ruling, start=happened, unit=unit)}.get(ENTER)
    passing = {c.name: c for c in preview(ruling, start=entered, unit=unit)}.get(PASS_ON)
    timing, made = EntryTiming.objects.get_or_create(
        **key,
        defaults={
            "company_id": row.company_id,
            "unit": staff.unit if staff else unit,
            "staff": staff,
            "kind": kind,
            "subject_label": label[:120],
            "happened_at": happened,
            "entered_at": entered,
            "enter_by": clock.due_at if clock else None,
            "pass_on_by": passing.due_at if passing else None,
        },
    )
    if made and clock and clock.due_at and entered > clock.due_at:
        says = (clock.clause, clock.mark)
        _file(timing, ENTER, clock.due_at, says, subject=subject, now=now)
    return timing


@transaction.atomic
def time_till(shift: Shift, *, now: datetime) -> None:
    """The till was closed: its sales went on to the reconciliation (data-entry/6.2).

    A till that was closed too late is one error of its clerk, not one for every sale.
    """
    closed = shift.closed_at or now
    orders = [str(pk) for pk in SalesOrder.objects.filter(shift=shift).values_list("pk", flat=True)]
    open_ones = EntryTiming.objects.filter(
        subject_type=SalesOrder._meta.label_lower, subject_id__in=orders, passed_on_at__isnull=True
    )
    late = (
        open_ones.filter(pass_on_by__lt=closed).select_related("staff__unit").order_by("pk").first()
    )
    open_ones.update(passed_on_at=closed)
    if late is None or late.pass_on_by is None:
        return
    on = timezone.localdate(late.entered_at)
    ruling = rule_on(LIMITS, {"entry": SALE}, on=on, company_id=shift.company_id)
    grant = ruling.sources[PASS_ON][0]
    _file(late, PASS_ON, late.pass_on_by, (grant.clause, grant.mark), now=now)


def instant_of(day: date, *, entered: datetime) -> datetime:
    """When something happened of which the day alone is known: the entry itself on that day."""
    return entered if timezone.localdate(entered) == day else midnight(day)


def _noted(request: ServiceRequest, code: str) -> datetime | None:
    """When the ledger noted a step: an event may be delivered late, the ledger is not."""
    entry = Entry.objects.filter(
        subject_type=request._meta.label_lower, subject_id=str(request.pk), code=code
    )
    return entry.order_by("id").values_list("at", flat=True).first()


def _file(
    timing: EntryTiming,
    what: str,
    due: datetime,
    says: tuple[str, str],
    *,
    subject: tuple[str, int | None] | None = None,
    now: datetime,
) -> None:
    """An error of the class late; ``says`` is the clause with its mark."""
    kind, pk = subject or (timing.subject_type, int(timing.subject_id))
    if timing.staff is None or pk is None or kind not in BY_TYPE:
        return  # what the standard does not know is shown as late, and is nobody's error
    note = spoken(TOO_LATE[what]).format(due=f"{timezone.localtime(due):%Y-%m-%d %H:%M}")
    record_error(
        BY_TYPE[kind],
        pk,
        wrong=Wrong("", ErrorClass.LATE, note, *says),
        found_by=FoundBy.TIMING,
        who=Entered(timing.staff, timing.entered_at),
        by=SYSTEM,
        now=now,
    )
