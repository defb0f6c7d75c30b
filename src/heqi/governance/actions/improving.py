"""Gaps that departments close: planned, in progress, done with their effect (conduct/2.3(3))."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.duties.actions.recording import Proof, fulfil
from heqi.governance.access import IMPROVE, LEAD
from heqi.governance.actions.committee import needed
from heqi.governance.events import ImprovementDone
from heqi.governance.facts import due_after
from heqi.governance.models import Improvement, Matter
from heqi.governance.states import IMPROVEMENT_FLOW, ImprovementStatus, MatterStatus
from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.ledger.events import announce
from heqi.ledger.numbers import next_number
from heqi.ledger.states import IllegalMove, move
from heqi.people.access import require
from heqi.people.models import Unit
from heqi.people.queries import company_of, department_of

IMPROVEMENT = "GJ"
DUTY, UNIT = "improvement_plan", "people.unit"


@transaction.atomic
def want_improvement(
    *, unit: Unit, title: str, gap: str, source: tuple[str, str, str], by: Actor, now: datetime
) -> Improvement:
    """A gap came from elsewhere (a supervisor's opinion): the department plans how to close it."""
    require(by, IMPROVE, unit)
    kind, pk, _number = source
    known = Improvement.objects.filter(source_type=kind, source_id=pk).first()
    return known or _keep(unit, title, gap, source=source, by=by, now=now)


@transaction.atomic
def make_improvement(
    *,
    unit: Unit,
    title: str,
    gap: str,
    measures: str,
    owner: str,
    due_on: date | None,
    by: Actor,
    now: datetime,
) -> Improvement:
    """A department found a gap itself and plans how to close it (conduct/2.3(3))."""
    require(by, IMPROVE, unit)
    row = _keep(unit, title, gap, source=("", "", ""), by=by, now=now)
    plan_improvement(row, measures=measures, owner=owner, due_on=due_on, by=by, now=now)
    return row


@transaction.atomic
def plan_improvement(
    row: Improvement, *, measures: str, owner: str, due_on: date | None, by: Actor, now: datetime
) -> None:
    """How the gap is closed, by whom and until when; it shows that the department plans."""
    require(by, IMPROVE, row)
    texts = needed(measures=measures, owner=owner)
    if due_on is None or due_on < timezone.localdate(now):
        raise ValidationError({"due_on": _("Name a day from today on.")})
    move(
        row, IMPROVEMENT_FLOW, "plan", code="governance.plan_improvement", by=by, now=now,
        changes={"due_on": due_on.isoformat()},
        measures=texts["measures"][:2000], owner=texts["owner"][:60], due_on=due_on, warned_on=None,
    )  # fmt: skip
    url = f"/governance/improvements/{row.pk}/"
    proof = Proof("plan", now, f"improvement:{row.pk}", row.title, row.number, url)
    fulfil(DUTY, UNIT, str(department_of(row.unit).pk), proof, by=by, now=now)


@transaction.atomic
def postpone_improvement(
    row: Improvement, *, due_on: date, reason: str, by: Actor, now: datetime
) -> None:
    """A later day, allowed by the service office with a reason; the department does not itself."""
    require(by, LEAD, row)
    reason = needed(reason=reason)["reason"]
    if row.due_on is None or due_on <= row.due_on:
        raise ValidationError({"due_on": _("Name a later day than the present one.")})
    rows = Improvement.objects.filter(pk=row.pk, status=ImprovementStatus.OPEN)
    if not rows.update(due_on=due_on, warned_on=None):
        raise IllegalMove(_("This step is not possible in the present state. Reload the page."))
    changes = {"due_on": [row.due_on.isoformat(), due_on.isoformat()]}
    row.due_on, row.warned_on = due_on, None
    audit(row, "governance.postpone", by=by, now=now, changes=changes, reason=reason[:300])


@transaction.atomic
def improve_after(matter: Matter, *, by: Actor, now: datetime) -> Improvement:
    """What the committee decided becomes an improvement of the department that it concerns."""
    require(by, LEAD, matter)
    if matter.status != MatterStatus.DECIDED:
        raise IllegalMove(_("This step is not possible in the present state. Reload the page."))
    return want_improvement(
        unit=matter.unit, title=matter.title, gap=matter.outcome,
        source=("governance.matter", str(matter.pk), matter.number), by=by, now=now,
    )  # fmt: skip


@transaction.atomic
def report_progress(row: Improvement, *, percent: int, note: str, by: Actor, now: datetime) -> None:
    """How far it is."""
    require(by, IMPROVE, row)
    note = needed(note=note)["note"]
    if not 0 <= percent <= 100:
        raise ValidationError({"percent": _("From 0 to 100.")})
    if not Improvement.objects.filter(pk=row.pk, status="open").update(percent=percent):
        raise IllegalMove(_("This step is not possible in the present state. Reload the page."))
    row.percent = percent
    changes = {"percent": percent}
    audit(row, "governance.progress", by=by, now=now, changes=changes, reason=note[:300])


@transaction.atomic
def finish_improvement(row: Improvement, *, effect: str, by: Actor, now: datetime) -> None:
    """The gap is closed; the effect is told."""
    require(by, IMPROVE, row)
    effect = needed(effect=effect)["effect"]
    today = timezone.localdate(now)
    move(
        row, IMPROVEMENT_FLOW, "finish", code="governance.finish_improvement", by=by, now=now,
        reason=effect[:300], effect=effect[:2000], percent=100, done_on=today,
    )  # fmt: skip
    announce(
        ImprovementDone(
            improvement_id=row.pk,
            number=row.number,
            late=bool(row.due_on and today > row.due_on),
            unit_id=row.unit_id,
            company_id=row.company_id,
        ),
        now=now,
    )


def _keep(
    unit: Unit, title: str, gap: str, *, source: tuple[str, str, str], by: Actor, now: datetime
) -> Improvement:
    texts = needed(title=title, gap=gap)
    if unit.kind not in ("department", "team"):
        raise ValidationError({"unit": _("An improvement belongs to a department or a team.")})
    kind, pk, number = source
    row: Improvement = Improvement.objects.create(
        company=company_of(unit),
        unit=unit,
        number=next_number(IMPROVEMENT, timezone.localdate(now)),
        title=texts["title"][:100],
        gap=texts["gap"][:2000],
        source_type=kind,
        source_id=pk,
        source_number=number[:40],
        plan_by=timezone.localdate(due_after("plan_improvement", unit, start=now, now=now)),
        made_at=now,
        made_by=by.name,
    )
    audit(row, "governance.want_improvement", by=by, now=now, changes={"source": number})
    return row
