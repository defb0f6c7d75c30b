"""Naming contacts for a VIP; what becomes of them when somebody moves or leaves."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.customers.models import Party
from heqi.ledger.actors import SYSTEM, Actor
from heqi.ledger.audit import audit
from heqi.people.models import Staff
from heqi.tiers.access import CONTACTS, require_in
from heqi.tiers.actions.gaps import check_contacts
from heqi.tiers.facts import promised_contacts
from heqi.tiers.models import NamedContact

MOST = 200


@transaction.atomic
def name_contact(
    party: Party, *, post: str, staff: Staff, reason: str = "", by: Actor, now: datetime
) -> NamedContact:
    """Name a person for a VIP in a post that the policy promises; the one before is replaced."""
    require_in(by, CONTACTS, party)
    today = timezone.localdate(now)
    posts, clause = promised_contacts(party.tier, on=today, company_id=party.company_id)
    if post not in posts:
        raise ValidationError({"post": _("This post is no contact of this customer.")})
    if staff.unit.company_id != party.company_id or not staff.is_employed(today):
        raise ValidationError({"staff": _("Choose somebody who works in the customer's company.")})
    if not staff.phone:
        raise ValidationError(
            {"staff": _("This person has no phone on file and is not reachable.")}
        )
    current = NamedContact.objects.filter(party=party, post=post, until__isnull=True)
    if current.filter(staff=staff).exists():
        raise ValidationError({"staff": _("This person is the contact already.")})
    before = list(current.values_list("staff_id", flat=True))
    current.update(until=today, end_reason=_("replaced"))
    made: NamedContact = NamedContact.objects.create(
        company_id=party.company_id, unit_id=party.unit_id, party=party, post=post, staff=staff,
        since=today, reason=reason.strip()[:200], named_by=by.name,
    )  # fmt: skip
    audit(
        party, "tiers.name_contact", by=by, now=now, reason=reason,
        changes={"post": post, "staff": [before[0] if before else None, staff.pk],
                 "clause": clause},
    )  # fmt: skip
    check_contacts([party], now=now)
    return made


@transaction.atomic
def end_contact(contact: NamedContact, *, reason: str, by: Actor, now: datetime) -> None:
    """Take a name back: the holder of the post is the contact again."""
    require_in(by, CONTACTS, contact)
    if not reason.strip():
        raise ValidationError({"reason": _("Please give a reason.")})
    _end([contact], reason=reason, on=timezone.localdate(now), by=by, now=now)


@transaction.atomic
def name_for_many(
    parties: list[Party], *, post: str, staff: Staff, reason: str, by: Actor, now: datetime
) -> int:
    """The same person for several VIPs; who has him already is passed over."""
    has = NamedContact.objects.filter(
        party__in=parties, post=post, staff=staff, until__isnull=True
    ).values_list("party_id", flat=True)
    wanted = [party for party in parties[:MOST] if party.pk not in set(has)]
    for party in wanted:
        name_contact(party, post=post, staff=staff, reason=reason, by=by, now=now)
    return len(wanted)


@transaction.atomic
def release_contacts(staff_id: int, *, post: str = "", reason: str, on: date, now: datetime) -> int:
    """Somebody left (all his names end) or has another post (those of the old ``post`` end)."""
    rows = NamedContact.objects.filter(staff=staff_id, until__isnull=True)
    if post:
        rows = rows.filter(post=post)
    found = list(rows.select_related("party__company", "party__unit"))
    _end(found, reason=reason, on=on, by=SYSTEM, now=now)
    return len(found)


def _end(rows: list[NamedContact], *, reason: str, on: date, by: Actor, now: datetime) -> None:
    for row in rows:
        day = max(on, row.since)
        NamedContact.objects.filter(pk=row.pk).update(until=day, end_reason=reason[:200])
        audit(
            row.party, "tiers.end_contact", by=by, now=now, reason=reason,
            changes={"post": row.post, "staff": [row.staff_id, None], "until": day},
        )  # fmt: skip
    today = timezone.localdate(now)
    check_contacts({row.party_id: row.party for row in rows}.values(), now=now, on=max(on, today))
