"""What a customer's opinion goes through, from the call that brought it to its confirmation."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.callbacks.access import ROUTE, SOLVE
from heqi.callbacks.catalogue import opinion_label, sensitive_subjects
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
from heqi.people.access import Refused, require
from heqi.people.models import Staff, Unit
from heqi.people.queries import department_of
from heqi.policies.deciding import ask
from heqi.service.actions import open_request
from heqi.service.models import Channel, ServiceRequest

PREFIX = "YJ"
# Who a post of the policy is in this company.
STAFFED = {"supervision_lead": "head_service_office"}


def open_opinion(
    task: CallbackTask, *, kind: str, text: str, sensitive: str = "", by: Actor, now: datetime
) -> Opinion:
    """Keep what a customer said as an opinion with the limits of the policy (callback/opinion).

    A hazard becomes an emergency order at once; a complaint is handed to complaints, praise to the
    rewards; the rest waits to be routed. Called within the transaction of the callback's result.
    """
    if sensitive and sensitive not in {row.code for row in sensitive_subjects()}:
        raise ValidationError({"sensitive": _("Choose the sensitive subject from the list.")})
    facts = {"opinion": kind, "sensitive": bool(sensitive), "round": _round(task)}
    decision = ask("callbacks.opinion", facts, on=timezone.localdate(now))
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
        _tell(row, STAFFED.get(post, post), "callbacks.sensitive", now=now)
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
    elif "reward" in becomes:
        _end(row, "settle", "callbacks.settle_opinion", by=by, now=now)
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
    _end(row, "hand_over", "callbacks.hazard", by=SYSTEM, now=now, request=request)


def hand_to_complaints(row: Opinion, *, by: Actor, now: datetime) -> None:
    """The matter is a complaint from here on: a request of that kind, which opens its case."""
    request = _open_request(row, "complaint", row.text, now=now)
    _end(row, "hand_over", "callbacks.to_complaint", by=by, now=now, request=request)
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


@transaction.atomic
def contact_customer(row: Opinion, *, note: str, by: Actor, now: datetime) -> Opinion:
    """The department has spoken with the customer; it says what was said."""
    return _step(row, "contact", "contacted", note, {}, by=by, now=now)


@transaction.atomic
def answer_opinion(row: Opinion, *, note: str, by: Actor, now: datetime) -> Opinion:
    """What the customer was answered."""
    return _step(row, "answer", "answered", note, {"answer": note.strip()}, by=by, now=now)


@transaction.atomic
def solve_opinion(row: Opinion, *, note: str, by: Actor, now: datetime) -> Opinion:
    """How it was solved; the customer is called a second time to confirm it (callback/opinion)."""
    values = {"solution": note.strip()}
    if not row.answer:
        values["answer"] = note.strip()
    _step(row, "solve", "solved", note, values, by=by, now=now)
    _plan_second(row, by=by, now=now)
    return row


def _step(
    row: Opinion,
    name: str,
    moment: str,
    note: str,
    values: dict[str, Any],
    *,
    by: Actor,
    now: datetime,
) -> Opinion:
    require(by, SOLVE, row)
    if by.kind == "staff" and by.id in row.task.handlers and row.sensitive:
        raise Refused(_("Nobody answers for a sensitive subject of his own work."), SOLVE)
    if not note.strip():
        raise ValidationError({"note": _("Say what was said or done.")})
    move(
        row,
        OPINION_FLOW,
        name,
        code=f"callbacks.{name}_opinion",
        by=by,
        now=now,
        reason=note.strip(),
        handler_id=by.id if by.kind == "staff" else None,
        **values,
    )
    timeline = timeline_of(row)
    if timeline is not None:
        if moment == "solved":
            # Who solves it has spoken with the customer and answered him at the latest by then.
            for before in ("contacted", "answered"):
                if not timeline.moments.filter(kind=before).exists():
                    record_moment(timeline, before, by=by, now=now)
        record_moment(timeline, moment, by=by, now=now)
    copy_due(row)
    return row


def _plan_second(row: Opinion, *, by: Actor, now: datetime) -> CallbackTask:
    first = row.task
    staff = {*first.handlers, row.handler_id}
    task: CallbackTask = CallbackTask.objects.create(
        number=next_number("HF", timezone.localdate(now)),
        company=row.company,
        unit=row.company,
        business=first.business,
        round=Round.SECOND,
        subject=first.subject,
        label=first.label,
        about=first.about,
        tier=first.tier,
        contact_name=first.contact_name,
        contact_phone=first.contact_phone,
        address=first.address,
        service_point=first.service_point,
        team=first.team,
        worker=first.worker,
        finished_at=first.finished_at,
        order=first.order,
        request=first.request,
        party=row.party,
        decision=first.decision,
        reason=_("Confirm the solution of {number}").format(number=row.number),
        handlers=sorted(one for one in staff if one),
        follows=row,
        queue_at=row.due_at or now,
        planned_at=now,
        due_at=row.due_at,
        due_title_zh=row.due_title_zh,
        due_title_en=row.due_title_en,
        due_clause=row.due_clause,
        due_mark=row.due_mark,
    )
    audit(task, "callbacks.plan", by=by, now=now, changes={"opinion": row.number})
    return task


def confirm_from(task: CallbackTask, *, opens: str, by: Actor, now: datetime) -> bool:
    """What the second callback says of the opinion: confirmed, or it goes on.

    ``opens`` is the class of opinion that its score opens. What the policy makes a complaint is one
    from here on (true); anything else that is opened is an opinion of its own, which takes this
    one over.
    """
    row = task.follows
    if row is None or row.status != OpinionStatus.SOLVED:
        return False
    timeline = timeline_of(row)
    if timeline is not None:
        record_moment(timeline, "called", by=by, now=now)
    if not opens:
        _end(row, "confirm", "callbacks.confirm_opinion", by=by, now=now)
        return False
    facts = {"opinion": opens, "sensitive": bool(row.sensitive), "round": Round.SECOND}
    decision = ask("callbacks.opinion", facts, on=timezone.localdate(now))
    if "complaint" in ((decision.answer or {}).get("becomes") or []):
        hand_to_complaints(row, by=by, now=now)
        return True
    _end(row, "hand_over", "callbacks.follow_anew", by=by, now=now)
    return False


def _end(row: Opinion, name: str, code: str, *, by: Actor, now: datetime, **values: Any) -> None:
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
        record_moment(timeline, "cancelled" if name != "confirm" else "closed", by=by, now=now)
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
    notify_post(
        post,
        row.company,
        code,
        context=_told(row),
        about=row,
        url=f"/callbacks/opinions/{row.pk}/",
        key=f"opinion:{row.pk}:{code}",
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
