"""Survey, estimate, works and acceptance."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.ledger.states import IllegalMove
from heqi.projects.access import SURVEY, require_work
from heqi.projects.actions.timing import copy_due, record, step
from heqi.projects.models import Project, Stage
from heqi.projects.states import H


def stage_of(project: Project, code: str) -> Stage:
    """The row of a stage with its unit."""
    return Stage.objects.select_related("unit", "assignee", "project").get(
        project=project, code=code
    )


@transaction.atomic
def finish_survey(
    project: Project,
    *,
    finding: str,
    conditions_met: bool,
    daily_m3: Decimal | None = None,
    by: Actor,
    now: datetime,
) -> Project:
    """The site was seen; ``conditions_met`` starts the promise of tiering/6.1(2) and its like.

    Photos are attached to the project as evidence.
    """
    require_work(by, stage_of(project, "survey"))
    if not finding.strip():
        raise ValidationError({"finding": _("Write down what the survey found.")})
    if daily_m3 is not None and daily_m3 < 0:
        raise ValidationError({"daily_m3": _("Gas use cannot be negative.")})
    values: dict[str, Any] = {} if daily_m3 is None else {"daily_m3": daily_m3}
    step(
        project,
        "survey",
        code="projects.survey",
        by=by,
        now=now,
        changes={"conditions_met": conditions_met},
        note=finding,
        survey_note=finding.strip()[:1000],
        conditions_met_at=now if conditions_met else None,
        **values,
    )
    record(project, "surveyed", by=by, now=now)
    if conditions_met:
        record(project, "conditions_met", by=by, now=now)
    copy_due(project, now=now)
    return project


@transaction.atomic
def confirm_conditions(project: Project, *, note: str, by: Actor, now: datetime) -> Project:
    """What the survey found missing is there now; the promise begins."""
    require_work(by, stage_of(project, "survey"), SURVEY)
    if project.status == "survey" or not project.is_open:
        raise IllegalMove(_("This step is not possible in the present state. Reload the page."))
    won = Project.objects.filter(pk=project.pk, conditions_met_at__isnull=True).update(
        conditions_met_at=now
    )
    if not won:
        raise IllegalMove(_("The conditions were confirmed already."))
    project.conditions_met_at = now
    record(project, "conditions_met", by=by, now=now)
    copy_due(project, now=now)
    audit(project, "projects.confirm_conditions", by=by, now=now, reason=note)
    return project


@transaction.atomic
def finish_estimate(
    project: Project, *, amount: Decimal, note: str = "", by: Actor, now: datetime
) -> Project:
    """The design is drawn and the cost estimated; drawings are attached as evidence."""
    require_work(by, stage_of(project, "estimate"))
    if amount < 0:
        raise ValidationError({"amount": _("An amount cannot be negative.")})
    step(
        project,
        "estimate",
        code="projects.estimate",
        by=by,
        now=now,
        changes={"estimate": str(amount)},
        note=note,
        estimate=amount,
    )
    record(project, "estimated", by=by, now=now)
    copy_due(project, now=now)
    return project


@transaction.atomic
def finish_construction(project: Project, *, note: str = "", by: Actor, now: datetime) -> Project:
    """The works are done: every household is installed, has withdrawn or keeps them off."""
    require_work(by, stage_of(project, "construction"))
    left = project.households.filter(status=H["WAITING"], obstructing_since__isnull=True).count()
    if left:
        raise ValidationError(_("{count} households are not installed yet.").format(count=left))
    step(project, "construct", code="projects.construct", by=by, now=now, note=note)
    record(project, "constructed", by=by, now=now)
    copy_due(project, now=now)
    return project


@transaction.atomic
def pass_acceptance(project: Project, *, note: str = "", by: Actor, now: datetime) -> Project:
    """The works are accepted: ready for gas (tiering/6.2(2)). Photos are attached as evidence."""
    require_work(by, stage_of(project, "acceptance"))
    step(project, "accept", code="projects.accept", by=by, now=now, note=note)
    record(project, "works_accepted", by=by, now=now)
    copy_due(project, now=now)
    return project


@transaction.atomic
def fail_acceptance(project: Project, *, reason: str, by: Actor, now: datetime) -> Project:
    """The works go back to be put right; the time of construction runs on."""
    require_work(by, stage_of(project, "acceptance"))
    if not reason.strip():
        raise ValidationError({"reason": _("Write down what has to be put right.")})
    step(
        project,
        "fail",
        code="projects.fail_acceptance",
        by=by,
        now=now,
        reason=reason,
        note=reason,
    )
    record(project, "acceptance_failed", reason=reason[:200], by=by, now=now)
    copy_due(project, now=now)
    return project
