"""What a customer's opinion goes through, from the call that brought it to its confirmation."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.callbacks.access import ROUTE
from heqi.callbacks.catalogue import opinion_label, sensitive_subjects, staffed
from heqi.callbacks.events import OpinionEnded, OpinionGiven, OpinionUnresolved
from heqi.callbacks.models import CallbackTask, Opinion
from heqi.callbacks.states import OPINION_FLOW, OpinionStatus, Round
from heqi.clocks.actions import copy_clock, move_timeline, record_moment, start_timeline
from heqi.clocks.queries import governing_clock, timeline_of
from heqi.ledger.actors import SYSTEM, Actor
from heqi.ledger.audit import audit
from heqi.ledger.events import announce
from heqi.ledger.numbers import next_number
from heqi.ledger.states import move
from heqi.notices.actions import notify, notify_post
from heqi.people.access import require
from heqi.people.models import Staff, Unit
from heqi.people.queries import department_of, holders_nearby
from heqi.policies.deciding import ask
from heqi.service.actions import open_request
from heqi.service.models import Channel, ServiceRequest

PREFIX = "YJ"


def open_opinion(
    task: CallbackTask, *, kind: str, text: str, sensitive: str = "", by: Actor, now: datetime
) -> Opinion:
    """Keep what a customer said as an opinion with the limits of the policy (callback/opinion).

    A hazard becomes an emergency order at once; a complaint is handed to complaints, praise of
    whoever did the work to the rewards; the rest waits to be routed. Called within the transaction
    of the callback's result.
    """
    if sensitive and sensitive not in {row.code for row in sensitive_subjects()}:
        raise ValidationError({"sensitive": _("Choose the sensitive subject from the list.")})
    facts = {"opinion": kind, "sensitive": bool(sensitive), "round": _round(task)}
    decision = ask(
        "callbacks.opinion", facts, on=timezone.localdate(now), company_id=task.company_id
    )
    answer: dict[str, Any] = dict(decision.answer or {})
    row: Opinion = Opinion.objects.create(
        number=next_number(PREFIX, timezone.localdate(now)),
        company=task.company,
        unit=task.company,
        task=task,
        party=task.party,
        kind=kind,
        text=text,
        sensitive=sensitive,
        status=OpinionStatus.RECORDED,
        decision=decision,
        queue_at=now,
        recorded_at=now,
        recorded_by=by.name,
    )
    timeline = start_timeline(
        row, unit=row.unit, decision=decision, facts=facts, label=row.number, by=by, now=now
    )
    record_moment(timeline, "recorded", by=by, now=now)
    copy_due(row)
    audit(
        row,
        "callbacks.open_opinion",
        by=by,
        now=now,
        changes={"kind": kind, "sensitive": sensitive, "callback": task.number},
        decision=decision.pk,
    )
    for post in answer.get("also_to") or []:
        _tell(row, post, "callbacks.sensitive", now=now)
    becomes = answer.get("becomes") or []
    if "emergency_order" in becomes:
        _make_emergency(row, now=now)
    announce(
        OpinionGiven(
            task_id=task.pk,
            order_id=task.order_id,
            request_id=task.request_id,
            opinion=kind,
            text=text,
            company_id=task.company_id,
        ),
        now=now,
    )
    if "complaint" in becomes:
        hand_to_complaints(row, by=SYSTEM, now=now)
    elif "reward" in becomes and task.worker_id:
        end_opinion(row, "settle", "callbacks.settle_opinion", by=by, now=now)
    return row


def _round(task: CallbackTask) -> str:
    """Which callback it is for the policy: what the national centre hears, is heard first."""
    return Round.SECOND if task.round == Round.SECOND else Round.FIRST


def _make_emergency(row: Opinion, *, now: datetime) -> None:
    """The hazard is an emergency order at once; the caller need not have the right to open one."""
    request = _open_request(row, "emergency", row.text, now=now)
    timeline = timeline_of(row)
    if timeline is not None:
        record_moment(timeline, "routed", by=SYSTEM, now=now)
    end_opinion(row, "hand_over", "callbacks.hazard", by=SYSTEM, now=now, request=request)


def hand_to_complaints(row: Opinion, *, by: Actor, now: datetime) -> None:
    """The matter is a complaint from here on: a request of that kind, which opens its case."""
    request = _open_request(row, "complaint", row.text, now=now)
    end_opinion(row, "hand_over", "callbacks.to_complaint", by=by, now=now, request=request)
    announce(
        OpinionUnresolved(
            opinion_id=row.pk,
            number=row.number,
            task_id=row.task_id,
            order_id=row.task.order_id,
            request_id=request.pk,
            text=row.text,
            company_id=row.company_id,
        ),
        now=now,
    )


def _open_request(row: Opinion, kind: str, text: str, *, now: datetime) -> ServiceRequest:
    """What the customer said as a request; the caller need not have the right to open one."""
    task = row.task
    return open_request(
        kind=kind,
        company=row.company,
        address=task.address,
        contact_phone=task.contact_phone,
        contact_name=task.contact_name,
        description=text,
        party=row.party,
        service_point=task.service_point,
        source=Channel.CALLBACK,
        idempotency_key=f"opinion-{row.pk}",
        by=SYSTEM,
        now=now,
    )


@transaction.atomic
def route_opinion(
    row: Opinion, *, unit: Unit, reason: str = "", by: Actor, now: datetime
) -> Opinion:
    """Give an opinion to the department that answers it; again with a reason.

    A sensitive subject never goes to the department that did the work (callback/opinion).
    """
    require(by, ROUTE, row.company)
    again = row.status != OpinionStatus.RECORDED
    if unit.company_id != row.company_id or unit.kind not in ("department", "team"):
        raise ValidationError({"unit": _("Choose a department of this company.")})
    worked = department_of(row.task.team) if row.task.team else None
    if worked and row.sensitive and department_of(unit) == worked:
        raise ValidationError(
            {
                "unit": _(
                    "A sensitive subject goes past the department that did the work: {unit}."
                ).format(unit=worked.name)
            }
        )
    if again and not reason.strip():
        raise ValidationError({"reason": _("Give the reason for routing it anew.")})
    move(
        row,
        OPINION_FLOW,
        "route",
        code="callbacks.route",
        by=by,
        now=now,
        changes={"unit": unit.name},
        reason=reason.strip(),
        unit_id=unit.pk,
        handler_id=None,
    )
    row.unit = unit
    timeline = timeline_of(row)
    if timeline is not None:
        move_timeline(timeline, unit=unit)
        if not again:
            record_moment(timeline, "routed", by=by, now=now)
    copy_due(row)
    _tell_unit(row, now=now)
    return row


def end_opinion(
    row: Opinion, name: str, code: str, *, by: Actor, now: datetime, **values: Any
) -> None:
    """An opinion comes to its end, by a move of its flow."""
    move(
        row,
        OPINION_FLOW,
        name,
        code=code,
        by=by,
        now=now,
        is_open=False,
        ended_at=now,
        **values,
    )
    timeline = timeline_of(row)
    if timeline is not None:
        # What was never done is missed at the closing; what another app takes over is owed no more.
        moment = "closed" if name in ("confirm", "leave_unconfirmed") else "cancelled"
        record_moment(timeline, moment, by=by, now=now)
    announce(
        OpinionEnded(
            opinion_id=row.pk,
            number=row.number,
            kind=row.kind,
            outcome=row.status,
            text=row.text,
            order_id=row.task.order_id,
            company_id=row.company_id,
        ),
        now=now,
    )


def copy_due(row: Opinion) -> None:
    """Copy the governing clock to the row, for the list."""
    timeline = timeline_of(row)
    clock = governing_clock(timeline) if timeline is not None else None
    copy_clock(
        row,
        clock,
        queue_at=(clock.due_at if clock else None) or row.recorded_at,
    )


def _tell(row: Opinion, post: str, code: str, *, now: datetime) -> None:
    """Tell who holds a post of the policy; never who handled the matter himself."""
    day, names = timezone.localdate(now), staffed(post)
    for name in names:
        people = holders_nearby(name, row.company, on=day)
        free = [one for one in people if one.pk not in row.task.handlers]
        if free or name == names[-1]:
            _tell_holders(row, name, free, code, now=now)
            return


def _tell_holders(
    row: Opinion, post: str, holders: Sequence[Staff], code: str, *, now: datetime
) -> None:
    notify_post(
        post,
        row.company,
        code,
        context=_told(row),
        about=row,
        url=f"/callbacks/opinions/{row.pk}/",
        key=f"opinion:{row.pk}:{code}",
        holders=holders,
        by=SYSTEM,
        now=now,
    )


def _tell_unit(row: Opinion, *, now: datetime) -> None:

    head = (
        Staff.objects.filter(
            unit=department_of(row.unit), post__code__startswith="head_", left_on__isnull=True
        )
        .order_by("number")
        .first()
    )
    if head is not None:
        notify(
            head,
            "callbacks.routed",
            context=_told(row),
            about=row,
            url=f"/callbacks/opinions/{row.pk}/",
            key=f"opinion:{row.pk}:routed:{row.unit_id}",
            by=SYSTEM,
            now=now,
        )


def _told(row: Opinion) -> dict[str, Any]:
    return {"number": row.number, "kind": opinion_label(row.kind), "due": row.due_at}
