"""Hazards: the list, one of them, a customer's open ones."""

from datetime import datetime
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from heqi.customers.models import Party
from heqi.ledger.actors import Actor
from heqi.people.access import may
from heqi.safety.access import VIEW
from heqi.safety.models import Hazard
from heqi.safety.states import H

TABS = ("open", "late", "to_notify", "to_recheck", "stopped", "escalated", "closed", "all")
SORTS = {
    "due": ("due_at", "id"),
    "level": ("level", "due_at", "id"),
    "found": ("found_at", "id"),
    "number": ("number",),
}


def in_tab(tab: str, now: datetime) -> Q:
    """What a tab of the list holds."""
    return {
        "open": Q(is_open=True),
        "late": Q(is_open=True, due_at__lt=now),
        "to_notify": Q(is_open=True, notified_at__isnull=True),
        "to_recheck": Q(status=H["MENDED"]),
        "stopped": Q(stopped_at__isnull=False, restored_at__isnull=True, is_open=True),
        "escalated": Q(status=H["ESCALATED"]),
        "closed": Q(is_open=False),
        "all": Q(),
    }[tab]


def hazards(actor: Actor, given: dict[str, Any], *, now: datetime) -> QuerySet[Hazard]:
    """Hazards that the actor may see, filtered and sorted."""
    rows = filtered(actor, given).filter(in_tab(given.get("tab") or "open", now))
    sort = str(given.get("sort") or "level")
    names = SORTS.get(sort.lstrip("-"), SORTS["level"])
    if sort.startswith("-"):
        names = tuple(f"-{name}" for name in names)
    order = [
        F(name.lstrip("-")).desc(nulls_last=True)
        if name.startswith("-")
        else F(name).asc(nulls_last=True)
        for name in names
    ]
    return rows.select_related("compound", "found_by", "order", "check_row", "unit").order_by(
        *order
    )


def filtered(actor: Actor, given: dict[str, Any]) -> QuerySet[Hazard]:
    """Without the tab."""
    rows = Hazard.objects.visible_to(actor)
    for name in ("level", "side", "compound", "kind"):
        if value := given.get(name):
            rows = rows.filter(**{name: value})
    if tier := given.get("tier"):
        rows = rows.exclude(tier="standard") if tier == "vip" else rows.filter(tier=tier)
    if since := given.get("since"):
        rows = rows.filter(found_at__date__gte=since)
    if until := given.get("until"):
        rows = rows.filter(found_at__date__lte=until)
    if text := given.get("text"):
        rows = rows.filter(Q(number__startswith=text.upper()) | Q(address__icontains=text))
    return rows


def tab_counts(rows: QuerySet[Hazard], *, now: datetime) -> dict[str, int]:
    """How many each tab holds; one query."""
    counted = {tab: Count("id", filter=in_tab(tab, now)) for tab in TABS if tab != "all"}
    return dict(rows.order_by().aggregate(all=Count("id"), **counted))


def find_hazard(actor: Actor, number: str) -> Hazard | None:
    """A hazard by its number, as far as the actor may see it."""
    related = (
        "unit", "company", "check_row", "party", "service_point__premises", "found_by__unit",
        "order", "decision", "mended_staff",
    )  # fmt: skip
    rows = Hazard.objects.visible_to(actor).select_related(*related)
    return rows.filter(number=number).first()


def open_hazards_of(actor: Actor, party: Party) -> list[Hazard]:
    """A customer's open hazards for the agent's screen, the worst first."""
    if not may(actor, VIEW):
        return []
    rows = Hazard.objects.visible_to(actor).filter(party=party, is_open=True)
    return list(rows.order_by("level", "found_at")[:5])
