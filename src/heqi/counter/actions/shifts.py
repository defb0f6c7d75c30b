"""Opening and closing a till."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.counter.access import SELL
from heqi.counter.amounts import exact
from heqi.counter.events import ShiftClosed, ShiftOpened
from heqi.counter.models import Hall, MoneyCount, Reversal, SalesOrder, Shift, SlipCount
from heqi.counter.states import SHIFT_FLOW, Method, OrderState, ReversalState, SlipKind
from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.ledger.events import announce
from heqi.ledger.numbers import next_number
from heqi.ledger.states import IllegalMove, move
from heqi.people.access import Refused, require

PREFIX = "BC"


@dataclass(frozen=True, slots=True)
class CountedSlips:
    """Paper stubs of one kind as the clerk counted them; the sum in yuan."""

    kind: str
    first: str = ""
    last: str = ""
    used: int = 0
    void: int = 0
    amount: object = 0


@transaction.atomic
def open_shift(
    hall: Hall, *, opening_float: object = 0, till: str = "", by: Actor, now: datetime
) -> Shift:
    """Begin to take money; a clerk has one open till at a time."""
    require(by, SELL, hall)
    if by.kind != "staff" or by.id is None:
        raise Refused(_("Only a member of staff can open a till."), SELL)
    if hall.closed_at is not None:
        raise IllegalMove(_("This hall is closed."))
    day = timezone.localdate(now)
    try:
        with transaction.atomic():
            shift: Shift = Shift.objects.create(
                number=next_number(PREFIX, day),
                company=hall.company,
                unit=hall.unit,
                hall=hall,
                operator_id=by.id,
                till=till.strip()[:20],
                day=day,
                opened_at=now,
                opening_float=exact(opening_float, "opening_float"),
            )
    except IntegrityError:
        raise ValidationError(_("You have a till open already. Close it first.")) from None
    audit(
        shift,
        "counter.open_shift",
        by=by,
        now=now,
        changes={"hall": hall.pk, "float": str(shift.opening_float)},
    )
    announce(
        ShiftOpened(
            shift_id=shift.pk,
            number=shift.number,
            operator_id=shift.operator_id,
            company_id=shift.company_id,
        ),
        now=now,
    )
    return shift


@transaction.atomic
def close_shift(
    shift: Shift,
    *,
    money: Mapping[str, object],
    slips: Iterable[CountedSlips],
    volume: object = 0,
    note: str = "",
    by: Actor,
    now: datetime,
) -> Shift:
    """Close the till with what was counted: money per method (cash with the float), slips per
    kind, and the gas in m³ that the slips add up to.

    The counts are the clerk's word and are not compared here (data-entry/6.2): the three sides
    stay independent. Refused while a sale is not finished.
    """
    require_own(shift, by)
    money_rows = [
        MoneyCount(shift=shift, method=method, amount=exact(money.get(method), f"money_{method}"))
        for method in Method.values
    ]
    slip_rows = [_counted(shift, row) for row in slips]
    volume_counted = exact(volume, "volume", negative=True)
    if SalesOrder.objects.filter(shift=shift, status=OrderState.OPEN).exists():
        raise ValidationError(_("A sale is still open. Finish or cancel it first."))
    if Reversal.objects.filter(asked_by_id=shift.operator_id, status=ReversalState.ASKED).exists():
        raise ValidationError(_("A reversal still waits to be confirmed."))
    move(
        shift,
        SHIFT_FLOW,
        "close",
        code="counter.close_shift",
        by=by,
        now=now,
        changes={
            "money": {row.method: str(row.amount) for row in money_rows},
            "slips": {row.kind: str(row.amount) for row in slip_rows},
            "volume": str(volume_counted),
        },
        closed_at=now,
        volume_counted=volume_counted,
        note=note.strip()[:300],
    )
    MoneyCount.objects.bulk_create(money_rows)
    SlipCount.objects.bulk_create(slip_rows)
    announce(
        ShiftClosed(
            shift_id=shift.pk,
            number=shift.number,
            operator_id=shift.operator_id,
            company_id=shift.company_id,
        ),
        now=now,
    )
    return shift


def require_today(shift: Shift, now: datetime) -> None:
    """A till takes money on its own day only: what is sold later belongs to another sheet."""
    if shift.day != timezone.localdate(now):
        raise IllegalMove(
            _("This till was opened on {day:%Y-%m-%d}. Close it first and open a new one.").format(
                day=shift.day
            )
        )


def require_own(shift: Shift, by: Actor) -> None:
    """Only the clerk at the till works with it, and only while it is open."""
    require(by, SELL, shift)
    if by.id != shift.operator_id:
        raise Refused(_("This till belongs to {name}.").format(name=shift.operator.name), SELL)
    if not shift.is_open:
        raise IllegalMove(_("This till is closed. Open a new one."))


def _counted(shift: Shift, row: CountedSlips) -> SlipCount:
    if row.kind not in SlipKind.values:
        raise ValidationError(_("Choose the kind of slip."))
    if min(row.used, row.void) < 0:
        raise ValidationError({f"slips_{row.kind}": _("A number of slips is not negative.")})
    return SlipCount(
        shift=shift,
        kind=row.kind,
        first=row.first.strip().upper()[:20],
        last=row.last.strip().upper()[:20],
        used=row.used,
        void=row.void,
        amount=exact(row.amount, f"amount_{row.kind}", negative=True),
    )
