"""Feeding back: every opinion ends with its supervisor being told what became of it."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.evidence.actions import freeze
from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.ledger.events import announce
from heqi.ledger.states import StaleState, move
from heqi.notices.actions import notify_holders
from heqi.people.access import refuse, require
from heqi.rectifications.queries import of_source
from heqi.rectifications.states import Status as RectificationStatus
from heqi.supervision.access import HANDLE
from heqi.supervision.actions.links import tell_member
from heqi.supervision.actions.members import was_active
from heqi.supervision.actions.timing import record
from heqi.supervision.catalogue import codes
from heqi.supervision.doors import member, opens
from heqi.supervision.events import OpinionClosed
from heqi.supervision.facts import terms_on
from heqi.supervision.models import Link, Opinion
from heqi.supervision.states import OPINION_FLOW, OpinionStatus, Outcome

LINK = "link"


@transaction.atomic
def feed_back(
    opinion: Opinion,
    *,
    result: str,
    told_by: str,
    satisfied: bool | None = None,
    reply: str = "",
    by: Actor,
    now: datetime,
) -> None:
    """Tell the supervisor the result and close the opinion.

    Where he is not satisfied it is handled once more, as often as the policy says; then it closes
    with what he said. By the link he is told in a message and answers on his page.
    """
    require(by, HANDLE, opinion)
    wrong: dict[str, str] = {}
    if not result.strip():
        wrong["result"] = _("Please fill this in.")
    if told_by not in codes("channels"):
        wrong["told_by"] = _("Say how he was told.")
    if opinion.outcome == Outcome.RECTIFY and not _rectified(opinion):
        wrong["result"] = _("The notice of rectification was withdrawn; judge the opinion anew.")
    if wrong:
        raise ValidationError(wrong)
    values: dict[str, Any] = {
        "result": result.strip()[:2000],
        "told_by": told_by,
        "satisfied": satisfied,
        "reply": reply.strip()[:500],
    }
    if satisfied is False and _may_return(opinion, now):
        _again(opinion, values, reason=reply.strip(), by=by, now=now)
        return
    move(
        opinion,
        OPINION_FLOW,
        "close",
        code="supervision.close",
        by=by,
        now=now,
        changes={"told_by": told_by, "satisfied": satisfied},
        is_open=False,
        closed_at=now,
        **values,
    )
    record(opinion, "closed", by=by, now=now)
    freeze(opinion, by=by, now=now)
    if told_by == LINK:
        tell_member(
            opinion.supervisor,
            "supervision.result",
            {"number": opinion.number, "title": opinion.title, "result": opinion.result[:200]},
            key=f"opinion{opinion.pk}:result:{opinion.returns}",
            by=by,
            now=now,
        )
    announce(
        OpinionClosed(
            opinion_id=opinion.pk,
            number=opinion.number,
            satisfied=satisfied,
            unit_id=opinion.unit_id,
            company_id=opinion.company_id,
        ),
        now=now,
    )


@transaction.atomic
def reply_to_result(
    link: Link, opinion: Opinion, *, satisfied: bool, reply: str = "", now: datetime
) -> None:
    """The supervisor says by his link whether the result does; it is said once."""
    if not opens(link, on=timezone.localdate(now)) or opinion.supervisor_id != link.supervisor_id:
        raise refuse(_("This link is closed. Please ask the service management office."))
    by = member(link.supervisor)
    if not satisfied and not reply.strip():
        raise ValidationError({"reply": _("Say what is still missing.")})
    rows = Opinion.objects.filter(
        pk=opinion.pk, status=OpinionStatus.CLOSED, satisfied__isnull=True
    )
    if not rows.update(satisfied=satisfied, reply=reply.strip()[:500]):
        raise StaleState(_("You have said so already."))
    opinion.satisfied, opinion.reply = satisfied, reply.strip()[:500]
    audit(opinion, "supervision.reply", by=by, now=now, changes={"satisfied": satisfied})
    was_active(link.supervisor, timezone.localdate(now))
    Link.objects.filter(pk=link.pk).update(used_at=now)
    if satisfied:
        return
    _tell_office(opinion, by=by, now=now)
    if _may_return(opinion, now):
        _again(opinion, {}, reason=opinion.reply, by=by, now=now)


def _again(
    opinion: Opinion, values: dict[str, Any], *, reason: str, by: Actor, now: datetime
) -> None:
    """Not satisfied: the department answers anew, and both limits run again."""
    again = {
        **values,
        "satisfied": None,
        "verdict": "",
        "outcome": "",
        "is_open": True,
        "closed_at": None,
        "returns": opinion.returns + 1,
    }
    move(
        opinion,
        OPINION_FLOW,
        "reopen",
        code="supervision.reopen",
        by=by,
        now=now,
        reason=reason[:300],
        **again,
    )
    record(opinion, "reopened", reason=reason, by=by, now=now)


def _may_return(opinion: Opinion, now: datetime) -> bool:
    return (
        opinion.returns < terms_on(on=timezone.localdate(now), company_id=opinion.company_id).again
    )


def _rectified(opinion: Opinion) -> bool:
    return any(row.status != RectificationStatus.WITHDRAWN for row in of_source(opinion))


def _tell_office(opinion: Opinion, *, by: Actor, now: datetime) -> None:
    notify_holders(
        HANDLE,
        opinion.company,
        "supervision.unsatisfied",
        context={"number": opinion.number, "title": opinion.title, "reply": opinion.reply},
        about=opinion,
        whose=opinion.unit,
        url=f"/network/opinions/{opinion.pk}/",
        key=f"opinion{opinion.pk}:unsatisfied:{opinion.returns}",
        by=by,
        now=now,
    )
