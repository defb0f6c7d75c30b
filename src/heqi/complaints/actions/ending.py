"""How a complaint ends: closed with its elements, ended after offers, withdrawn, no complaint."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, Min
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.complaints.access import CLOSE, HANDLE, LEAD
from heqi.complaints.actions.answering import climb, require_handler
from heqi.complaints.actions.assigning import check_people, put_investigator
from heqi.complaints.actions.calling import confirmers, drop_call, is_unreachable
from heqi.complaints.actions.plans import end_plan_if_done
from heqi.complaints.actions.telling import acting, needed, refuse_concerned, tell
from heqi.complaints.actions.timing import copy_due, record
from heqi.complaints.events import (
    ComplaintClosed,
    ComplaintEscalated,
    ComplaintReopened,
)
from heqi.complaints.facts import CLOSING, look
from heqi.complaints.models import Complaint
from heqi.complaints.posts import is_among, names_of
from heqi.complaints.states import FLOW, Verdict
from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.ledger.events import announce
from heqi.ledger.states import IllegalMove, move
from heqi.people.access import refuse, require
from heqi.people.models import Staff
from heqi.policies.deciding import ask
from heqi.service.actions import (
    close_request,
    reopen_request,
    solve_request,
)
from heqi.service.states import OPEN_STATES as OPEN_REQUESTS


def missing_elements(
    complaint: Complaint, *, result: str = "", corrective_action: str = "", now: datetime
) -> list[str]:
    """What still stands in the way of closing, in words; empty where nothing does."""
    answer = look(CLOSING, {}, now=now, company_id=complaint.company_id)
    least = int(answer["satisfied_at_least"])
    called = _called(complaint)
    score = called["satisfaction"] or 0
    checks = [
        (bool(result or complaint.result), _("the result")),
        (bool(complaint.handler_name), _("the handler")),
        (complaint.finished_at is not None, _("the reply to the customer")),
        (complaint.verdict != Verdict.OPEN, _("the verdict")),
        (bool(complaint.responsibility), _("the responsibility")),
        (bool(corrective_action or complaint.corrective_action), _("the corrective action")),
        (
            # Of a group every household is called, and ends as its own callback says.
            called["called_at"] is not None and (complaint.is_group or score >= least),
            _("a callback with a score of {n} or more").format(n=least),
        ),
        (
            not complaint.is_group or not complaint.children.filter(is_open=True).exists(),
            _("the cases of every household of the group"),
        ),
    ]
    return [words for there, words in checks if not there]


@transaction.atomic
def close_complaint(
    complaint: Complaint, *, result: str, corrective_action: str, by: Actor, now: datetime
) -> None:
    """Nothing is left to do: every element of closing is there."""
    require(by, CLOSE, complaint)
    refuse_concerned(complaint, by)
    texts = needed(result=result, corrective_action=corrective_action)
    missing = missing_elements(complaint, **texts, now=now)
    if missing:
        raise ValidationError(_("Not closed yet. Missing: {what}.").format(what="、".join(missing)))
    move(
        complaint,
        FLOW,
        "close",
        code="complaints.close",
        by=by,
        now=now,
        result=texts["result"],
        corrective_action=texts["corrective_action"],
        **_called(complaint),
        is_open=False,
        closed_at=now,
    )
    _ended(complaint, texts["result"], ended=False, by=by, now=now)


def _called(complaint: Complaint) -> dict[str, Any]:
    """When the customer was called and what he gave; of a group the last call and the lowest score
    of its households."""
    if not complaint.is_group:
        return {"called_at": complaint.called_at, "satisfaction": complaint.satisfaction}
    rows = complaint.children.filter(called_at__isnull=False)
    found: dict[str, Any] = rows.aggregate(called=Max("called_at"), least=Min("satisfaction"))
    return {"called_at": found["called"], "satisfaction": found["least"]}


@transaction.atomic
def end_service(complaint: Complaint, *, reason: str, by: Actor, now: datetime) -> None:
    """The service ends without agreement: after the policy's number of documented offers, or when
    the customer could not be reached; approved by the post that the policy names for either
    (complaint/process, callback/timing)."""
    require(by, LEAD, complaint)
    refuse_concerned(complaint, by)
    reason = needed(reason=reason)["reason"]
    answer = (
        ask(CLOSING, {}, on=timezone.localdate(now), company_id=complaint.company_id).answer or {}
    )
    offers = complaint.solutions.filter(accepted=False).count()
    wanted = int(answer["offers_before_end"])
    enough = offers >= wanted
    posts = (
        [str(post) for post in answer["end_approved_by"]]
        if enough or not is_unreachable(complaint, now=now)
        else confirmers(company_id=complaint.company_id, now=now)
    )
    if not is_among(by, posts, complaint.unit, on=timezone.localdate(now)):
        raise refuse(_("The end of service is approved by: {posts}.").format(posts=names_of(posts)))
    if not enough and not is_unreachable(complaint, now=now):
        raise ValidationError(
            _(
                "The service ends only after {n} documented offers that the customer declined; "
                "there are {m}."
            ).format(n=wanted, m=offers)
        )
    if complaint.verdict == Verdict.OPEN:
        raise ValidationError(_("First record the verdict."))
    move(
        complaint,
        FLOW,
        "end_service",
        code="complaints.end_service",
        by=by,
        now=now,
        reason=reason,
        is_open=False,
        closed_at=now,
        finished_at=complaint.finished_at or now,
        close_reason=reason[:500],
        result=complaint.result or reason,
    )
    _ended(complaint, reason, ended=True, by=by, now=now)


def _ended(complaint: Complaint, result: str, *, ended: bool, by: Actor, now: datetime) -> None:
    record(complaint, "closed", by=by, now=now)
    drop_call(complaint, reason=result, by=by, now=now)
    request = complaint.request
    if request.status in OPEN_REQUESTS:
        solve_request(request, answer=result, by=acting(by), now=now)
    if request.status == "solved":
        close_request(request, by=acting(by), now=now)
    copy_due(complaint)
    end_plan_if_done(complaint, by=by, now=now)
    announce(
        ComplaintClosed(
            complaint_id=complaint.pk,
            number=complaint.number,
            ended=ended,
            valid=bool(complaint.valid),
            unit_id=complaint.unit_id,
            company_id=complaint.company_id,
        ),
        now=now,
    )


@transaction.atomic
def reopen_complaint(
    complaint: Complaint,
    *,
    reason: str,
    handler: Staff,
    investigator: Staff,
    by: Actor,
    now: datetime,
) -> None:
    """It was not settled after all: a new round with its own investigation and limits."""
    require(by, CLOSE, complaint)
    refuse_concerned(complaint, by)
    reason = needed(reason=reason)["reason"]
    errors = check_people(complaint, handler=handler, investigator=investigator, now=now)
    if errors:
        raise ValidationError(errors)
    take_up_again(
        complaint, reason=reason, handler=handler, investigator=investigator, by=by, now=now
    )


def take_up_again(
    complaint: Complaint,
    *,
    reason: str,
    handler: Staff,
    investigator: Staff,
    by: Actor,
    now: datetime,
) -> None:
    """A closed complaint goes on; what the first round came to stays in its history."""
    move(
        complaint,
        FLOW,
        "reopen",
        code="complaints.reopen",
        by=by,
        now=now,
        reason=reason,
        changes={"handler": [complaint.handler_name, handler.name]},
        is_open=True,
        closed_at=None,
        finished_at=None,
        called_at=None,
        called_by="",
        satisfaction=None,
        call_attempts=0,
        handler_id=handler.pk,
        handler_name=handler.name,
        reopened=complaint.reopened + 1,
    )
    complaint.handler = handler
    put_investigator(complaint, investigator, now=now)
    if complaint.request.status in ("solved", "closed"):
        reopen_request(complaint.request, reason=reason, by=acting(by), now=now)
    record(complaint, "reopened", reason=reason, by=by, now=now)
    record(complaint, "assigned", by=by, now=now)
    people = {staff.pk: staff for staff in (handler, investigator)}
    tell(
        complaint,
        people.values(),
        "complaints.assigned",
        key=f"reopened{complaint.reopened}",
        now=now,
        due=complaint.due_at,
    )
    announce(
        ComplaintReopened(
            complaint_id=complaint.pk, number=complaint.number, company_id=complaint.company_id
        ),
        now=now,
    )


@transaction.atomic
def escalate_complaint(
    complaint: Complaint, *, reason: str, by: Actor, now: datetime, beyond: bool = False
) -> None:
    """The customer escalates (升级投诉): a flag that is never taken back."""
    require_handler(complaint, by, HANDLE)
    reason = needed(reason=reason)["reason"]
    if not complaint.is_open:
        raise IllegalMove(_("This complaint is no longer open. Reload the page."))
    first = complaint.escalated_at is None
    if first:
        complaint.escalated_at = now
        Complaint.objects.filter(pk=complaint.pk, escalated_at__isnull=True).update(
            escalated_at=now
        )
    audit(complaint, "complaints.escalate", by=by, now=now, reason=reason)
    climb(complaint, now=now, beyond=beyond)
    if first:
        announce(
            ComplaintEscalated(
                complaint_id=complaint.pk,
                number=complaint.number,
                company_id=complaint.company_id,
            ),
            now=now,
        )
