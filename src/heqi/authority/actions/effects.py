"""A use takes effect: its limits start, its sheet goes out; with everything done it is settled."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from heqi.authority.access import SETTLE, SHEETS
from heqi.authority.actions.timing import record
from heqi.authority.events import AuthorityFell
from heqi.authority.facts import terms_of
from heqi.authority.models import Sheet, Use
from heqi.authority.posts import processing
from heqi.authority.states import FLOW, SheetKind, Status
from heqi.clocks.actions import start_timeline
from heqi.ledger.actors import Actor
from heqi.ledger.days import midnight
from heqi.ledger.events import announce
from heqi.ledger.states import move
from heqi.notices.actions import notify, notify_holders
from heqi.people.models import Unit

TOLD = 6
# The clocks that run on the sheet, not on the use.
ON_SHEET = ("acknowledge", "dispatch", "finish")
ON_USE = ("order", "backfill", "install")


def take_effect(row: Use, *, by: Actor, now: datetime) -> None:
    """Called once: at the use, or with the last signature where the item wants it first."""
    won = Use.objects.filter(pk=row.pk, effective_at__isnull=True).update(effective_at=now)
    if not won:
        return
    row.effective_at = now
    start_timeline(
        row, unit=row.unit, decision=row.terms, facts={}, label=row.number, without=ON_SHEET,
        by=by, now=now,
    )  # fmt: skip
    record(row, "confirmed", by=by, now=now)
    sheet = Sheet.objects.filter(use=row).select_related("receiver").first()
    if sheet is not None:
        _send(sheet, row, by=by, now=now)
    if row.formalities.filter(code="backfill_order").exists():
        _tell(row, row.unit, SETTLE, "authority.backfill", f"/authority/{row.pk}/", now=now, by=by)
    elif sheet is None:
        _tell_process(row, by=by, now=now)
    settle_if_done(row, by=by, now=now)


def facts_of(row: Use) -> dict[str, Any]:
    """What the events about the end of a use say."""
    return {
        "use_id": row.pk,
        "number": row.number,
        "item": row.item,
        "subject_type": row.subject_type,
        "subject_id": row.subject_id,
        "amount": str(row.amount) if row.amount is not None else None,
        "unit_id": row.unit_id,
        "company_id": row.company_id,
    }


def fall(row: Use, *, reason: str, by: Actor, now: datetime) -> None:
    """Nothing comes of a use any more: its limits end, whoever relied on it learns of it."""
    record(row, "use_withdrawn", by=by, now=now)
    announce(AuthorityFell(**facts_of(row), reason=reason), now=now)


def _tell_process(row: Use, *, by: Actor, now: datetime) -> None:
    """Who processes the item by the policy learns that it is in effect (authority/4).

    Where a sheet goes out, its receiver learns by the sheet; the team leader learns of work without
    an order by the order that he is to supply.
    """
    today = timezone.localdate(now)
    terms = terms_of(row.item, on=timezone.localdate(row.used_at), company_id=row.company_id)
    for staff in processing(terms, row.unit, on=today):
        if staff.pk == row.used_by_id:
            continue
        notify(
            staff, "authority.process",
            context={"number": row.number, "item": row.item_label, "by": by.name},
            about=row, unit=row.unit, url=f"/authority/{row.pk}/",
            key=f"authority{row.pk}:process", by=by, now=now,
        )  # fmt: skip


def settle_if_done(row: Use, *, by: Actor, now: datetime) -> None:
    """Everything that follows is done and signed: the use is settled."""
    if row.status != Status.OPEN or row.formalities.filter(done_at__isnull=True).exists():
        return
    move(
        row, FLOW, "finish", code="authority.settle", by=by, now=now,
        is_open=False, settled_at=now,
    )  # fmt: skip


def _send(sheet: Sheet, row: Use, *, by: Actor, now: datetime) -> None:
    start_timeline(
        sheet, unit=sheet.receiver, decision=row.terms, facts={}, label=sheet.number,
        without=ON_USE if sheet.kind == SheetKind.PRIORITY else (*ON_USE, "dispatch"),
        by=by, now=now,
    )  # fmt: skip
    if sheet.finish_on:
        # The last day ends at 24:00.
        term = midnight(sheet.finish_on + timedelta(days=1))
        record(sheet, "finish_day", term=term, by=by, now=now)
    record(sheet, "sheet_received", by=by, now=now)
    _tell(
        row, sheet.receiver, SHEETS, "authority.sheet", f"/authority/sheets/{sheet.pk}/",
        number=sheet.number, now=now, by=by,
    )  # fmt: skip


def _tell(
    row: Use,
    unit: Unit,
    right: str,
    code: str,
    url: str,
    *,
    number: str = "",
    by: Actor,
    now: datetime,
) -> None:
    notify_holders(
        right,
        unit,
        code,
        context={"number": number or row.number, "item": row.item_label, "by": by.name},
        about=row,
        url=url,
        key=f"authority{row.pk}:{code}",
        most=TOLD,
        by=by,
        now=now,
    )
