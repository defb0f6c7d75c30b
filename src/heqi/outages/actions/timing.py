"""The clocks of an outage, and the copy of the governing one for the lists."""

from datetime import datetime

from heqi.clocks.actions import copy_clock, record_moment, redecide, start_timeline
from heqi.clocks.queries import governing_clock, timeline_of
from heqi.ledger.actors import Actor
from heqi.outages.facts import decide_outage, outage_facts
from heqi.outages.models import Outage


def start_clocks(outage: Outage, *, by: Actor, now: datetime) -> None:
    """Begin the outage's history with what the policies promise for its cause."""
    decision = decide_outage(
        outage.cause, outage.residential or 1, now=now, company_id=outage.company_id
    )
    Outage.objects.filter(pk=outage.pk).update(decision=decision)
    outage.decision = decision
    start_timeline(
        outage,
        unit=outage.unit,
        decision=decision,
        facts=outage_facts(outage.cause, outage.residential or 1),
        label=outage.number,
        by=by,
        now=now,
    )


def decide_anew(outage: Outage, *, by: Actor, now: datetime) -> None:
    """The customers changed: the decision follows, the clocks keep their history."""
    decision = decide_outage(
        outage.cause, outage.residential, now=now, company_id=outage.company_id
    )
    timeline = timeline_of(outage)
    if decision is None or decision.pk == outage.decision_id:
        return
    Outage.objects.filter(pk=outage.pk).update(decision=decision)
    outage.decision = decision
    if timeline is not None:
        facts = outage_facts(outage.cause, outage.residential)
        redecide(timeline, decision, facts=facts, by=by, now=now)


def record(
    outage: Outage, kind: str, *, at: datetime | None = None, by: Actor, now: datetime
) -> None:
    """Record a moment of the outage and copy what the list shows."""
    timeline = timeline_of(outage)
    if timeline is not None:
        record_moment(timeline, kind, at=at, by=by, now=now)
    copy_due(outage)


def copy_due(outage: Outage) -> None:
    """Open ones stand by what is due, else by their plan; over ones by their end."""
    timeline = timeline_of(outage)
    clock = governing_clock(timeline) if timeline and outage.is_open else None
    planned = outage.starts_at if outage.status in ("draft", "submitted", "approved") else None
    due = clock.due_at if clock else None
    copy_clock(
        outage,
        clock,
        queue_at=due or planned or outage.starts_at or outage.restored_at or outage.created_at,
    )
