"""Who handles a complaint, and who looks into it: never the one it is about, nor his superior."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.complaints.access import ASSIGN, INVESTIGATE
from heqi.complaints.actions.telling import acting, refuse_concerned, tell
from heqi.complaints.actions.timing import move_clocks, record
from heqi.complaints.models import Complaint, Investigation
from heqi.complaints.posts import superiors_of
from heqi.complaints.states import FLOW
from heqi.ledger.actors import Actor
from heqi.ledger.states import move
from heqi.people.access import require
from heqi.people.models import Staff, Unit
from heqi.people.queries import holders_of_right
from heqi.people.withholding import kept_from_whom
from heqi.service.actions import pass_on_request
from heqi.service.states import OPEN_STATES as OPEN_REQUESTS


def not_independent(complaint: Complaint, staff: Staff, *, now: datetime) -> str:
    """Why somebody may not investigate; empty where he may."""
    concerned = list(
        Staff.objects.filter(pk__in=kept_from_whom(complaint)).select_related("unit", "post")
    )
    if staff.pk in {one.pk for one in concerned}:
        return _("{name} is the person complained about and cannot investigate.").format(
            name=staff.name
        )
    on = timezone.localdate(now)
    superiors = {boss.pk for one in concerned for boss in superiors_of(one, on=on)}
    if staff.pk in superiors:
        return _(
            "{name} is the direct superior of the person complained about and cannot investigate."
        ).format(name=staff.name)
    return ""


def check_people(
    complaint: Complaint, *, handler: Staff, investigator: Staff, now: datetime
) -> dict[str, Any]:
    """Sentences by field for who may not handle or investigate; empty where all is well."""
    errors: dict[str, Any] = {}
    if handler.pk in kept_from_whom(complaint):
        errors["handler"] = _("{name} is the person complained about.").format(name=handler.name)
    for name, staff in (("handler", handler), ("investigator", investigator)):
        if staff.unit.company_id != complaint.company_id:
            errors[name] = _("Choose somebody of the same company.")
    able = holders_of_right(INVESTIGATE, investigator.unit, on=timezone.localdate(now))
    if investigator.pk not in {one.pk for one in able}:
        errors["investigator"] = _("{name} has no right to investigate.").format(
            name=investigator.name
        )
    why = not_independent(complaint, investigator, now=now)
    if why:
        errors["investigator"] = why
    return errors


@transaction.atomic
def assign_complaint(
    complaint: Complaint,
    *,
    unit: Unit,
    handler: Staff,
    investigator: Staff,
    by: Actor,
    now: datetime,
) -> None:
    """A department takes charge; somebody handles it, somebody independent investigates.

    The open children of a group go along.
    """
    require(by, ASSIGN, complaint)
    refuse_concerned(complaint, by)
    errors = check_people(complaint, handler=handler, investigator=investigator, now=now)
    if unit.company_id != complaint.company_id and unit.pk != complaint.company_id:
        errors["unit"] = _("Choose a unit of the same company.")
    if errors:
        raise ValidationError(errors)
    for one in family(complaint, "assign"):
        _assign(one, unit, handler, investigator, by=by, now=now)
    people = {staff.pk: staff for staff in (handler, investigator)}
    tell(
        complaint,
        people.values(),
        "complaints.assigned",
        key=f"assigned{complaint.reopened}:{handler.pk}:{investigator.pk}",
        now=now,
        due=complaint.due_at,
    )


def _assign(
    complaint: Complaint,
    unit: Unit,
    handler: Staff,
    investigator: Staff,
    *,
    by: Actor,
    now: datetime,
) -> None:
    before = complaint.unit_id
    move(
        complaint,
        FLOW,
        "assign",
        code="complaints.assign",
        by=by,
        now=now,
        changes={
            "unit": [before, unit.pk],
            "handler": [complaint.handler_name, handler.name],
            "investigator": investigator.name,
        },
        unit_id=unit.pk,
        handler_id=handler.pk,
        handler_name=handler.name,
    )
    complaint.unit, complaint.handler = unit, handler
    put_investigator(complaint, investigator, now=now)
    if before != unit.pk:
        move_clocks(complaint, unit)
        if complaint.request.status in OPEN_REQUESTS:
            pass_on_request(complaint.request, unit=unit, by=acting(by), now=now)
    record(complaint, "assigned", owner=unit, by=by, now=now)


def put_investigator(complaint: Complaint, investigator: Staff, *, now: datetime) -> None:
    """Give the present investigation to somebody; where its report is written, a new one."""
    last = complaint.investigations.order_by("-round").first()
    if last is not None and last.reported_at is None:
        Investigation.objects.filter(pk=last.pk).update(investigator=investigator, assigned_at=now)
        return
    Investigation.objects.create(
        complaint=complaint,
        round=last.round + 1 if last else 1,
        investigator=investigator,
        assigned_at=now,
    )


def family(complaint: Complaint, step: str) -> list[Complaint]:
    """A case, and of a group its children from whose state the same step is possible."""
    children: list[Complaint] = []
    if complaint.is_group:
        rows = complaint.children.filter(is_open=True).select_related(
            "unit", "company", "request", "handler", "accused__unit", "accused__post"
        )
        children = [one for one in rows[:500] if FLOW.target(one.status, step)]
    return [complaint, *children]
