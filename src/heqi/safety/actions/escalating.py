"""Hazards handed up: by hand with a reason, or when nobody put them right in time."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from heqi.ledger.actors import Actor
from heqi.ledger.events import announce
from heqi.ledger.states import move
from heqi.notices.actions import notify_post
from heqi.people.access import require
from heqi.safety.access import FOLLOW
from heqi.safety.actions.timing import copy_due
from heqi.safety.checklist import level_label
from heqi.safety.events import HazardEscalated
from heqi.safety.models import Hazard
from heqi.safety.states import HAZARD_FLOW


@transaction.atomic
def escalate_hazard(hazard: Hazard, *, reason: str, by: Actor, now: datetime) -> None:
    """Hand a hazard up by hand, with a reason."""
    require(by, FOLLOW, hazard)
    if not reason.strip():
        raise ValidationError({"reason": _("Please give a reason.")})
    escalate(hazard, reason=reason.strip(), by=by, now=now)
    copy_due(hazard)


def escalate(hazard: Hazard, *, reason: str, by: Actor, now: datetime) -> None:
    """Hand a hazard up and tell the posts that the policy names."""
    move(
        hazard,
        HAZARD_FLOW,
        "escalate",
        code="safety.escalate",
        by=by,
        now=now,
        reason=reason,
        escalated_at=now,
        escalated_reason=reason[:200],
    )
    posts = ((hazard.decision.answer or {}) if hazard.decision else {}).get("escalate") or ()
    for post in posts:
        notify_post(
            post,
            hazard.unit,
            "safety.escalated",
            context={
                "number": hazard.number,
                "level": level_label(hazard.level),
                "address": hazard.address,
                "what": hazard.kind_zh,
                "reason": reason,
                "clause": hazard.clause,
            },
            about=hazard,
            url=f"/safety/hazards/{hazard.number}/",
            key=f"safety:escalated:{hazard.pk}:{now:%Y%m%d%H%M}",
            by=by,
            now=now,
        )
    announce(
        HazardEscalated(
            hazard_id=hazard.pk,
            number=hazard.number,
            company_id=hazard.company_id,
            level=hazard.level,
            reason=reason,
        ),
        now=now,
    )
