"""Reactions to messages that arrived: what a bulk message fulfils."""

from datetime import datetime

from heqi.duties.actions import Proof, fulfil
from heqi.duties.specs import codes, terms
from heqi.ledger.actors import SYSTEM
from heqi.ledger.events import on
from heqi.notices.events import NoticeDelivered
from heqi.notices.models import CampaignRecipient


@on(NoticeDelivered)
def count_bulk_message(event: NoticeDelivered, *, now: datetime) -> None:
    """A bulk message reached its recipient: the duty that asks for one of its purpose is done."""
    if event.template != "notices.campaign":
        return
    rows = CampaignRecipient.objects.select_related("campaign", "notice")
    row = rows.filter(pk=int(event.subject_id)).first()
    if row is None:
        return
    campaign = row.campaign
    proof = Proof(
        "message",
        at=(row.notice.sent_at if row.notice else None) or now,
        key=f"campaign:{campaign.pk}",
        text=row.text,
        reference=campaign.number,
        url=f"/notices/campaigns/{campaign.pk}/",
    )
    for code in codes():
        held = terms(code, campaign.month, campaign.company_id)
        if held is not None and held.message == campaign.purpose:
            fulfil(code, row.subject_type, row.subject_id, proof, by=SYSTEM, now=now)
