"""Who is asked by SMS how satisfied he is, and what came of it."""

from typing import Any

from django.db import models
from django.db.models import Avg, Count, Q

from heqi.callbacks.facts import RATING
from heqi.callbacks.models import Draw, Drawing, Rating, Reason
from heqi.policies.deciding import rule_on
from heqi.policies.packs import common_pack


def ratings_of(drawing: Drawing) -> dict[str, Any]:
    """How customers whose work of a day was not drawn were asked, and what they answered."""
    found: dict[str, Any] = Rating.objects.filter(draw__drawing=drawing).aggregate(
        asked=Count("pk"),
        answered=Count("answered_at"),
        average=Avg("score"),
        poor=Count("pk", filter=Q(poor=True)),
    )
    left = _unasked(drawing).filter(pk__lte=drawing.asked_to).count()
    return found | {"waiting": to_ask(drawing).count(), "left": left}


def to_ask(drawing: Drawing) -> models.QuerySet[Draw]:
    """Work of a day whose customers the loop asks yet."""
    if drawing.asked_at is not None:
        return Draw.objects.none()
    return _unasked(drawing).filter(pk__gt=drawing.asked_to)


def _unasked(drawing: Drawing) -> models.QuerySet[Draw]:
    """Work of a day that was not drawn, of a business that is rated, and nobody was asked about."""
    on = drawing.day
    fact = common_pack().question(RATING).facts["business"]
    asked = [
        code
        for code in fact.options
        if (
            rule_on(RATING, {"business": code}, on=on, company_id=drawing.company_id).answer or {}
        ).get("asked")
    ]
    rows = drawing.draws.filter(
        reason=Reason.NOT_DRAWN, business__in=asked, party__isnull=False, rating__isnull=True
    )
    return rows.select_related("company").order_by("pk")
