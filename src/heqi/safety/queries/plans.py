"""Plans with their progress, and the routes of an inspector."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from heqi.ledger.actors import Actor
from heqi.safety.models import Check, Plan, Route
from heqi.safety.states import TO_CALL, C


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a plan or route is."""

    total: int = 0
    done: int = 0
    absent: int = 0
    unreached: int = 0
    refused: int = 0
    left: int = 0

    @property
    def called(self) -> int:
        """Doors that were called at."""
        return self.done + self.absent + self.unreached + self.refused


COUNTED = {
    "total": Count("id"),
    "done": Count("id", filter=Q(status=C["DONE"])),
    "absent": Count("id", filter=Q(status=C["ABSENT"])),
    "unreached": Count("id", filter=Q(status=C["UNREACHED"])),
    "refused": Count("id", filter=Q(status=C["REFUSED"])),
    "left": Count("id", filter=Q(status__in=TO_CALL)),
}


def plans(actor: Actor, *, status: str = "") -> QuerySet[Plan]:
    """The plans that the actor may see, the newest first."""
    rows = Plan.objects.visible_to(actor).select_related("unit")
    return rows.filter(status=status) if status else rows


def progress_of(rows: Iterable[Plan]) -> dict[int, Progress]:
    """How far each plan is; one query."""
    return _progress("plan", [row.pk for row in rows])


def progress_of_routes(rows: Iterable[Route]) -> dict[int, Progress]:
    """How far each route is; one query."""
    return _progress("route", [row.pk for row in rows])


def _progress(name: str, ids: list[int]) -> dict[int, Progress]:
    counted: Any = (
        Check.objects.filter(**{f"{name}__in": ids}).order_by().values(name).annotate(**COUNTED)
    )
    found = {row.pop(name): Progress(**row) for row in counted}
    return {pk: found.get(pk, Progress()) for pk in ids}


def my_routes(actor: Actor) -> QuerySet[Route]:
    """The actor's routes of open plans, the first to end first."""
    return (
        Route.objects.filter(inspector=actor.id or 0, plan__status="open")
        .select_related("plan", "compound", "unit")
        .order_by("plan__until", "pk")
    )
