"""What two merged files leave behind: one assessment in force, one open proposal."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.customers.models import Party
from heqi.ledger.actors import SYSTEM
from heqi.ledger.states import move
from heqi.tiers.actions.gaps import check_contacts
from heqi.tiers.actions.submitting import close_proposal
from heqi.tiers.models import Assessment
from heqi.tiers.states import FLOW, OPEN, Status


@transaction.atomic
def settle_merged(party_id: int, *, now: datetime) -> None:
    """The assessment that fits the mark stays, the others are replaced; one proposal stays open."""
    party = Party.objects.select_related("company", "unit").get(pk=party_id)
    rows = list(Assessment.objects.filter(party=party, status=Status.APPROVED).order_by("-id"))
    rows.sort(key=lambda row: (row.tier, row.criterion) != (party.tier, party.tier_criterion))
    for row in rows[1:]:
        move(
            row, FLOW, "supersede", code="tiers.supersede", by=SYSTEM, now=now,
            reason=_("The file was merged with another."), closed_on=timezone.localdate(now),
        )  # fmt: skip
    for row in Assessment.objects.filter(party=party, status__in=OPEN).order_by("id")[1:]:
        close_proposal(row, reason=_("The file was merged with another."), by=SYSTEM, now=now)
    check_contacts([party], now=now)
