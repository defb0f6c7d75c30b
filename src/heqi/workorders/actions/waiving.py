"""Money waived at an order is a use of authority: a line of the ledger, signed where it says so."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.authority.actions import use_authority
from heqi.authority.checking import Attempt
from heqi.authority.facts import item_codes, terms_of
from heqi.authority.models import Use
from heqi.authority.states import COUNTED
from heqi.ledger.actors import Actor
from heqi.people.access import Refused
from heqi.workorders.models import FeeLine, WorkOrder
from heqi.workorders.proofs import ORDER, order_subject


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
