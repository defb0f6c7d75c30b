"""Suggestions of entry staff: filed, answered, adopted, rewarded (data-entry/9.4)."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.ledger.events import announce
from heqi.ledger.numbers import next_number
from heqi.ledger.states import move
from heqi.notices.actions import notify
from heqi.people.access import refuse, require
from heqi.people.queries import company_of
from heqi.quality.access import LEAD, OWN
from heqi.quality.actors import staff_behind
from heqi.quality.events import SuggestionAdopted, SuggestionRewarded
from heqi.quality.models import Suggestion
from heqi.quality.states import SUGGESTION_FLOW


@transaction.atomic
def file_suggestion(*, area: str, title: str, text: str, by: Actor, now: datetime) -> Suggestion:
    """Somebody at the keyboard tells a loophole or a better way."""
    staff = staff_behind(by)
    require(by, OWN, staff.unit)
    row = Suggestion(
        number=next_number("JY", timezone.localdate(now)),
        company=company_of(staff.unit),
        unit=staff.unit,
        staff=staff,
        area=area,
        title=title.strip(),
        text=text.strip(),
        filed_at=now,
    )
    row.clean_fields(exclude=["answered_at"])
    row.save(force_insert=True)
    audit(row, "quality.file_suggestion", by=by, now=now, changes={"title": row.title})
    return row


@transaction.atomic
def answer_suggestion(
    suggestion: Suggestion, *, adopt: bool, answer: str, by: Actor, now: datetime
) -> None:
    """Adopt a suggestion or not, always with an answer. Nobody answers his own."""
    require(by, LEAD, suggestion)
    if by.kind == "staff" and by.id == suggestion.staff_id:
        raise refuse(_("Nobody answers his own suggestion."))
    if not answer.strip():
        raise ValidationError({"answer": _("A suggestion is always answered in words.")})
    move(
        suggestion,
        SUGGESTION_FLOW,
        "adopt" if adopt else "decline",
        code="quality.answer_suggestion",
        by=by,
        now=now,
        reason=answer.strip(),
        answer=answer.strip()[:500],
        answered_at=now,
        answered_by=by.name,
    )
    notify(
        suggestion.staff,
        "quality.answered",
        context={
            "title": suggestion.title,
            "state": suggestion.get_status_display(),
            "answer": suggestion.answer,
        },
        about=suggestion,
        url=f"/quality/suggestions/{suggestion.pk}/",
        key=f"answered:{suggestion.pk}",
        by=by,
        now=now,
    )
    if adopt:
        announce(
            SuggestionAdopted(
                suggestion_id=suggestion.pk,
                number=suggestion.number,
                staff_id=suggestion.staff_id,
                unit_id=suggestion.unit_id,
                company_id=suggestion.company_id,
            ),
            now=now,
        )


@transaction.atomic
def reward_suggestion(suggestion: Suggestion, *, reward: str, by: Actor, now: datetime) -> None:
    """Reward an adopted suggestion; what is given is written down."""
    require(by, LEAD, suggestion)
    if by.kind == "staff" and by.id == suggestion.staff_id:
        raise refuse(_("Nobody rewards his own suggestion."))
    if not reward.strip():
        raise ValidationError({"reward": _("Say what the reward is.")})
    move(
        suggestion,
        SUGGESTION_FLOW,
        "reward",
        code="quality.reward_suggestion",
        by=by,
        now=now,
        reason=reward.strip(),
        reward=reward.strip()[:200],
    )
    announce(
        SuggestionRewarded(
            suggestion_id=suggestion.pk,
            number=suggestion.number,
            staff_id=suggestion.staff_id,
            reward=suggestion.reward,
            company_id=suggestion.company_id,
        ),
        now=now,
    )
