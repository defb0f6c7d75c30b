"""Answering an opinion, solving it, and what the second callback says of the solution."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.callbacks.access import SOLVE
from heqi.callbacks.actions.opinions import copy_due, end_opinion, hand_to_complaints
from heqi.callbacks.facts import attempt_rules, limit_from
from heqi.callbacks.models import CallbackTask, Opinion
from heqi.callbacks.states import OPINION_FLOW, OpinionStatus, Result, Round
from heqi.clocks.actions import record_moment
from heqi.clocks.queries import timeline_of
from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit, who_did
from heqi.ledger.numbers import next_number
from heqi.ledger.states import move
from heqi.people.access import Refused, require
from heqi.policies.deciding import ask

HANDLING = tuple(f"callbacks.{step}_opinion" for step in ("contact", "answer", "solve"))
# Results of a callback that was made, though it brought no answer.
CALLED = (Result.UNREACHABLE, Result.WRONG_NUMBER, Result.REFUSED, Result.OTHER_PERSON)


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
    # Whoever spoke with the customer or answered him, not the last of them alone.
    staff = {*first.handlers, row.handler_id, *who_did(row, HANDLING)}
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
        expires_at=limit_from(
            attempt_rules(now=now, company_id=row.company_id).answer, "expires", row.company, now
        ),
    )
    audit(task, "callbacks.plan", by=by, now=now, changes={"opinion": row.number})
    return task


def end_unconfirmed(task: CallbackTask, why: str, *, by: Actor, now: datetime) -> None:
    """Nobody could be asked a second time: the solution stands, and the opinion ends with why.

    Nobody counts as satisfied by it (callback/timing: unreachable is left out of satisfaction).
    """
    row = task.follows
    if row is None or row.status != OpinionStatus.SOLVED:
        return
    timeline = timeline_of(row)
    if timeline is not None and why in CALLED:
        record_moment(timeline, "called", by=by, now=now)
    reasons: dict[str, str] = {
        Result.WRONG_NUMBER: _("The number for the second callback is not the customer's."),
        Result.REFUSED: _("The customer would not answer the second callback."),
        Result.OTHER_PERSON: _("Somebody else answered the second callback."),
        "unreachable": _("The customer could not be reached for the second callback."),
        "expired": _("The second callback was not made in time."),
    }
    end_opinion(
        row,
        "leave_unconfirmed",
        "callbacks.leave_unconfirmed",
        by=by,
        now=now,
        reason=reasons.get(why, _("The second callback was dropped.")),
    )


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
        end_opinion(row, "confirm", "callbacks.confirm_opinion", by=by, now=now)
        return False
    facts = {"opinion": opens, "sensitive": bool(row.sensitive), "round": Round.SECOND}
    decision = ask(
        "callbacks.opinion", facts, on=timezone.localdate(now), company_id=task.company_id
    )
    if "complaint" in ((decision.answer or {}).get("becomes") or []):
        hand_to_complaints(row, by=by, now=now)
        return True
    end_opinion(row, "hand_over", "callbacks.follow_anew", by=by, now=now)
    return False
