"""Numbers of slips: taken one after the other, spoilt ones accounted for."""

from datetime import datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from heqi.counter.actions.shifts import require_own
from heqi.counter.models import SalesOrder, Shift, Slip, SlipRange
from heqi.counter.queries.shifts import next_slips
from heqi.counter.states import SlipKind, SlipState
from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.ledger.states import StaleState


def take_number(
    shift: Shift,
    kind: str,
    *,
    amount: Decimal,
    order: SalesOrder | None,
    text: str = "",
    state: str = SlipState.USED,
    reason: str = "",
    now: datetime,
) -> Slip:
    """The next number of the clerk's range, or the one printed on the paper in his hand.

    A later number than the next leaves a gap, which the close of the day shows.
    """
    block = next_slips(shift.operator_id).get(kind)
    if block is None:
        label = str(dict(SlipKind.choices).get(kind, kind))
        raise ValidationError(
            {"slip": _("You have no numbers left for: {kind}. Ask for a new range.").format(
                kind=label
            )}
        )  # fmt: skip
    number = _number(block, text) if text.strip() else block.next
    won = SlipRange.objects.filter(pk=block.pk, next=block.next).update(next=number + 1)
    if not won:
        raise StaleState(_("Somebody else was faster: the record has changed. Reload the page."))
    slip: Slip = Slip.objects.create(
        company=shift.company,
        unit=shift.unit,
        range=block,
        kind=kind,
        number=number,
        text=block.text_of(number),
        shift=shift,
        order=order,
        amount=amount,
        state=state,
        reason=reason[:200],
        at=now,
    )
    return slip


@transaction.atomic
def void_slip(
    shift: Shift, *, kind: str, text: str = "", reason: str, by: Actor, now: datetime
) -> Slip:
    """Account for spoilt paper: the next number, or one that was left out earlier."""
    require_own(shift, by)
    if not reason.strip():
        raise ValidationError({"reason": _("Give the reason.")})
    skipped = _skipped(shift, kind, text) if text.strip() else None
    if skipped is None:
        slip = take_number(
            shift,
            kind,
            amount=Decimal(0),
            order=None,
            text=text,
            state=SlipState.VOID,
            reason=reason.strip(),
            now=now,
        )
    else:
        slip = _void_skipped(shift, *skipped, reason=reason.strip(), now=now)
    audit(slip, "counter.void_slip", by=by, now=now, reason=reason.strip())
    return slip


def _skipped(shift: Shift, kind: str, text: str) -> tuple[SlipRange, int] | None:
    """The block and number of a slip that was passed over."""
    for block in SlipRange.objects.filter(holder_id=shift.operator_id, kind=kind):
        number = _digits(block, text)
        if number is not None and block.first <= number < block.next:
            return block, number
    return None


def _void_skipped(
    shift: Shift, block: SlipRange, number: int, *, reason: str, now: datetime
) -> Slip:
    try:
        with transaction.atomic():
            slip: Slip = Slip.objects.create(
                company=shift.company,
                unit=shift.unit,
                range=block,
                kind=block.kind,
                number=number,
                text=block.text_of(number),
                shift=shift,
                amount=Decimal(0),
                state=SlipState.VOID,
                reason=reason[:200],
                at=now,
            )
    except IntegrityError:
        raise ValidationError({"text": _("This number is accounted for already.")}) from None
    return slip


def _number(block: SlipRange, text: str) -> int:
    number = _digits(block, text)
    if number is None or not block.next <= number <= block.last:
        raise ValidationError(
            {"slip": _("The number must lie between {first} and {last}.").format(
                first=block.text_of(block.next), last=block.text_of(block.last)
            )}
        )  # fmt: skip
    return number


def _digits(block: SlipRange, text: str) -> int | None:
    digits = text.strip().upper().removeprefix(block.prefix)
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 10 else None
