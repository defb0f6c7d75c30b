"""Sheets between departments: acknowledged, done (for priority: dispatched), or dropped."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from heqi.authority.access import SHEETS
from heqi.authority.actions.effects import settle_if_done
from heqi.authority.actions.timing import record
from heqi.authority.facts import NUMBERED
from heqi.authority.facts import SHEETS as FORMALITIES
from heqi.authority.models import Formality, Sheet
from heqi.authority.states import SHEET_FLOW, SheetKind
from heqi.authority.subjects import carries
from heqi.ledger.actors import Actor
from heqi.ledger.states import move
from heqi.people.access import refuse, require


@transaction.atomic
def acknowledge_sheet(sheet: Sheet, *, by: Actor, now: datetime) -> None:
    """The receiving department takes it; it must cooperate (authority/4-permission-5)."""
    _require(sheet, by)
    move(
        sheet, SHEET_FLOW, "acknowledge", code="authority.acknowledge_sheet", by=by, now=now,
        acknowledged_at=now, acknowledged_by=by.name,
    )  # fmt: skip
    record(sheet, "sheet_acknowledged", by=by, now=now)


@transaction.atomic
def finish_sheet(sheet: Sheet, *, report: str, order: str = "", by: Actor, now: datetime) -> None:
    """What was asked for is done; a priority sheet ends with the order that was dispatched."""
    _require(sheet, by)
    faults = {}
    if not report.strip():
        faults["report"] = _("Say what was done.")
    if sheet.kind == SheetKind.PRIORITY and not order.strip():
        faults["order"] = _("Give the number of the order that was dispatched.")
    elif order.strip() and not carries(order, NUMBERED["priority_sheet"], by):
        faults["order"] = _("There is no order or project {number} that you may see.").format(
            number=order.strip()[:40]
        )
    if faults:
        raise ValidationError(faults)
    move(
        sheet, SHEET_FLOW, "finish", code="authority.finish_sheet", by=by, now=now,
        reason=report.strip(), is_open=False, done_at=now, done_by=by.name, report=report.strip(),
    )  # fmt: skip
    done = "dispatched" if sheet.kind == SheetKind.PRIORITY else "sheet_finished"
    record(sheet, done, by=by, now=now)
    use = sheet.use
    if order.strip():
        type(use).objects.filter(pk=use.pk).update(order_number=order.strip().upper()[:40])
    codes = [code for code, kind in FORMALITIES.items() if kind == sheet.kind]
    Formality.objects.filter(use=use, code__in=codes, done_at__isnull=True).update(
        done_at=now, by_name=by.name, reference=sheet.number
    )
    settle_if_done(use, by=by, now=now)


def drop_sheet(sheet: Sheet, *, reason: str, by: Actor, now: datetime) -> None:
    """Its use was taken back."""
    move(
        sheet, SHEET_FLOW, "withdraw", code="authority.withdraw_sheet", by=by, now=now,
        reason=reason, is_open=False,
    )  # fmt: skip
    record(sheet, "use_withdrawn", by=by, now=now)


def _require(sheet: Sheet, by: Actor) -> None:
    require(by, SHEETS, sheet.receiver)
    if sheet.use.effective_at is None:
        raise refuse(_("The sheet is not signed yet."))
