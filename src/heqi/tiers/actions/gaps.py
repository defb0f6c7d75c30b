"""Missing contacts: opened when a promised contact cannot be reached, closed when he can again."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import override

from heqi.customers.models import Party, Tier
from heqi.ledger.actors import SYSTEM
from heqi.ledger.audit import audit
from heqi.ledger.events import announce
from heqi.notices.actions import notify_post
from heqi.tiers.events import ContactMissing
from heqi.tiers.models import ContactGap, GapReason
from heqi.tiers.queries.contacts import ContactLine, contacts_for

CHUNK = 200
# Whoever keeps contacts in order and whoever watches over it.
TOLD = ("head_market", "head_customer_service", "head_service_office")
URL = "/customers/tiers/gaps/"


def check_all_contacts(company_id: int, *, now: datetime) -> int:
    """Look through every VIP of a company; returns how many contacts are missing."""
    rows = Party.objects.filter(company=company_id).exclude(tier=Tier.STANDARD).order_by("pk")
    last, missing = 0, 0
    while chunk := list(rows.filter(pk__gt=last)[:CHUNK]):
        missing += check_contacts(chunk, now=now)
        last = chunk[-1].pk
    # Who is no VIP any more is promised nothing.
    ContactGap.objects.filter(
        company=company_id, closed_at__isnull=True, party__tier=Tier.STANDARD
    ).update(closed_at=now)
    return missing


@transaction.atomic
def check_contacts(parties: Iterable[Party], *, now: datetime, on: date | None = None) -> int:
    """Open and close the tasks of these customers as of a day; returns how many are missing."""
    rows = list(parties)
    found = contacts_for(rows, on=on or timezone.localdate(now))
    open_gaps = {
        (gap.party_id, gap.post): gap
        for gap in ContactGap.objects.filter(party__in=rows, closed_at__isnull=True)
    }
    missing = 0
    for party in rows:
        for line in found[party.pk].lines:
            gap = open_gaps.pop((party.pk, line.post), None)
            if not line.missing:
                if gap is not None:
                    _close(gap, now)
                continue
            missing += 1
            if gap is None:
                _open(party, line, found[party.pk].clause, now)
            elif gap.why != line.missing:
                ContactGap.objects.filter(pk=gap.pk).update(why=line.missing)
    for gap in open_gaps.values():
        _close(gap, now)
    return missing


def _open(party: Party, line: ContactLine, clause: str, now: datetime) -> None:
    gap: ContactGap = ContactGap.objects.create(
        company_id=party.company_id, unit_id=party.unit_id, party=party, post=line.post,
        why=line.missing, former_id=line.former, clause=clause, opened_at=now,
    )  # fmt: skip
    audit(
        gap, "tiers.miss_contact", by=SYSTEM, now=now,
        changes={"party": party.pk, "post": line.post, "why": line.missing},
    )  # fmt: skip
    announce(
        ContactMissing(
            party_id=party.pk, company_id=party.company_id, post=line.post, why=line.missing
        ),
        now=now,
    )
    with override("zh-hans"):
        told = {
            "name": party.name, "post": line.label, "why": str(GapReason(line.missing).label),
            "clause": clause,
        }  # fmt: skip
    # One cause is one matter on a day, however many VIPs it concerns.
    day = timezone.localdate(now)
    key = f"gap:{party.company_id}:{line.post}:{line.missing}:{line.former or 0}:{day}"
    for post in TOLD:
        notify_post(
            post, party.unit, "tiers.contact_missing", context=told, about=party, url=URL,
            key=f"{key}:{post}", by=SYSTEM, now=now,
        )  # fmt: skip


def _close(gap: ContactGap, now: datetime) -> None:
    ContactGap.objects.filter(pk=gap.pk, closed_at__isnull=True).update(closed_at=now)
    audit(gap, "tiers.settle_contact", by=SYSTEM, now=now)
