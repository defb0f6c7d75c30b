"""Bills that the company issues itself."""

from datetime import datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.counter.access import SELL
from heqi.counter.amounts import exact
from heqi.counter.models import Bill
from heqi.customers.models import Party, ServicePoint
from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.ledger.numbers import next_number
from heqi.ledger.states import IllegalMove
from heqi.people.access import require
from heqi.policies.models import Decision

PREFIX = "ZD"


@transaction.atomic
def issue_bill(
    party: Party,
    *,
    title: str,
    amount: object,
    point: ServicePoint | None = None,
    volume: Decimal | None = None,
    decision: Decision | None = None,
    by: Actor,
    now: datetime,
) -> Bill:
    """Ask a customer for money, ``amount`` in yuan; gas by reading gives ``volume`` in m³."""
    require(by, SELL, party)
    sum_ = exact(amount, "amount")
    if sum_ <= 0 or not title.strip():
        raise ValidationError({"amount": _("A bill says what for and how much.")})
    bill: Bill = Bill.objects.create(
        number=next_number(PREFIX, timezone.localdate(now)),
        company=party.company,
        unit=party.unit,
        party=party,
        service_point=point,
        title=title.strip()[:120],
        volume=volume,
        amount=sum_,
        decision=decision,
        issued_at=now,
    )
    audit(bill, "counter.issue_bill", by=by, now=now, changes={"amount": str(sum_)})
    return bill


@transaction.atomic
def cancel_bill(bill: Bill, *, reason: str, by: Actor, now: datetime) -> Bill:
    """Give an unpaid bill up, with the reason."""
    require(by, SELL, bill)
    if not reason.strip():
        raise ValidationError({"reason": _("Give the reason.")})
    won = Bill.objects.filter(pk=bill.pk, paid_at__isnull=True, cancelled_at__isnull=True).update(
        cancelled_at=now
    )
    if not won:
        raise IllegalMove(_("This bill is paid or given up already."))
    bill.cancelled_at = now
    audit(bill, "counter.cancel_bill", by=by, now=now, reason=reason.strip())
    return bill
