"""Planned stops: planned, signed, announced in time, postponed, given up."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.approvals.actions import submit, withdraw
from heqi.approvals.plans import StepPlan
from heqi.approvals.queries import approvals_of
from heqi.approvals.states import OPEN_STATES as OPEN_APPROVALS
from heqi.ledger.actors import SYSTEM, Actor
from heqi.ledger.audit import audit
from heqi.ledger.numbers import next_number
from heqi.ledger.states import IllegalMove, move
from heqi.outages.access import ANNOUNCE, PLAN
from heqi.outages.actions.area import require_change
from heqi.outages.actions.telling import tell_customers
from heqi.outages.actions.timing import copy_due, record, start_clocks
from heqi.outages.facts import approvers, notice_bound
from heqi.outages.models import Cause, Kind, Outage
from heqi.outages.states import OUTAGE_FLOW
from heqi.people.access import require
from heqi.people.models import Staff, Unit
from heqi.people.queries import company_of
from heqi.policies.templatetags.policies import clause_label

PREFIX = "TG"
APPROVAL = "outages.stop"


@transaction.atomic
def plan_stop(
    unit: Unit,
    *,
    title: str,
    reason: str = "",
    starts_at: datetime,
    ends_at: datetime,
    leader: Staff | None = None,
    by: Actor,
    now: datetime,
) -> Outage:
    """Draft a planned stop: what is done, when gas is off, when it is back."""
    require(by, PLAN, unit)
    outage = Outage(
        company=company_of(unit),
        unit=unit,
        cause=Cause.PLANNED,
        title=title.strip()[:120],
        reason=reason.strip()[:300],
        starts_at=starts_at,
        ends_at=ends_at,
        leader=leader,
        queue_at=starts_at,
        created_at=now,
        created_by_name=by.name,
    )
    _check_times(outage, now=now)
    outage.number = next_number(PREFIX, timezone.localdate(now))
    outage.save(force_insert=True)
    start_clocks(outage, by=by, now=now)
    audit(
        outage,
        "outages.plan_stop",
        by=by,
        now=now,
        changes={"title": outage.title, "starts": starts_at, "ends": ends_at},
        decision=outage.decision_id,
    )
    return outage


@transaction.atomic
def change_stop(
    outage: Outage,
    *,
    title: str,
    reason: str = "",
    starts_at: datetime,
    ends_at: datetime,
    leader: Staff | None = None,
    by: Actor,
    now: datetime,
) -> Outage:
    """Correct a draft."""
    require(by, PLAN, outage)
    if outage.status != "draft":
        raise IllegalMove(_("Only a draft is changed. Postpone the stop instead."))
    before = {"starts": outage.starts_at, "ends": outage.ends_at}
    outage.title, outage.reason = title.strip()[:120], reason.strip()[:300]
    outage.starts_at, outage.ends_at, outage.leader = starts_at, ends_at, leader
    _check_times(outage, now=now)
    _keep_times(outage)
    audit(
        outage,
        "outages.change_stop",
        by=by,
        now=now,
        changes={
            "title": outage.title,
            "starts": [before["starts"], starts_at],
            "ends": [before["ends"], ends_at],
        },
    )
    return outage


def _keep_times(outage: Outage) -> None:
    Outage.objects.filter(pk=outage.pk).update(
        title=outage.title,
        reason=outage.reason,
        starts_at=outage.starts_at,
        ends_at=outage.ends_at,
        leader=outage.leader,
        notice_due_at=outage.notice_due_at,
        notice_clause=outage.notice_clause,
        postponed=outage.postponed,
    )
    copy_due(outage)


def _check_times(outage: Outage, *, now: datetime) -> None:
    """The plan itself: it lies ahead, ends after it begins; the notice it needs is noted."""
    if not outage.title:
        raise ValidationError({"title": _("Write down what is done.")})
    starts, ends = outage.starts_at, outage.ends_at
    if starts is None or ends is None or starts <= now:
        raise ValidationError({"starts_at": _("A stop is planned for a time to come.")})
    if ends <= starts:
        raise ValidationError({"ends_at": _("Supply comes back after it was cut.")})
    bound = notice_bound(starts, outage.unit, now=now)
    outage.notice_due_at = bound.at if bound else None
    outage.notice_clause = bound.clause if bound else ""


def check_notice(outage: Outage, *, now: datetime) -> None:
    """Refuse what the law refuses: customers told later than 48 hours before (gas-regulation/20).

    There is no reason good enough. Where danger forces a stop at once, it is an incident.
    """
    bound = notice_bound(outage.starts_at or now, outage.unit, now=now)
    if bound is None or bound.at is None or now <= bound.at:
        return
    earliest = now + ((outage.starts_at or now) - bound.at)
    fault = ValidationError(
        {
            "starts_at": _(
                "Customers must be told {words} ({clause}): not before {earliest}. "
                "If danger forces a stop at once, record it as an incident."
            ).format(
                words=bound.words,
                clause=clause_label(bound.clause),
                earliest=f"{timezone.localtime(earliest):%m-%d %H:%M}",
            )
        }
    )
    fault.clause = bound.clause  # type: ignore[attr-defined]
    raise fault


@transaction.atomic
def submit_stop(outage: Outage, *, by: Actor, now: datetime) -> Outage:
    """Ask for the signatures; a plan that cannot be announced in time any more is refused."""
    require(by, PLAN, outage)
    if not outage.households:
        raise ValidationError(_("Choose the area first: nobody is affected yet."))
    check_notice(outage, now=now)
    move(outage, OUTAGE_FLOW, "submit", code="outages.submit_stop", by=by, now=now)
    copy_due(outage)
    posts, clause = approvers(now=now, company_id=outage.company_id)
    if not posts:
        return grant_stop(outage, by=SYSTEM, now=now)
    starts, ends = timezone.localtime(outage.starts_at), timezone.localtime(outage.ends_at)
    submit(
        outage,
        kind=APPROVAL,
        number=outage.number,
        title=_("Planned stop: {title}").format(title=outage.title),
        unit=outage.company,
        steps=[StepPlan(posts=posts, counter_sign=True)],
        summary=[
            (_("Time"), f"{starts:%Y-%m-%d %H:%M} – {ends:%Y-%m-%d %H:%M}"),
            (_("Area"), place_of(outage)),
            (_("Customers"), str(outage.households)),
            (_("VIP customers"), str(outage.vips)),
            (_("Reason"), outage.reason or "—"),
        ],
        clauses=[clause, outage.notice_clause],
        url=f"/outages/{outage.number}/",
        decision=outage.decision_id,
        by=by,
        now=now,
    )
    return outage


def place_of(outage: Outage) -> str:
    """The parts of an outage in words."""
    rows = list(outage.areas.select_related("compound")[:6])
    words = "、".join(str(area) for area in rows[:5])
    return _("{places} and more").format(places=words) if len(rows) > 5 else words or "—"


@transaction.atomic
def grant_stop(outage: Outage, *, by: Actor, now: datetime) -> Outage:
    """The plan is signed; customers are to be told now."""
    move(outage, OUTAGE_FLOW, "approve", code="outages.approve_stop", by=by, now=now)
    copy_due(outage)
    return outage


@transaction.atomic
def send_back_stop(outage: Outage, *, reason: str, by: Actor, now: datetime) -> Outage:
    """Refused, sent back or withdrawn: a draft again."""
    move(
        outage, OUTAGE_FLOW, "send_back", code="outages.send_back_stop", by=by, now=now,
        reason=reason,
    )  # fmt: skip
    copy_due(outage)
    return outage


@transaction.atomic
def announce_stop(outage: Outage, *, by: Actor, now: datetime) -> Outage:
    """Tell every customer. Later than the law's 48 hours before, it is refused."""
    require(by, ANNOUNCE, outage)
    check_notice(outage, now=now)
    move(
        outage,
        OUTAGE_FLOW,
        "announce",
        code="outages.announce_stop",
        by=by,
        now=now,
        announced_at=now,
        decision=outage.decision_id,
    )
    kind = Kind.POSTPONED if outage.postponed else Kind.PLANNED
    tell_customers(outage, kind=kind, by=by, now=now)
    record(outage, "announced", by=by, now=now)
    return outage


@transaction.atomic
def postpone_stop(
    outage: Outage,
    *,
    starts_at: datetime,
    ends_at: datetime,
    reason: str,
    by: Actor,
    now: datetime,
) -> Outage:
    """Another time, with a new notice in time of its own."""
    require(by, PLAN, outage)
    if outage.status not in ("approved", "announced"):
        raise IllegalMove(_("Only an approved or announced stop is postponed."))
    if not reason.strip():
        raise ValidationError({"reason": _("Give the reason.")})
    before = [outage.starts_at, outage.ends_at]
    outage.starts_at, outage.ends_at = starts_at, ends_at
    _check_times(outage, now=now)
    check_notice(outage, now=now)
    outage.postponed += 1
    _keep_times(outage)
    Outage.objects.filter(pk=outage.pk).update(reminded_at=None)
    outage.reminded_at = None
    audit(
        outage,
        "outages.postpone_stop",
        by=by,
        now=now,
        changes={"starts": [before[0], starts_at], "ends": [before[1], ends_at]},
        reason=reason.strip(),
    )
    if outage.status == "announced":
        require(by, ANNOUNCE, outage)
        Outage.objects.filter(pk=outage.pk).update(announced_at=now)
        outage.announced_at = now
        tell_customers(outage, kind=Kind.POSTPONED, by=by, now=now)
        record(outage, "announced", by=by, now=now)
    return outage


@transaction.atomic
def cancel_outage(outage: Outage, *, reason: str, by: Actor, now: datetime) -> Outage:
    """A plan is given up; whoever was told of it is told so."""
    require_change(outage, by)
    if not reason.strip():
        raise ValidationError({"reason": _("Give the reason.")})
    was_told = outage.status == "announced"
    for approval in approvals_of(outage).filter(status__in=OPEN_APPROVALS):
        withdraw(approval, by=SYSTEM, now=now)
    move(
        outage,
        OUTAGE_FLOW,
        "cancel",
        code="outages.cancel",
        by=by,
        now=now,
        reason=reason.strip(),
        ended_reason=reason.strip()[:300],
    )
    if was_told:
        tell_customers(outage, kind=Kind.CANCELLED, by=by, now=now)
    record(outage, "cancelled", by=by, now=now)
    return outage
