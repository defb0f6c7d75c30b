"""What the department does about a notice: acknowledge, plan, report."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.ledger.actors import Actor
from heqi.ledger.states import move
from heqi.people.access import require
from heqi.rectifications.access import ANSWER
from heqi.rectifications.actions.issuing import needed
from heqi.rectifications.actions.timing import record
from heqi.rectifications.models import Rectification
from heqi.rectifications.states import FLOW


@transaction.atomic
def acknowledge_rectification(row: Rectification, *, by: Actor, now: datetime) -> None:
    """The department has received the notice."""
    require(by, ANSWER, row)
    move(
        row,
        FLOW,
        "acknowledge",
        code="rectifications.acknowledge",
        by=by,
        now=now,
        acknowledged_at=now,
        acknowledged_by=by.name,
    )
    record(row, "acknowledged", by=by, now=now)


@transaction.atomic
def plan_rectification(
    row: Rectification,
    *,
    plan: str,
    responsible: str,
    finish_on: date | None,
    by: Actor,
    now: datetime,
) -> None:
    """How it will be put right, by whom and until when."""
    require(by, ANSWER, row)
    texts = needed(plan=plan, responsible=responsible)
    if finish_on is None or finish_on < timezone.localdate(now):
        raise ValidationError({"finish_on": _("Name a day from today on.")})
    move(
        row,
        FLOW,
        "plan",
        code="rectifications.plan",
        by=by,
        now=now,
        changes={"finish_on": finish_on.isoformat()},
        plan=texts["plan"],
        responsible=texts["responsible"][:60],
        finish_on=finish_on,
        planned_at=now,
    )
    record(row, "planned", by=by, now=now)


@transaction.atomic
def report_rectification(row: Rectification, *, report: str, by: Actor, now: datetime) -> None:
    """The full report of what was done (整改报告)."""
    require(by, ANSWER, row)
    text = needed(report=report)["report"]
    move(
        row,
        FLOW,
        "report",
        code="rectifications.report",
        by=by,
        now=now,
        report=text,
        reported_at=now,
        reporter_id=by.id,
        reported_by=by.name,
    )
    record(row, "reported", by=by, now=now)
