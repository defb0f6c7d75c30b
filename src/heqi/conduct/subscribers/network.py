"""Opinions of the social supervisors about somebody."""

from datetime import datetime

from django.utils import timezone

from heqi.conduct.actions.appealing import withdraw_ground
from heqi.conduct.actions.raising import propose_case
from heqi.conduct.facts import ground_of_clause
from heqi.conduct.queries import raised_by, staff_of
from heqi.conduct.states import Side, Status
from heqi.ledger.events import on
from heqi.supervision.events import OpinionFoundValid, OpinionPraised, OpinionRejudged
from heqi.supervision.models import Opinion

OPINION = "supervision.opinion"


@on(OpinionFoundValid)
def propose_for_opinion(event: OpinionFoundValid, *, now: datetime) -> None:
    """A supervisor's valid finding about somebody (supervision/use): a case under the clause that
    the judge named; where he named none, the office does."""
    if event.staff_id is None:
        return
    staff = staff_of(event.staff_id)
    raised = [case.staff_id for case in raised_by(OPINION, event.opinion_id)]
    if staff.pk in raised:
        return
    row = Opinion.objects.get(pk=event.opinion_id)
    propose_case(
        "supervisor_finding",
        about=staff,
        title=f"监督员意见 {event.number} 属实：{event.title}",
        text=row.text,
        happened_on=row.seen_on or timezone.localdate(row.received_at),
        source=row,
        source_number=event.number,
        proofs={"service_record": event.number},
        ground=ground_of_clause(event.ground),
        now=now,
    )


@on(OpinionPraised)
def propose_for_praise_of_supervisor(event: OpinionPraised, *, now: datetime) -> None:
    """A supervisor praised somebody in writing (conduct/3.1.1(1))."""
    if event.staff_id is None:
        return
    staff = staff_of(event.staff_id)
    row = Opinion.objects.get(pk=event.opinion_id)
    propose_case(
        "supervisor_praise",
        about=staff,
        title=f"监督员表扬 {event.number}：{event.title}",
        text=row.text,
        happened_on=row.seen_on or timezone.localdate(row.received_at),
        source=row,
        source_number=event.number,
        proofs={"customer_praise": event.number},
        now=now,
    )


@on(OpinionRejudged)
def end_case_of_rejudged_opinion(event: OpinionRejudged, *, now: datetime) -> None:
    """A supervisor's opinion was judged otherwise than before."""
    side = {"valid": Side.PENALTY, "praise": Side.REWARD}.get(event.verdict)
    for case in raised_by(OPINION, event.opinion_id, sides=tuple(Side)):
        proposed = case.status == Status.PROPOSED and side == Side.PENALTY
        other = proposed and case.ground != ground_of_clause(event.ground)
        if case.side != side or case.staff_id != event.staff_id or other:
            reason = f"监督员意见 {event.number} 的认定已变更"
            withdraw_ground(case, reason=reason, now=now)
