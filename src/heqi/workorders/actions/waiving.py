"""Money waived at an order is a use of authority: a line of the ledger, signed where it says so;
what is refused is payable again, what is signed changes the fee."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.authority.actions import use_authority
from heqi.authority.checking import Attempt
from heqi.authority.facts import item_codes, terms_of
from heqi.authority.models import Use
from heqi.authority.states import COUNTED
from heqi.counter.bills import settled
from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.notices.actions import notify_holders
from heqi.people.access import Refused
from heqi.workorders.bills import KIND, reference
from heqi.workorders.kinds import work
from heqi.workorders.models import FeeLine, WorkOrder
from heqi.workorders.proofs import ORDER, order_subject

DISPATCH = "workorders.dispatch"


def waive(order: WorkOrder, fees: Iterable[FeeLine], *, by: Actor, now: datetime) -> None:
    """Keep with each fee that is waived by an item of the matrix the number of its use.

    A use that was made for this order beforehand covers its amount; without one the authority is
    used now (authority/4-waiver-1). ValidationError says why it may not be.
    """
    waived: dict[str, list[FeeLine]] = defaultdict(list)
    for fee in fees:
        if fee.waived:
            waived[fee.clause].append(fee)
    if not waived:
        return
    today = timezone.localdate(now)
    items = {
        terms_of(code, on=today, company_id=order.company_id).clause: code for code in item_codes()
    }
    for clause, lines in waived.items():
        if clause not in items:
            raise ValidationError({"fees": _("Name the clause that allows the waiver.")})
        total = sum((fee.waived for fee in lines), Decimal(0))
        number = _used(order, items[clause], total, by=by, now=now)
        for fee in lines:
            fee.use_number = number


def _used(order: WorkOrder, item: str, total: Decimal, *, by: Actor, now: datetime) -> str:
    known = Use.objects.filter(
        item=item, subject_type=ORDER, subject_id=str(order.pk), status__in=COUNTED
    )
    covering = known.filter(amount__gte=total).order_by("pk").first()
    if covering is not None:
        return str(covering.number)
    if known.exists():
        raise ValidationError(
            {"fees": _("More is waived than the authority was used for at this order.")}
        )
    attempt = Attempt(
        item=item,
        matter=_("Waived at order {number}").format(number=order.number),
        subject=order_subject(order),
        amount=total,
    )
    try:
        return str(use_authority(attempt, by=by, now=now).number)
    except Refused as refused:
        way = _(
            "Whoever holds the authority may use it for this order before the work is finished."
        )
        raise ValidationError({"fees": [str(refused), way]}) from None
    except ValidationError as missing:
        raise ValidationError({"fees": missing.messages}) from None


@transaction.atomic
def restore_fees(use: Use, *, reason: str, by: Actor, now: datetime) -> None:
    """Nothing came of a use that waived fees: they are payable again, and the desk is told."""
    lines = list(
        FeeLine.objects.filter(use_number=use.number, waived__gt=0).select_related("order__unit")
    )
    if not lines:
        return
    for fee in lines:
        _charge(fee, fee.waived, reason=reason, by=by, now=now)
    total = sum((fee.waived for fee in lines), Decimal(0))
    _tell(lines[0].order, "workorders.fee_payable", use, total, reason=reason, by=by, now=now)


@transaction.atomic
def apply_waiver(use: Use, *, by: Actor, now: datetime) -> None:
    """A waiver that everybody signed changes the fees of the finished order that it names.

    Fees waived when the work was finished keep to the amount that was signed. What was paid
    already is not changed: the desk is told and gives it back.
    """
    row = work()["waiver"]
    if use.amount is None or use.subject_type != ORDER or use.clause != row["clause"]:
        return
    order = WorkOrder.objects.filter(pk=use.subject_id).select_related("unit").first()
    if order is None:
        return
    fees = list(FeeLine.objects.filter(order=order).select_related("order__unit"))
    waived = [fee for fee in fees if fee.use_number == use.number and fee.waived]
    left = use.amount - sum((fee.waived for fee in waived), Decimal(0))
    for fee in reversed(waived):
        if left >= 0:
            break
        less = min(fee.waived, -left)
        _charge(fee, less, reason=use.number, by=by, now=now)
        left += less
    if waived or left <= 0:
        return
    paid = settled({(KIND, reference(fee)) for fee in fees})
    open_ = [fee for fee in fees if fee.kind in row["fees"] and fee.payable and not fee.use_number]
    for fee in open_:
        if (KIND, reference(fee)) in paid:
            continue
        part = min(left, fee.payable)
        FeeLine.objects.filter(pk=fee.pk).update(
            waived=fee.waived + part, clause=use.clause, use_number=use.number
        )
        audit(
            order, "workorders.waive_fee", by=by, now=now,
            changes={"fee": fee.kind, "waived": [fee.waived, fee.waived + part], "use": use.number},
        )  # fmt: skip
        left -= part
    if left > 0 and any((KIND, reference(fee)) in paid for fee in open_):
        _tell(order, "workorders.fee_refund", use, left, reason="", by=by, now=now)


def _charge(fee: FeeLine, sum_: Decimal, *, reason: str, by: Actor, now: datetime) -> None:
    """Ask for a part that was waived: as a bill of its own where the rest was paid."""
    if settled({(KIND, reference(fee))}):
        FeeLine.objects.filter(pk=fee.pk).update(amount=fee.amount - sum_, waived=fee.waived - sum_)
        FeeLine.objects.create(
            order=fee.order, kind=fee.kind, name=fee.name, amount=sum_, payer=fee.payer,
            payer_clause=fee.payer_clause, payer_note=fee.payer_note,
        )  # fmt: skip
    else:
        FeeLine.objects.filter(pk=fee.pk).update(waived=fee.waived - sum_)
    audit(
        fee.order, "workorders.charge_fee", by=by, now=now, reason=reason[:500],
        changes={
            "fee": fee.kind, "waived": [fee.waived, fee.waived - sum_], "use": fee.use_number,
        },
    )  # fmt: skip


def _tell(
    order: WorkOrder, code: str, use: Use, sum_: Decimal, *, reason: str, by: Actor, now: datetime
) -> None:
    notify_holders(
        DISPATCH, order.unit, code,
        context={
            "number": order.number, "use": use.number, "amount": f"{sum_:.2f}", "reason": reason,
        },
        about=order, url=f"/orders/{order.number}/", key=f"{code}:{use.pk}",
        also=[one for one in (order.assignee, use.used_by) if one is not None], by=by, now=now,
    )  # fmt: skip
