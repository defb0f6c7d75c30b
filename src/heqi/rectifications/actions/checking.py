"""Checking again what was put right, and archiving it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from heqi.clocks.queries import clocks_of
from heqi.evidence.actions import freeze
from heqi.ledger.actors import Actor
from heqi.ledger.events import announce
from heqi.ledger.states import move
from heqi.people.access import refuse, require
from heqi.rectifications.access import RECHECK
from heqi.rectifications.actions.issuing import needed
from heqi.rectifications.actions.timing import record
from heqi.rectifications.events import RectificationPassed
from heqi.rectifications.models import Recheck, Rectification
from heqi.rectifications.states import FLOW


@transaction.atomic
def return_plan(row: Rectification, *, reason: str, by: Actor, now: datetime) -> None:
    """The plan does not do; the department hands in another one."""
    _require(row, by)
    reason = needed(reason=reason)["reason"]
    move(
        row,
        FLOW,
        "return_plan",
        code="rectifications.return_plan",
        by=by,
        now=now,
        reason=reason,
        planned_at=None,
    )
    record(row, "plan_returned", reason=reason, by=by, now=now)


@transaction.atomic
def recheck_rectification(
    row: Rectification, *, passed: bool, finding: str, by: Actor, now: datetime
) -> Recheck:
    """Somebody of the office looks whether it is put right; nobody checks his own report."""
    _require(row, by)
    finding = needed(finding=finding)["finding"]
    made: Recheck = Recheck.objects.create(
        rectification=row, passed=passed, finding=finding, at=now, by_id=by.id, by_name=by.name
    )
    late = any(clock.name == "report" and clock.is_late(now) for clock in clocks_of(row))
    if not passed:
        move(
            row,
            FLOW,
            "send_back",
            code="rectifications.send_back",
            by=by,
            now=now,
            reason=finding,
            reported_at=None,
        )
        record(row, "rechecked", by=by, now=now)
        record(row, "returned", reason=finding, by=by, now=now)
        return made
    move(
        row,
        FLOW,
        "pass",
        code="rectifications.recheck",
        by=by,
        now=now,
        reason=finding,
        is_open=False,
        passed_at=now,
    )
    record(row, "rechecked", by=by, now=now)
    announce(
        RectificationPassed(
            rectification_id=row.pk,
            number=row.number,
            severity=row.severity,
            source_type=row.source_type,
            source_id=row.source_id,
            late=late,
            unit_id=row.unit_id,
            company_id=row.company_id,
        ),
        now=now,
    )
    return made


@transaction.atomic
def archive_rectification(row: Rectification, *, by: Actor, now: datetime) -> None:
    """The file is complete and no longer changes (inspection/7.1.4)."""
    _require(row, by)
    move(row, FLOW, "archive", code="rectifications.archive", by=by, now=now, archived_at=now)
    freeze(row, by=by, now=now)


def _require(row: Rectification, by: Actor) -> None:
    require(by, RECHECK, row)
    if by.kind == "staff" and by.id == row.reporter_id:
        raise refuse(_("Nobody checks his own report."))
