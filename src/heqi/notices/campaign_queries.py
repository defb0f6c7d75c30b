"""Reading bulk messages: the list, what became of each recipient, the counts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from heqi.ledger.actors import Actor
from heqi.notices.models import Campaign, CampaignRecipient
from heqi.notices.states import Excluded, Status

INCLUDED = Q(excluded="")
# What the tabs of the results show.
RESULTS: dict[str, Q] = {
    "included": INCLUDED,
    "left_out": ~INCLUDED,
    "waiting": INCLUDED & (Q(notice=None) | Q(notice__status__in=[Status.QUEUED, Status.SENDING])),
    "sent": Q(notice__status=Status.SENT),
    "delivered": Q(notice__status=Status.DELIVERED),
    "failed": Q(notice__status__in=[Status.FAILED, Status.CANCELLED]),
}


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a bulk message has come."""

    included: int
    left_out: int
    waiting: int
    sent: int
    delivered: int
    failed: int
    segments: int

    @property
    def handed_over(self) -> int:
        """No longer waiting."""
        return self.included - self.waiting

    @property
    def share(self) -> float:
        """Handed over, for the bar."""
        return self.handed_over / self.included if self.included else 0.0


def campaigns(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[Campaign]:
    """Those that the actor may see, filtered, with their counts."""
    rows = Campaign.objects.visible_to(actor).select_related("unit")
    for name in ("status", "purpose"):
        if name in filters:
            rows = rows.filter(**{name: filters[name]})
    if text := str(filters.get("q", "")).strip():
        rows = rows.filter(Q(number__iexact=text) | Q(title__icontains=text))
    return rows.annotate(
        total=Count("recipients", filter=Q(recipients__excluded="")),
        arrived=Count("recipients", filter=Q(recipients__notice__status=Status.DELIVERED)),
        broken=Count("recipients", filter=Q(recipients__notice__status=Status.FAILED)),
    ).order_by("-created_at", "-id")


def progress_of(campaign: Campaign) -> Progress:
    """The counts of one; one query."""
    counts = {name: Count("pk", filter=q) for name, q in RESULTS.items()}
    found = campaign.recipients.order_by().aggregate(
        **counts, segments=Sum("segments", filter=INCLUDED)
    )
    return Progress(**{**found, "segments": found["segments"] or 0})


def recipients(campaign: Campaign, tab: str, q: str = "") -> QuerySet[CampaignRecipient]:
    """The recipients under a tab."""
    rows = campaign.recipients.select_related("notice").filter(RESULTS[tab])
    return rows.filter(name__icontains=q.strip()) if q.strip() else rows


def reasons_of(campaign: Campaign) -> list[tuple[str, int]]:
    """How many were left out for which reason."""
    rows = campaign.recipients.filter(~INCLUDED).order_by().values_list("excluded")
    return [(str(Excluded(code).label), n) for code, n in rows.annotate(n=Count("pk"))]
