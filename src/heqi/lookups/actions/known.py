"""Bait, and which customers are or live with our own people."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from heqi.customers.models import Occupancy, Party, Phone
from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.lookups.access import MANAGE
from heqi.lookups.models import Canary, Hint, Relation
from heqi.people.access import require
from heqi.people.models import Staff, Unit


@transaction.atomic
def lay_bait(party: Party, *, note: str = "", by: Actor, now: datetime) -> Canary:
    """Lay out a customer who does not exist. Only a customer without any account can be bait."""
    require(by, MANAGE, party.company)
    if Occupancy.objects.filter(party=party).exists():
        sentence = _("A customer with an account is real and cannot be bait.")
        raise ValidationError({"party": sentence})
    try:
        with transaction.atomic():
            canary: Canary = Canary.objects.create(
                party=party,
                company=party.company,
                note=note.strip()[:120],
                laid_at=now,
                laid_by_name=by.name,
            )
    except IntegrityError:
        raise ValidationError({"party": _("This customer is bait already.")}) from None
    audit(canary, "lookups.lay_bait", by=by, now=now, changes={"party": party.number})
    return canary


@transaction.atomic
def take_bait_in(canary: Canary, *, by: Actor, now: datetime) -> None:
    """Bait is no longer watched."""
    require(by, MANAGE, canary.company)
    Canary.objects.filter(pk=canary.pk, ended_at__isnull=True).update(ended_at=now)
    audit(canary, "lookups.take_bait_in", by=by, now=now)


@transaction.atomic
def refresh_hints(company: Unit, *, now: datetime) -> int:
    """Find staff among the customers by phone, and who lives with them by account and address.

    Who moved out, sold the flat or gave the number up is no relation any more.
    """
    phones = {
        person.phone: person.pk
        for person in Staff.objects.filter(unit__company=company).exclude(phone="")
    }
    found: dict[tuple[int, int], tuple[str, str]] = {}
    owners = Phone.objects.filter(company=company, number__in=phones)
    names = dict(Staff.objects.filter(pk__in=phones.values()).values_list("pk", "name"))
    for number, party, name in owners.values_list("number", "party_id", "party__name"):
        staff = phones[number]
        is_self = name == names[staff]
        relation = Relation.SELF if is_self else Relation.HOUSEHOLD
        found[staff, party] = (relation.value, "phone")
    points = dict[int, int]()
    for (staff, party), (kind, _by) in list(found.items()):
        if kind == Relation.SELF:
            held = Occupancy.objects.filter(party_id=party, until__isnull=True)
            points |= dict.fromkeys(
                held.values_list("service_point__premises_id", flat=True), staff
            )
    living = Occupancy.objects.filter(
        until__isnull=True, service_point__premises_id__in=points
    ).values_list("service_point__premises_id", "party_id")
    for premises, party in living:
        found.setdefault((points[premises], party), (Relation.HOUSEHOLD.value, "address"))
    Hint.objects.bulk_create(
        [
            Hint(staff_id=staff, party_id=party, kind=kind, found_by=by, found_at=now)
            for (staff, party), (kind, by) in found.items()
        ],
        update_conflicts=True,
        unique_fields=["staff", "party"],
        update_fields=["kind", "found_by"],
    )
    known = Hint.objects.filter(staff__unit__company=company)
    ended = [
        pk for pk, *pair in known.values_list("pk", "staff_id", "party_id")
        if tuple(pair) not in found
    ]  # fmt: skip
    Hint.objects.filter(pk__in=ended).delete()
    return len(found)
