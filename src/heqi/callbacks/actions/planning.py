"""A customer is to be called: from a draw, or by hand."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.callbacks.access import PLAN
from heqi.callbacks.events import CallbackPlanned
from heqi.callbacks.facts import attempt_rules, limit_from
from heqi.callbacks.models import CallbackTask, Draw
from heqi.callbacks.states import Round
from heqi.callbacks.works import source_of
from heqi.clocks.actions import copy_clock, record_moment, start_timeline
from heqi.clocks.queries import governing_clock
from heqi.ledger.actors import SYSTEM, Actor
from heqi.ledger.audit import audit
from heqi.ledger.events import announce
from heqi.ledger.numbers import next_number
from heqi.people.access import require

PREFIX = "HF"


def plan_drawn(draw: Draw, *, now: datetime) -> CallbackTask:
    """Plan the callback of drawn work. Called within the transaction of the draw."""
    return _plan(draw, draw.because_zh, from_draw=True, by=SYSTEM, now=now)


@transaction.atomic
def plan_callback(draw: Draw, *, reason: str, by: Actor, now: datetime) -> CallbackTask:
    """Plan a callback by hand, with the reason, whatever the draw says of finished work."""
    require(by, PLAN, draw.company)
    if not reason.strip():
        raise ValidationError({"reason": _("Give the reason.")})
    if CallbackTask.objects.filter(subject=draw.subject, round=Round.FIRST).exists():
        raise ValidationError(_("A callback about this matter is planned already."))
    return _plan(draw, reason.strip(), from_draw=False, by=by, now=now)


def plan_again(
    draw: Draw, *, reason: str, since: datetime | None = None, now: datetime
) -> CallbackTask:
    """A matter that was called about is to be called about anew. Within a transaction.

    The limit counts from ``since``, by default from the end of the matter.
    """
    return _plan(draw, reason, from_draw=False, which=Round.SECOND, since=since, by=SYSTEM, now=now)


def _plan(
    draw: Draw,
    reason: str,
    *,
    from_draw: bool,
    which: str = Round.FIRST,
    since: datetime | None = None,
    by: Actor,
    now: datetime,
) -> CallbackTask:
    source, pk = source_of(draw.subject)
    matter = source.matter(pk)
    finished = matter.completed_at or draw.finished_at
    expires = limit_from(
        attempt_rules(now=now, company_id=draw.company_id).answer, "expires", draw.company, now
    )
    try:
        with transaction.atomic():
            task: CallbackTask = CallbackTask.objects.create(
                number=next_number(PREFIX, timezone.localdate(now)),
                company=draw.company,
                unit=draw.company,
                business=draw.business,
                round=which,
                subject=draw.subject,
                label=draw.label,
                about=matter.about[:240],
                tier=draw.tier,
                contact_name=matter.contact_name[:60],
                contact_phone=matter.contact_phone,
                address=matter.address[:240],
                service_point=matter.service_point,
                team=matter.team,
                worker=matter.worker,
                finished_at=finished,
                order=matter.order,
                request=matter.request,
                party=matter.party,
                draw=draw if from_draw else None,
                decision=draw.decision,
                reason=reason[:200],
                handlers=sorted(one for one in matter.handlers if one),
                queue_at=now,
                planned_at=now,
                expires_at=expires,
            )
    except IntegrityError:  # planned meanwhile
        return CallbackTask.objects.get(subject=draw.subject, round=Round.FIRST)
    timeline = start_timeline(
        task,
        unit=task.unit,
        decision=draw.decision,
        facts=dict(draw.decision.facts),
        label=task.number,
        by=by,
        now=now,
    )
    record_moment(timeline, "completed", at=since or finished, by=by, now=now)
    copy_due(task, timeline)
    source.planned(matter, now)
    audit(
        task,
        "callbacks.plan",
        by=by,
        now=now,
        changes={"matter": draw.label},
        reason=reason,
        decision=draw.decision_id,
    )
    announce(
        CallbackPlanned(
            task_id=task.pk,
            number=task.number,
            subject=task.subject,
            order_id=task.order_id,
            company_id=task.company_id,
        ),
        now=now,
    )
    return task


def copy_due(task: CallbackTask, timeline: Any) -> None:
    """Copy the governing clock to the row, for the list."""
    clock = governing_clock(timeline)
    if clock is None:
        return
    copy_clock(task, clock, queue_at=clock.due_at)
