"""Suggestions of entry staff: filed, answered, adopted, rewarded (data-entry/9.4)."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.clocks.facts import calendar_for
from heqi.ledger.actors import SYSTEM, Actor
from heqi.ledger.audit import audit
from heqi.ledger.events import announce
from heqi.ledger.numbers import next_number
from heqi.ledger.states import move
from heqi.notices.actions import notify
from heqi.people.access import refuse, require
from heqi.people.models import Unit
from heqi.people.queries import company_of, holders_of_right
from heqi.policies.packs import current_pack
from heqi.quality.access import LEAD, OWN
from heqi.quality.actors import staff_behind
from heqi.quality.events import SuggestionAdopted, SuggestionRewarded
from heqi.quality.models import Suggestion
from heqi.quality.states import SUGGESTION_FLOW, SuggestionStatus
from heqi.rulebook.due import due_at

LIMIT = "data/suggestions"
MOST = 200


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
        answer_by=_answer_by(staff.unit, now),
    )
    row.clean_fields(exclude=["answered_at"])
    row.save(force_insert=True)
    audit(row, "quality.file_suggestion", by=by, now=now, changes={"title": row.title})
    _tell(row, "quality.suggested", now=now)
    return row


def remind_suggestions(*, now: datetime) -> int:
    """Tell whoever answers of suggestions that have missed their limit; called by the loop."""
    rows = Suggestion.objects.filter(status=SuggestionStatus.FILED, answer_by__lt=now)
    late = list(rows.select_related("company", "unit", "staff")[:MOST])
    for row in late:
        _tell(row, "quality.suggestion_late", now=now)
    return len(late)


def _answer_by(unit: Unit, now: datetime) -> datetime | None:
    """The end of the time to answer (value ``data/suggestions``)."""
    figures = current_pack(unit.company_id).value(LIMIT, timezone.localdate(now)).content
    due = due_at(figures["answer"], now, calendar_for(unit))
    return due.at or due.provisional_at


def _tell(row: Suggestion, code: str, *, now: datetime) -> None:
    for person in holders_of_right(LEAD, row.unit, on=timezone.localdate(now)):
        if person.pk == row.staff_id:
            continue
        notify(
            person,
            code,
            context={
                "number": row.number,
                "title": row.title,
                "name": row.staff.name,
                "due": row.answer_by,
            },
            about=row,
            unit=row.unit,
            url=f"/quality/suggestions/{row.pk}/",
            key=f"{code}:{row.pk}:{person.pk}",
            by=SYSTEM,
            now=now,
        )


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
