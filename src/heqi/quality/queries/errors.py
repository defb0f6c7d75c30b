"""Errors as lists."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from heqi.ledger.actors import Actor
from heqi.people.access import may
from heqi.quality.access import OWN
from heqi.quality.models import EntryError

EXACT = ("status", "error", "found_by", "group")


def errors(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[EntryError]:
    """The errors that the actor may see, the last found first."""
    rows = EntryError.objects.visible_to(actor).select_related("unit", "staff")
    for name in EXACT:
        if name in filters:
            rows = rows.filter(**{name: filters[name]})
    if "q" in filters:
        text = filters["q"].strip()
        rows = rows.filter(
            Q(number__iexact=text) | Q(subject_label__icontains=text) | Q(staff_name=text)
        )
    return rows


def own_errors(actor: Actor) -> QuerySet[EntryError]:
    """What came back to the actor and is not yet corrected, what is due first on top."""
    rows = EntryError.objects.counting().filter(staff_id=actor.id or 0, is_open=True)
    return rows.select_related("unit").order_by("due_at", "id")


def own_open(actor: Actor, *, now: datetime) -> tuple[int, int]:
    """How many of the actor's own errors wait for correction, and how many of them are late."""
    if actor.kind != "staff" or not may(actor, OWN):
        return 0, 0
    found = (
        EntryError.objects.counting()
        .filter(staff_id=actor.id or 0, is_open=True)
        .order_by()
        .aggregate(n=Count("id"), late=Count("id", filter=Q(due_at__lt=now)))
    )
    return found["n"], found["late"]
