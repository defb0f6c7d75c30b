"""Suggestions that were adopted are to be rewarded."""

from datetime import datetime

from django.utils import timezone

from heqi.conduct.actions.raising import propose_case
from heqi.conduct.queries import staff_of
from heqi.governance.events import IdeaAdopted
from heqi.governance.models import Idea
from heqi.ledger.events import on
from heqi.quality.events import SuggestionRewarded
from heqi.quality.models import Suggestion


@on(SuggestionRewarded)
def propose_for_suggestion(event: SuggestionRewarded, *, now: datetime) -> None:
    """An adopted suggestion is to be rewarded (conduct/3.1.1(2))."""
    staff = staff_of(event.staff_id)
    row = Suggestion.objects.get(pk=event.suggestion_id)
    propose_case(
        "suggestion_rewarded",
        about=staff,
        title=f"合理化建议 {event.number}：{row.title}",
        text=row.text,
        happened_on=timezone.localdate(row.filed_at),
        source=row,
        source_number=event.number,
        proofs={"report": event.number},
        now=now,
    )


@on(IdeaAdopted)
def propose_for_idea(event: IdeaAdopted, *, now: datetime) -> None:
    """A suggestion for improving service was adopted (conduct/3.1.1(2))."""
    staff = staff_of(event.staff_id)
    row = Idea.objects.get(pk=event.idea_id)
    propose_case(
        "suggestion_rewarded",
        about=staff,
        title=f"改进建议 {event.number}：{event.title}",
        text=row.text,
        happened_on=timezone.localdate(row.filed_at),
        source=row,
        source_number=event.number,
        proofs={"report": event.number},
        ground=event.ground,
        now=now,
    )
