"""Bank transfers for installations: a sheet a day for whoever enters them (data-entry/6.2).

They pass no till. Somebody who took no money that day holds the receipts and the bank statement
against what was entered.
"""

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.clocks.actions import start_timeline
from heqi.ledger.actors import SYSTEM, Actor
from heqi.ledger.audit import audit
from heqi.ledger.days import midnight
from heqi.ledger.numbers import next_number
from heqi.ledger.states import IllegalMove, move
from heqi.people.access import Refused, require
from heqi.people.models import Staff
from heqi.people.queries import company_of
from heqi.projects.models import Payment
from heqi.reconciliation.access import CHECK
from heqi.reconciliation.actions.checking import approve_counted
from heqi.reconciliation.actions.matching import compare, keep_rows
from heqi.reconciliation.actions.opening import PREFIX
from heqi.reconciliation.actions.timing import note
from heqi.reconciliation.comparing import findings
from heqi.reconciliation.facts import allowed, rules_for, transfer_rows
from heqi.reconciliation.models import Sheet, SheetRow
from heqi.reconciliation.separation import why_not
from heqi.reconciliation.states import FLOW, Axis, Kind, Status


@transaction.atomic
def keep_transfer(payment: Payment, *, now: datetime) -> Sheet | None:
    """A transfer was entered or taken back: it is on the sheet of its day. One that was counted
    already is compared again. None for money that went through a till."""
    receiver = Staff.objects.select_related("unit").filter(pk=payment.by_id or 0).first()
    if payment.bill_ref or receiver is None:
        return None
    sheet = _sheet_of(receiver, timezone.localdate(payment.received_at), now=now)
    document, money = _counted(sheet)
    rows = transfer_rows(sheet, money=money, document=document)
    if sheet.status == Status.OPEN:
        keep_rows(sheet, rows)
    elif sheet.status in (Status.MATCHED, Status.APPROVED):
        if findings(rows, allowed=allowed(sheet.decision)):
            Sheet.objects.filter(pk=sheet.pk).update(checked_by=None, checked_at=None)
            sheet.checked_by_id = sheet.checked_at = None
            compare(sheet, rows, now=now)
    else:
        keep_rows(sheet, rows)
    return sheet


@transaction.atomic
def count_transfers(
    sheet: Sheet, *, receipts: Decimal, statement: Decimal, by: Actor, now: datetime
) -> Sheet:
    """Somebody who took no money that day says what the receipts and the bank statement show.

    Where they agree with what was entered the sheet is approved, else it is a difference. Raises
    ``Refused``, ``IllegalMove`` for a sheet that was counted, ``ValidationError`` before the day
    has ended.
    """
    require(by, CHECK, sheet)
    if sentence := why_not(by, sheet):
        raise Refused(sentence, CHECK)
    if sheet.kind != Kind.TRANSFER or sheet.status != Status.OPEN:
        raise IllegalMove(_("This step is not possible in the present state. Reload the page."))
    if sheet.day >= timezone.localdate(now):
        raise ValidationError(_("The day has not ended: count it tomorrow."))
    if sheet.due_at is None:
        _end_day(sheet, now)
    move(sheet, FLOW, "submit", code="reconciliation.submit", by=by, now=now, submitted_at=now)
    compare(sheet, transfer_rows(sheet, money=statement, document=receipts), now=now)
    sheet.checked_by_id, sheet.checked_at = by.id, now
    Sheet.objects.filter(pk=sheet.pk).update(checked_by_id=by.id, checked_at=now)
    note(sheet, "checked", by=by, now=now)
    if sheet.status == Status.MATCHED:
        approve_counted(sheet, by=by, now=now)
    return sheet


def end_transfer_days(*, now: datetime) -> int:
    """The loop's task: the check of a day's transfers is due once the day is over."""
    rows = Sheet.objects.filter(
        kind=Kind.TRANSFER,
        status=Status.OPEN,
        due_at__isnull=True,
        day__lt=timezone.localdate(now),
    ).select_related("unit", "company")
    sheets = list(rows.order_by("id")[:100])
    for sheet in sheets:
        _end_day(sheet, now)
    return len(sheets)


def _end_day(sheet: Sheet, now: datetime) -> None:
    ended = midnight(sheet.day + timedelta(days=1)) - timedelta(seconds=1)
    note(sheet, "business_closed", at=max(ended, sheet.opened_at), by=SYSTEM, now=now)


def _counted(sheet: Sheet) -> tuple[Decimal | None, Decimal | None]:
    """What receipts and bank statement said when they were counted."""
    row = SheetRow.objects.filter(sheet=sheet, axis=Axis.TOTAL).first()
    return (row.document, row.money) if row else (None, None)


def _sheet_of(receiver: Staff, day: date, *, now: datetime) -> Sheet:
    company = company_of(receiver.unit)
    key = {"company": company, "kind": Kind.TRANSFER, "operator": receiver, "day": day}
    known = Sheet.objects.filter(**key).select_related("unit", "company", "decision").first()
    if known is not None:
        return known
    decision = rules_for(Kind.TRANSFER, on=day, company_id=company.pk)
    try:
        with transaction.atomic():
            sheet: Sheet = Sheet.objects.create(
                number=next_number(PREFIX, timezone.localdate(now)),
                unit=receiver.unit,
                decision=decision,
                opened_at=now,
                **key,
            )
    except IntegrityError:  # two transfers at once
        return Sheet.objects.select_related("unit", "company", "decision").get(**key)
    start_timeline(
        sheet, unit=sheet.unit, decision=decision, facts={}, label=sheet.number, by=SYSTEM, now=now
    )
    audit(
        sheet,
        "reconciliation.open",
        by=SYSTEM,
        now=now,
        changes={"kind": Kind.TRANSFER, "day": day},
        decision=decision.pk,
    )
    return sheet
