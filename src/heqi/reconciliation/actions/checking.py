"""Checking by somebody who takes no money; explaining; approving."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.ledger.events import announce
from heqi.ledger.states import IllegalMove, move
from heqi.notices.actions import notify
from heqi.people.access import Refused, require
from heqi.reconciliation.access import CHECK, EXPLAIN
from heqi.reconciliation.actions.matching import compare
from heqi.reconciliation.actions.timing import note
from heqi.reconciliation.causes import cause_choices
from heqi.reconciliation.comparing import findings
from heqi.reconciliation.events import SheetApproved
from heqi.reconciliation.facts import allowed, shift_rows
from heqi.reconciliation.models import Sheet
from heqi.reconciliation.separation import why_not
from heqi.reconciliation.states import FLOW, Status


def _require_checker(sheet: Sheet, by: Actor) -> None:
    require(by, CHECK, sheet)
    sentence = why_not(by, sheet)
    if sentence:
        raise Refused(sentence, CHECK)


@transaction.atomic
def check_sheet(sheet: Sheet, *, by: Actor, now: datetime) -> Sheet:
    """Somebody who took no money that day has counted after the clerk.

    What matched is approved, after comparing once more: records changed since the close come to
    light as a difference. A difference is confirmed and stays to be explained.
    """
    _require_checker(sheet, by)
    if sheet.checked_at is not None or sheet.status not in (Status.MATCHED, Status.DIFFERENCE):
        raise IllegalMove(_("This step is not possible in the present state. Reload the page."))
    sheet.checked_by_id, sheet.checked_at = by.id, now
    Sheet.objects.filter(pk=sheet.pk).update(checked_by_id=by.id, checked_at=now)
    note(sheet, "checked", by=by, now=now)
    audit(sheet, "reconciliation.check", by=by, now=now, changes={"status": sheet.status})
    if sheet.status == Status.MATCHED:
        if sheet.shift is not None and _changed_since(sheet):
            compare(sheet, shift_rows(sheet.shift), now=now)
        else:
            approve_counted(sheet, by=by, now=now)
    return sheet


def _changed_since(sheet: Sheet) -> bool:
    assert sheet.shift is not None
    return bool(findings(shift_rows(sheet.shift), allowed=allowed(sheet.decision)))


@transaction.atomic
def explain_sheet(sheet: Sheet, *, cause: str, explanation: str, by: Actor, now: datetime) -> Sheet:
    """The operator, or who answers for him, says where the difference comes from."""
    require(by, EXPLAIN, sheet)
    if cause not in dict(cause_choices()):
        raise ValidationError({"cause": _("Choose the cause.")})
    if not explanation.strip():
        raise ValidationError({"explanation": _("Say where the difference comes from.")})
    move(
        sheet,
        FLOW,
        "explain",
        code="reconciliation.explain",
        by=by,
        now=now,
        changes={"cause": cause},
        reason=explanation.strip(),
        cause=cause,
        explanation=explanation.strip()[:500],
        explained_by_id=by.id,
        explained_at=now,
    )
    note(sheet, "explained", by=by, now=now)
    return sheet


@transaction.atomic
def approve_sheet(sheet: Sheet, *, by: Actor, now: datetime) -> Sheet:
    """The explanation holds; approved by somebody who took no money and did not explain it."""
    _require_checker(sheet, by)
    if sheet.status != Status.EXPLAINED:
        raise IllegalMove(_("This step is not possible in the present state. Reload the page."))
    if sheet.checked_at is None:
        sheet.checked_by_id, sheet.checked_at = by.id, now
        Sheet.objects.filter(pk=sheet.pk).update(checked_by_id=by.id, checked_at=now)
        note(sheet, "checked", by=by, now=now)
    return approve_counted(sheet, by=by, now=now)


@transaction.atomic
def return_sheet(sheet: Sheet, *, reason: str, by: Actor, now: datetime) -> Sheet:
    """The explanation does not hold; it is asked for again."""
    _require_checker(sheet, by)
    if not reason.strip():
        raise ValidationError({"reason": _("Give the reason.")})
    move(
        sheet,
        FLOW,
        "return",
        code="reconciliation.return",
        by=by,
        now=now,
        reason=reason.strip(),
    )
    note(sheet, "returned", reason=reason.strip(), by=by, now=now)
    if sheet.explained_by is not None:
        notify(
            sheet.explained_by,
            "reconciliation.returned",
            context={"number": sheet.number, "by": by.name, "reason": reason.strip()},
            about=sheet,
            unit=sheet.unit,
            url=f"/reconciliation/{sheet.pk}/",
            by=by,
            now=now,
        )
    return sheet


def approve_counted(sheet: Sheet, *, by: Actor, now: datetime) -> Sheet:
    """What was counted agrees, or its explanation holds; the callers have asked for the right."""
    move(
        sheet,
        FLOW,
        "approve",
        code="reconciliation.approve",
        by=by,
        now=now,
        approved_by_id=by.id,
        approved_at=now,
    )
    announce(
        SheetApproved(
            sheet_id=sheet.pk,
            number=sheet.number,
            differed=sheet.differed,
            company_id=sheet.company_id,
        ),
        now=now,
    )
    return sheet
