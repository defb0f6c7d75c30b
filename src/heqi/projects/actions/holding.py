"""Holds, for a reason that the policy allows and up to its cap; cancellation."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.ledger.actors import SYSTEM, Actor
from heqi.ledger.audit import audit
from heqi.ledger.events import announce
from heqi.ledger.states import IllegalMove
from heqi.people.access import may, require
from heqi.projects.access import CANCEL, HOLD, require_work
from heqi.projects.actions.settling import received
from heqi.projects.actions.stages import stage_of
from heqi.projects.actions.timing import copy_due, record, step
from heqi.projects.events import ProjectCancelled, ProjectHeld, ProjectResumed
from heqi.projects.facts import clause_of, decide_hold, end_of
from heqi.projects.models import Hold, Project
from heqi.projects.states import STAGES, H


@transaction.atomic
def hold_project(
    project: Project, *, reason: str, explanation: str = "", by: Actor, now: datetime
) -> Hold:
    """Let a project stand still; the clocks of its stages pause, the contract's day does not.

    ``reason`` is a code of ``projects.suspension``. Raises ``ValidationError`` where the policy
    does not allow it (conduct/3.2.5(1)).
    """
    _may_hold(project, by)
    if project.is_held or project.status not in STAGES:
        raise IllegalMove(_("This step is not possible in the present state. Reload the page."))
    decision = decide_hold(reason, on=timezone.localdate(now), company_id=project.company_id)
    if not (decision.answer or {}).get("allowed"):
        raise ValidationError(
            {"reason": _("The policy does not allow a hold for this reason. Give another one.")}
        )
    cap_at = end_of(decision.answer or {}, "cap", now, project.unit)
    try:
        with transaction.atomic():
            hold: Hold = Hold.objects.create(
                project=project,
                reason=reason,
                explanation=explanation.strip()[:300],
                decision=decision,
                clause=clause_of(decision, "cap" if cap_at else "allowed"),
                since=now,
                cap_at=cap_at,
                by_name=by.name,
            )
    except IntegrityError:
        raise IllegalMove(_("The project is on hold already.")) from None
    Project.objects.filter(pk=project.pk).update(is_held=True)
    project.is_held = True
    record(project, "suspended", reason=reason, by=by, now=now)
    copy_due(project, now=now)
    audit(
        project,
        "projects.hold",
        by=by,
        now=now,
        changes={"reason": reason, "cap_at": cap_at},
        reason=explanation,
        decision=decision.pk,
    )
    announce(
        ProjectHeld(
            project_id=project.pk,
            number=project.number,
            reason=reason,
            until=cap_at.isoformat() if cap_at else "",
            company_id=project.company_id,
        ),
        now=now,
    )
    return hold


def _may_hold(project: Project, by: Actor) -> None:
    """Over the project, or as the one who answers for its present stage."""
    if may(by, HOLD, project):
        return
    if project.status in STAGES:
        require_work(by, stage_of(project, project.status), HOLD)
    else:
        require(by, HOLD, project)


@transaction.atomic
def resume_project(
    project: Project, *, at: datetime | None = None, by: Actor, now: datetime
) -> Project:
    """The project goes on, and with it the clocks (from ``at`` on, else now)."""
    _may_hold(project, by)
    won = Hold.objects.filter(project=project, until__isnull=True).update(until=at or now)
    if not won:
        raise IllegalMove(_("The project is not on hold."))
    Project.objects.filter(pk=project.pk).update(is_held=False)
    project.is_held = False
    record(project, "resumed", at=at, by=by, now=now)
    copy_due(project, now=now)
    audit(project, "projects.resume", by=by, now=now)
    announce(
        ProjectResumed(project_id=project.pk, number=project.number, company_id=project.company_id),
        now=now,
    )
    return project


def expire_holds(*, now: datetime, batch: int = 50) -> int:
    """The loop's task: a hold that reached its longest time ends; the clocks run again."""
    rows = Hold.objects.filter(until__isnull=True, cap_at__lte=now).select_related(
        "project__unit", "project__company"
    )
    done = 0
    for row in rows.order_by("cap_at", "id")[:batch]:
        resume_project(row.project, at=row.cap_at, by=SYSTEM, now=now)
        done += 1
    return done


@transaction.atomic
def cancel_project(project: Project, *, reason: str, by: Actor, now: datetime) -> Project:
    """Give a project up. Not while gas burns at a household, nor with money still held."""
    require(by, CANCEL, project)
    if not reason.strip():
        raise ValidationError({"reason": _("Write down why the project is given up.")})
    if project.households.filter(status=H["ON_GAS"]).exists():
        raise ValidationError(_("Gas burns at a household already: withdraw the others instead."))
    if received(project):
        raise ValidationError(_("Money came in for the project: reverse the receipts first."))
    if project.is_held:
        resume_project(project, by=by, now=now)
    step(
        project,
        "cancel",
        code="projects.cancel",
        by=by,
        now=now,
        reason=reason,
        close_reason=reason.strip()[:300],
    )
    record(project, "cancelled", reason=reason[:200], by=by, now=now)
    copy_due(project, now=now)
    announce(
        ProjectCancelled(
            project_id=project.pk,
            number=project.number,
            reason=reason[:200],
            company_id=project.company_id,
        ),
        now=now,
    )
    return project
