"""What the loop does: whoever must act is told once of what is past its day."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from heqi.governance.access import IMPROVE, LEAD
from heqi.governance.events import ImprovementLate
from heqi.governance.models import Idea, Improvement, Matter, Reminded, Session, Sitting
from heqi.governance.queries import late_rows, missing_plans
from heqi.governance.states import ImprovementStatus
from heqi.ledger.actors import SYSTEM
from heqi.ledger.events import announce
from heqi.notices.actions import notify_holders
from heqi.people.models import Unit
from heqi.people.queries import open_companies

BATCH = 100
# Kind of record: who is told, the message, the page and what was due.
TOLD: dict[type[Reminded], tuple[str, str, str, str]] = {
    Matter: (LEAD, "governance.matter_late", "matters", "decide_by"),
    Sitting: (LEAD, "governance.minutes_late", "sittings", "minutes_by"),
    Improvement: (IMPROVE, "governance.improvement_late", "improvements", "due_on"),
    Session: (IMPROVE, "governance.attendance_late", "sessions", "held_on"),
    Idea: (LEAD, "governance.idea_late", "ideas", "answer_by"),
}


def remind(*, now: datetime) -> int:
    """Tell of late records, and of service plans that are missing; each once."""
    late = late_rows(now)
    done = sum(_remind_of(model, late[model], now=now) for model in TOLD)
    for company in open_companies().order_by("path"):
        _tell_of_plans(company, now=now)
    return done


def _remind_of(model: type[Reminded], late: Any, *, now: datetime) -> int:
    today = timezone.localdate(now)
    right, code, page, due = TOLD[model]
    rows = model._default_manager.filter(late, warned_on__isnull=True)
    done = 0
    for row in rows.select_related("unit", "company").order_by("pk")[:BATCH]:
        with transaction.atomic():
            fresh = model._default_manager.filter(pk=row.pk, warned_on__isnull=True)
            if not fresh.update(warned_on=today):
                continue
            notify_holders(
                right,
                row.unit,
                code,
                context={
                    "title": getattr(row, "title", "") or str(row),
                    "due": getattr(row, due) or getattr(row, "plan_by", None),
                },
                about=row,
                url=f"/governance/{page}/{row.pk}/",
                key=f"governance:{page}:{row.pk}:{today:%Y%m%d}",
                by=SYSTEM,
                now=now,
            )
            if isinstance(row, Improvement) and row.status == ImprovementStatus.OPEN:
                _announce_late(row, now=now)
        done += 1
    return done


def _announce_late(row: Improvement, *, now: datetime) -> None:
    announce(
        ImprovementLate(
            improvement_id=row.pk,
            number=row.number,
            title=row.title,
            due_on=f"{row.due_on}",
            unit_id=row.unit_id,
            company_id=row.company_id,
        ),
        now=now,
    )


def _tell_of_plans(company: Unit, *, now: datetime) -> None:
    for plan in missing_plans(company, now=now):
        if plan.late:
            notify_holders(
                LEAD,
                company,
                "governance.plan_missing",
                context={"plan": str(plan), "due": plan.due_on},
                url="/governance/plans/",
                key=f"governance:plan:{company.pk}:{plan}",
                by=SYSTEM,
                now=now,
            )
