"""Occurrences as a list: filtered and sorted."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q, QuerySet

from heqi.duties.models import Occurrence
from heqi.duties.states import TO_DO, Status
from heqi.ledger.actors import Actor
from heqi.policies.measures import month_after

# States as people ask for them: several at once, and what waits for a decision.
STATES: dict[str, Q] = {
    "todo": Q(status__in=TO_DO),
    "failed": Q(status__in=[Status.OVERDUE, Status.LATE, Status.MISSED]),
    "asked": Occurrence.excuse_open,
    **{str(status): Q(status=status) for status in Status.values},
}
SORTS = {
    "due": ("due_on", "id"),
    "-due": ("-due_on", "-id"),
    "duty": ("code", "due_on", "id"),
    "-duty": ("-code", "-due_on", "-id"),
    "for": ("subject_label", "due_on", "id"),
    "-for": ("-subject_label", "-due_on", "-id"),
    "doer": ("assignee__name", "due_on", "id"),
    "-doer": ("-assignee__name", "-due_on", "-id"),
    "state": ("status", "due_on", "id"),
    "-state": ("-status", "-due_on", "-id"),
}
RELATED = ("unit", "assignee", "stand_in")


def occurrences(
    actor: Actor, filters: Mapping[str, Any], *, sort: str = "due"
) -> QuerySet[Occurrence]:
    """What the actor may see, filtered."""
    rows = Occurrence.objects.visible_to(actor).select_related(*RELATED)
    if duty := filters.get("duty"):
        rows = rows.filter(code=duty)
    if status := filters.get("status"):
        rows = rows.filter(STATES[status])
    if policy := filters.get("policy"):
        rows = rows.filter(clause__startswith=f"{policy}/")
    if unit := filters.get("unit"):
        rows = rows.filter(unit__path__startswith=unit.path)
    if staff := filters.get("staff"):
        rows = rows.filter(Q(assignee=staff) | Q(stand_in=staff))
    if month := filters.get("due"):
        rows = rows.filter(due_on__gte=month, due_on__lt=month_after(month))
    if audience := filters.get("audience"):
        rows = rows.filter(audience=audience)
    if occasion := filters.get("occasion"):
        rows = rows.filter(occasion=occasion)
    if text := str(filters.get("q", "")).strip():
        rows = rows.filter(
            Q(subject_label__icontains=text) | Q(assignee__name=text) | Q(done_by_name=text)
        )
    return rows.order_by(*SORTS.get(sort, SORTS["due"]))
