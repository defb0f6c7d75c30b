"""Reading drafts, always from what the reader may see."""

from typing import Any

from django.db.models import Q, QuerySet

from heqi.compendium.access import DRAFT, ISSUE, LEAD, REVIEW
from heqi.compendium.models import Draft, Review
from heqi.compendium.states import EDITABLE, DraftStatus, Opinion
from heqi.ledger.actors import Actor
from heqi.people.access import may, visible_units
from heqi.people.models import Unit


def visible_drafts(by: Actor, values: dict[str, Any] | None = None) -> QuerySet[Draft]:
    """Drafts that the actor may read, filtered."""
    said = values or {}
    rows = Draft.objects.visible_to(by).select_related("unit", "department", "version")
    if said.get("q"):
        rows = rows.filter(
            Q(title__icontains=said["q"])
            | Q(number__icontains=said["q"])
            | Q(issue_number__icontains=said["q"])
        )
    for name in ("status", "kind"):
        if said.get(name):
            rows = rows.filter(**{name: said[name]})
    return rows


def may_write(draft: Draft, by: Actor) -> bool:
    """Whether the actor may change the draft now."""
    if draft.status not in EDITABLE:
        return False
    return may_steer(draft, by)


def may_steer(draft: Draft, by: Actor) -> bool:
    """Whether the actor is its author's department or leads the policies."""
    return may(by, LEAD, draft.unit) or may(by, DRAFT, draft.department)


def reviews_of(draft: Draft) -> list[Review]:
    """Opinions of the latest round."""
    last = draft.reviews.order_by("-round").values_list("round", flat=True).first()
    return list(draft.reviews.filter(round=last or 0).select_related("unit"))


def open_reviews(by: Actor) -> QuerySet[Review]:
    """Opinions asked of the actor's departments."""
    units = visible_units(by, REVIEW) if by.holds(REVIEW) else Unit.objects.none()
    return Review.objects.filter(
        opinion=Opinion.ASKED, draft__status=DraftStatus.REVIEW, unit__in=units
    )


def to_issue(by: Actor) -> QuerySet[Draft]:
    """Approved drafts that the actor may issue."""
    if not by.holds(ISSUE):
        return Draft.objects.none()
    return Draft.objects.visible_to(by).filter(status=DraftStatus.APPROVED)
