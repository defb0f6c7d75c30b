"""Suggestions that were adopted are to be rewarded; improvements that are late are a ground."""

from datetime import date, datetime

from django.utils import timezone

from heqi.conduct.actions.raising import propose_case
from heqi.conduct.queries import staff_of
from heqi.governance.events import IdeaAdopted, ImprovementLate
from heqi.governance.models import Idea, Improvement
from heqi.ledger.events import on
from heqi.people.models import Unit
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
        now=now,
    )


@on(ImprovementLate)
def propose_for_late_improvement(event: ImprovementLate, *, now: datetime) -> None:
    """A department does not carry out its improvement plan (conduct/3.2.5(2))."""
    units = Unit.objects.select_related("parent", "company")
    propose_case(
        "improvement_late",
        about=units.get(pk=event.unit_id),
        title=f"改进计划 {event.number} 逾期未完成",
        text=f"改进计划 {event.number}“{event.title}”应于 {event.due_on} 前完成，逾期未完成。",
        happened_on=date.fromisoformat(event.due_on),
        source=Improvement.objects.get(pk=event.improvement_id),
        source_number=event.number,
        proofs={"rectification_record": event.number},
        now=now,
    )
