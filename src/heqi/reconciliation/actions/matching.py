"""Comparing: at the close of a till, and whenever money for an order comes in."""

from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from heqi.clocks.models import Clock
from heqi.ledger.actors import SYSTEM, Actor
from heqi.ledger.days import midnight
from heqi.ledger.events import announce
from heqi.ledger.states import StaleState, move
from heqi.notices.actions import notify, notify_post
from heqi.people.queries import actor_of, holders_of_right, open_companies
from heqi.reconciliation.access import CHECK
from heqi.reconciliation.actions.timing import note
from heqi.reconciliation.causes import told
from heqi.reconciliation.comparing import Row, findings, money_apart
from heqi.reconciliation.events import DifferenceFound
from heqi.reconciliation.facts import allowed, order_rows, shift_rows
from heqi.reconciliation.models import Sheet, SheetRow
from heqi.reconciliation.separation import why_not
from heqi.reconciliation.states import FLOW, Kind, Status

WITNESSES, TILLS = 10, 100


@transaction.atomic
def submit_shift(sheet: Sheet, *, by: Actor, now: datetime) -> Sheet:
    """The clerk has counted and closed: submitted, and compared at once.

    Where all agree within what the policy allows the sheet is matched, else it is a difference
    (data-entry/6.2). The check by somebody else is due from here.
    """
    if sheet.status != Status.OPEN:
        return sheet
    assert sheet.shift is not None
    move(sheet, FLOW, "submit", code="reconciliation.submit", by=by, now=now, submitted_at=now)
    if sheet.due_at is None:  # else the day closed before the till did
        note(sheet, "business_closed", by=by, now=now)
    compare(sheet, shift_rows(sheet.shift), now=now)
    _tell_checkers(sheet, now)
    return sheet


@transaction.atomic
def compare_order(sheet: Sheet, *, final: bool = False, now: datetime) -> Sheet:
    """Compare an order; while its fee is unpaid it stays open, until ``final``.

    A sheet that matched or was approved is compared once more: a fee that was given back since is
    a difference, to be explained as any other (data-entry/6.2).
    """
    if sheet.status in (Status.MATCHED, Status.APPROVED):
        return _compare_again(sheet, now=now)
    if sheet.status != Status.OPEN:
        return sheet
    assert sheet.order is not None
    rows = order_rows(sheet.order)
    if findings(rows, allowed=allowed(sheet.decision)) and not final:
        keep_rows(sheet, rows)
        return sheet
    move(sheet, FLOW, "submit", code="reconciliation.submit", by=SYSTEM, now=now, submitted_at=now)
    compare(sheet, rows, now=now)
    if sheet.status == Status.MATCHED:
        # All three sides are the system's own records: nobody counts them again.
        note(sheet, "checked", by=SYSTEM, now=now)
    return sheet


def _compare_again(sheet: Sheet, *, now: datetime) -> Sheet:
    assert sheet.order is not None
    rows = order_rows(sheet.order)
    if not findings(rows, allowed=allowed(sheet.decision)):
        return sheet
    if sheet.explained_at is not None:
        note(sheet, "returned", by=SYSTEM, now=now)
    Sheet.objects.filter(pk=sheet.pk).update(checked_by=None, checked_at=None)
    sheet.checked_by_id = sheet.checked_at = None
    compare(sheet, rows, now=now)
    return sheet


def compare(sheet: Sheet, rows: list[Row], *, now: datetime) -> None:
    """Keep the rows and move the sheet by what they say; a difference is told."""
    found = keep_rows(sheet, rows)
    move(
        sheet,
        FLOW,
        "differ" if found else "match",
        code="reconciliation.compare",
        by=SYSTEM,
        now=now,
        changes={"difference": str(sheet.difference), "findings": len(found)},
        decision=sheet.decision_id,
        differed=sheet.differed or bool(found),
    )
    if found:
        note(sheet, "difference_found", by=SYSTEM, now=now)
        tell_difference(sheet, now)


def keep_rows(sheet: Sheet, rows: list[Row]) -> list[Row]:
    """Replace the kept rows; returns those that do not agree."""
    bound = allowed(sheet.decision)
    found = findings(rows, allowed=bound)
    SheetRow.objects.filter(sheet=sheet).delete()
    SheetRow.objects.bulk_create(
        SheetRow(
            sheet=sheet,
            axis=row.axis,
            key=row.key[:80],
            document=row.document,
            money=row.money,
            system=row.system,
            difference=row.difference,
            measure=row.measure,
            agrees=row.agrees(bound),
            note=row.note[:120],
        )
        for row in rows
    )
    sheet.difference, sheet.findings = money_apart(rows), len(found)
    sheet.total = next((row.system for row in rows if row.axis in ("total", "fee")), None) or (
        Decimal(0)
    )
    Sheet.objects.filter(pk=sheet.pk).update(
        difference=sheet.difference, findings=sheet.findings, total=sheet.total
    )
    return found


def settle_waiting(*, now: datetime, batch: int = 50) -> int:
    """The loop's task: an order whose fee is not paid when the check is due is a difference."""
    rows = Sheet.objects.filter(
        status=Status.OPEN, kind=Kind.MATERIAL, due_at__lte=now
    ).select_related("order__company", "unit", "company", "decision")
    done = 0
    for sheet in rows.order_by("due_at", "id")[:batch]:
        try:
            compare_order(sheet, final=True, now=now)
        except StaleState:  # another loop was faster
            continue
        done += 1
    return done


def note_open_tills(*, now: datetime) -> int:
    """The loop's task: a till that was left open over night is due as if it had been closed at the
    end of its day, and its clerk is told (data-entry/6.2). Tills noted."""
    today, done = timezone.localdate(now), 0
    for company in open_companies():
        rows = Sheet.objects.filter(
            company=company, status=Status.OPEN, due_at__isnull=True, kind=Kind.GAS, day__lt=today
        ).select_related("unit", "company", "operator__unit", "shift")
        for sheet in rows.order_by("id")[:TILLS]:
            _note_open_till(sheet, now=now)
            done += 1
    return done


@transaction.atomic
def _note_open_till(sheet: Sheet, *, now: datetime) -> None:
    ended = midnight(sheet.day + timedelta(days=1)) - timedelta(seconds=1)
    note(sheet, "business_closed", at=ended, by=SYSTEM, now=now)
    if sheet.operator is None:
        return
    notify(
        sheet.operator,
        "reconciliation.left_open",
        context={"number": sheet.subject_number, "day": sheet.day, "due": sheet.due_at or "—"},
        about=sheet,
        unit=sheet.unit,
        url=f"/counter/shifts/{sheet.shift_id}/",
        key=f"reconciliation.left_open:{sheet.pk}",
        by=SYSTEM,
        now=now,
    )


def tell_difference(sheet: Sheet, now: datetime) -> None:
    """The operator explains; the posts of the list hear of it."""
    announce(
        DifferenceFound(
            sheet_id=sheet.pk,
            number=sheet.number,
            kind=sheet.kind,
            amount=str(sheet.difference),
            findings=sheet.findings,
            operator_id=sheet.operator_id,
            company_id=sheet.company_id,
        ),
        now=now,
    )
    clock = Clock.objects.filter(
        timeline__subject_type=sheet._meta.label_lower,
        timeline__subject_id=sheet.pk,
        name="explain_by",
    ).first()
    context = {
        "number": sheet.number,
        "subject": sheet.subject_number,
        "amount": sheet.difference,
        "findings": sheet.findings,
        "due": clock.due_at if clock and clock.due_at else "—",
    }
    url = f"/reconciliation/{sheet.pk}/"
    key = f"reconciliation.difference:{sheet.pk}:{now:%Y%m%d%H%M%S}"
    if sheet.operator is not None:
        notify(
            sheet.operator,
            "reconciliation.difference",
            context=context,
            about=sheet,
            unit=sheet.unit,
            url=url,
            key=key,
            by=SYSTEM,
            now=now,
        )
    for post in told("difference"):
        notify_post(
            post,
            sheet.unit,
            "reconciliation.difference",
            context=context,
            about=sheet,
            url=url,
            key=key,
            by=SYSTEM,
            now=now,
        )


def _tell_checkers(sheet: Sheet, now: datetime) -> None:
    """Those who may check this sheet, and took no money that day."""
    assert sheet.shift is not None
    day = timezone.localdate(now)
    for person in holders_of_right(CHECK, sheet.unit, on=day)[:WITNESSES]:
        if why_not(actor_of(person, now=now), sheet):
            continue
        notify(
            person,
            "reconciliation.to_check",
            context={
                "number": sheet.number,
                "hall": str(sheet.unit),
                "operator": sheet.operator.name if sheet.operator else "",
                "day": sheet.day,
                "due": sheet.due_at or "—",
            },
            about=sheet,
            unit=sheet.unit,
            url=f"/reconciliation/{sheet.pk}/",
            key=f"reconciliation.check:{sheet.pk}",
            by=SYSTEM,
            now=now,
        )
