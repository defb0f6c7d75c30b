"""Halls, and the paper that their clerks are handed."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from heqi.counter.access import MANAGE, SELL
from heqi.counter.models import Hall, SlipRange
from heqi.counter.states import SlipKind
from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.people.access import require
from heqi.people.models import Staff, Unit
from heqi.people.queries import company_of, holders_of_right

MOST_SLIPS = 10_000


@transaction.atomic
def open_hall(unit: Unit, *, address: str = "", by: Actor, now: datetime) -> Hall:
    """Make a team a business hall; ``ValidationError`` where it is one already."""
    require(by, MANAGE, unit)
    try:
        with transaction.atomic():
            hall: Hall = Hall.objects.create(
                unit=unit, company=company_of(unit), address=address[:120], opened_at=now
            )
    except IntegrityError:
        raise ValidationError(_("This team is a business hall already.")) from None
    audit(hall, "counter.open_hall", by=by, now=now, changes={"unit": unit.pk})
    return hall


@transaction.atomic
def issue_range(
    hall: Hall,
    *,
    kind: str,
    first: int,
    last: int,
    holder: Staff,
    prefix: str = "",
    by: Actor,
    now: datetime,
) -> SlipRange:
    """Hand a block of numbers to a clerk; no number is ever handed out twice in a company."""
    require(by, MANAGE, hall)
    prefix = prefix.strip().upper()
    if kind not in SlipKind.values:
        raise ValidationError({"kind": _("Choose the kind of slip.")})
    if not 0 < first <= last < 100_000_000 or last - first >= MOST_SLIPS:
        raise ValidationError(
            {"last": _("A range has at most {n} numbers.").format(n=f"{MOST_SLIPS:,}")}
        )
    if prefix and not (prefix.isascii() and prefix.isalnum() and len(prefix) <= 8):
        raise ValidationError({"prefix": _("A prefix has at most eight letters or digits.")})
    sellers = holders_of_right(SELL, hall.unit, on=now.date())
    if holder.pk not in {person.pk for person in sellers}:
        raise ValidationError({"holder": _("Choose somebody who sells in this hall.")})
    rivals = SlipRange.objects.filter(
        company=hall.company, kind=kind, prefix=prefix, first__lte=last, last__gte=first
    )
    taken = rivals.first()
    if taken is not None:
        raise ValidationError(
            {"first": _("Some of these numbers were handed out before: {range}.").format(
                range=taken
            )}
        )  # fmt: skip
    block: SlipRange = SlipRange.objects.create(
        company=hall.company,
        unit=hall.unit,
        kind=kind,
        prefix=prefix,
        first=first,
        last=last,
        next=first,
        holder=holder,
        issued_at=now,
        issued_by_name=by.name,
    )
    audit(
        block,
        "counter.issue_range",
        by=by,
        now=now,
        changes={"kind": kind, "numbers": str(block), "holder": holder.pk},
    )
    return block
