"""Full checks of VIP organisations, and who still waits for one this half-year."""

from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from heqi.customers.models import Occupancy, Party
from heqi.ledger.actors import Actor
from heqi.people.access import within
from heqi.safety.access import VIEW
from heqi.safety.models import Check, FullCheck
from heqi.safety.selection import BURNING
from heqi.safety.states import C


def full_checks(actor: Actor, *, half: date | None = None) -> QuerySet[FullCheck]:
    """Full checks that the actor may see, with their facilities counted."""
    rows = FullCheck.objects.visible_to(actor).select_related("party", "lead", "initiated_by")
    if half is not None:
        rows = rows.filter(half=half)
    return rows.annotate(
        facilities=Count("checks"), checked=Count("checks", filter=Q(checks__status=C["DONE"]))
    ).order_by("-half", "planned_on", "id")


def waiting_for_full(actor: Actor, half: date) -> QuerySet[Party]:
    """VIP organisations with gas that have no full check in a half-year."""
    burning = Occupancy.objects.filter(
        party=OuterRef("pk"), role="user", until__isnull=True, service_point__state__in=BURNING
    )
    have = FullCheck.objects.filter(party=OuterRef("pk"), half=half)
    rows = within(Party.objects.all(), actor, VIEW).filter(tier="vip_org", state="active")
    return rows.filter(Exists(burning), ~Exists(have)).order_by("name")


def monthly(actor: Actor, month: date, until: date) -> list[tuple[Party, Check | None]]:
    """Each VIP organisation with its check of a month, or none."""
    burning = Occupancy.objects.filter(
        party=OuterRef("pk"), role="user", until__isnull=True, service_point__state__in=BURNING
    )
    parties = list(
        within(Party.objects.all(), actor, VIEW)
        .filter(Exists(burning), tier="vip_org", state="active")
        .order_by("name")[:200]
    )
    rows = (
        Check.objects.filter(
            party__in=parties, status=C["DONE"], checked_at__date__range=(month, until)
        )
        .select_related("inspector")
        .order_by("checked_at")
    )
    found = {row.party_id: row for row in rows}
    return [(party, found.get(party.pk)) for party in parties]


def find_full(actor: Actor, number: str) -> FullCheck | None:
    """A full check by its number, as far as the actor may see it."""
    related = ("party", "lead", "initiated_by", "unit", "company", "decision")
    return (
        FullCheck.objects.visible_to(actor).select_related(*related).filter(number=number).first()
    )
