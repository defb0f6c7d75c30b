"""Questions on a clause have a limit: it is counted by a clock, told of and copied to the row
(framework/5.2.1.5)."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from heqi.clocks.actions import record_moment, start_timeline
from heqi.clocks.queries import governing_clock, timeline_of
from heqi.ledger.actors import SYSTEM
from heqi.notices.actions import notify, notify_holders
from heqi.people.models import Staff
from heqi.policies.actions import mark_due
from heqi.policies.deciding import NoSingleAnswer, ask
from heqi.policies.models import Import, PolicyQuery

ANSWER = "policies.answer"
PAGE = "/policies/queries/"
LABEL = 40


@transaction.atomic
def start_answering(query: PolicyQuery, *, now: datetime) -> None:
    """The clock begins when somebody asks; who answers is told."""
    _begin(query, now=now)
    tell_answerers(query, "compendium.asked", key=f"query:{query.pk}:asked", now=now)


@transaction.atomic
def start_doubts(source: Import, *, now: datetime) -> None:
    """What is doubtful in a document that was read is answered within the same limit; who answers
    is told once for all of it."""
    doubts = list(source.queries.filter(answered_at=None, due_at=None).select_related("unit"))
    for doubt in doubts:
        _begin(doubt, now=now)
    if doubts:
        due = timezone.localtime(doubts[0].due_at) if doubts[0].due_at else None
        notify_holders(
            ANSWER, source.unit, "compendium.doubts",
            context={"document": source.filename, "count": len(doubts), "due": due},
            about=source, url=PAGE, key=f"import:{source.pk}:asked", by=SYSTEM, now=now,
        )  # fmt: skip


def _begin(query: PolicyQuery, *, now: datetime) -> None:
    """A policy without a limit of its own leaves the question without one."""
    on = timezone.localdate(query.raised_at)
    try:
        decision = ask("policies.queries", {}, on=on, company_id=query.unit.company_id)
    except NoSingleAnswer:
        decision = None
    timeline = start_timeline(
        query, unit=query.unit, decision=decision, facts={}, label=query.text_zh[:LABEL],
        by=SYSTEM, now=query.raised_at,
    )  # fmt: skip
    record_moment(timeline, "asked", at=query.raised_at, by=SYSTEM, now=now)
    clock = governing_clock(timeline)
    mark_due(query, due_at=clock.due_at if clock else None, clause=clock.clause if clock else "")
    query.refresh_from_db()


@transaction.atomic
def stop_answering(query: PolicyQuery, *, now: datetime) -> None:
    """The clock ends with the answer; who asked is told."""
    timeline = timeline_of(query)
    if timeline is not None:
        record_moment(timeline, "answered", at=query.answered_at, by=SYSTEM, now=now)
    asker = Staff.objects.filter(pk=query.raised_by_id or 0).first()
    if asker is not None:
        context = {"text": query.text_zh, "answer": query.answer}
        notify(
            asker, "compendium.query_answered", context=context, about=query, url=PAGE,
            key=f"query:{query.pk}:answered", by=SYSTEM, now=now,
        )  # fmt: skip


def tell_answerers(query: PolicyQuery, code: str, *, key: str, now: datetime) -> None:
    """Those who answer questions of a company, once for each cause."""
    due = timezone.localtime(query.due_at) if query.due_at else None
    notify_holders(
        ANSWER,
        query.unit,
        code,
        context={"text": query.text_zh, "by": query.raised_by or f"《{query.source}》", "due": due},
        about=query,
        url=PAGE,
        key=key,
        by=SYSTEM,
        now=now,
    )
