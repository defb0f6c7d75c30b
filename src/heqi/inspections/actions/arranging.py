"""Arranging an inspection: what, whom, when, by whom, and with which scheme."""

from collections.abc import Iterable
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.inspections.actions.rights import (
    archived,
    needed,
    require_carry,
    require_level,
    require_state,
)
from heqi.inspections.catalogue import items
from heqi.inspections.models import Inspection, Member, PlanLine, SheetItem
from heqi.inspections.models.inspections import Level
from heqi.inspections.queries.group import proposed_group
from heqi.inspections.states import FLOW, Kind, PaperStatus, Status
from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.ledger.numbers import next_number
from heqi.ledger.states import move
from heqi.notices.actions import notify
from heqi.people.models import Staff, Unit, UnitKind
from heqi.people.queries import company_of

PREFIX = "JC"
BEFORE_HAND_OVER = (Status.PLANNED, Status.READY, Status.UNDER_WAY)
# Somebody may be taken out of the group until the file is closed, unless he has signed.
BEFORE_CLOSING = (*BEFORE_HAND_OVER, Status.SIGNING, Status.ANSWERED)


@transaction.atomic
def arrange_inspection(
    *,
    unit: Unit,
    level: str,
    kind: str,
    theme: str,
    planned_on: date,
    methods: Iterable[str],
    plan_line: PlanLine | None = None,
    by: Actor,
    now: datetime,
) -> Inspection:
    """Set up an inspection with the group that the policy names; ValidationError by field."""
    require_level(by, level, unit)
    theme = needed(theme=theme)["theme"]
    errors: dict[str, str] = {}
    if level not in Level.values:
        errors["level"] = _("Choose the level.")
    if kind not in Kind.values:
        errors["kind"] = _("Choose the kind of inspection.")
    if unit.kind not in (UnitKind.DEPARTMENT, UnitKind.TEAM):
        errors["unit"] = _("A department or a team is inspected.")
    if kind == Kind.SPECIAL and level != Level.COMPANY:
        errors["kind"] = _("Special inspections are held by the company (4.2).")
    known = [item.code for item in items("methods")]
    chosen = [code for code in known if code in set(methods)]
    if not chosen:
        errors["methods"] = _("Choose at least one method (4.4).")
    if plan_line and plan_line.plan.status != PaperStatus.ISSUED:
        errors["plan_line"] = _("The plan is not issued yet.")
    if plan_line and (plan_line.unit_id, plan_line.kind) != (unit.pk, kind):
        errors["plan_line"] = _("The plan names another unit or kind of inspection.")
    if archived(company_of(unit).pk, planned_on):
        errors["planned_on"] = _("The bundle of this quarter is closed: choose a later day.")
    if errors:
        raise ValidationError(errors)
    row: Inspection = Inspection.objects.create(
        number=next_number(PREFIX, timezone.localdate(now)),
        company=company_of(unit),
        unit=unit,
        level=level,
        kind=kind,
        theme=theme[:120],
        plan_line=plan_line,
        planned_on=planned_on,
        methods=chosen,
        made_at=now,
        made_by=by.name,
    )
    Member.objects.bulk_create(
        [
            Member(inspection=row, staff=staff, role=role)
            for staff, role in proposed_group(unit, level, on=planned_on)
        ]
    )
    SheetItem.objects.bulk_create(
        [
            SheetItem(
                inspection=row,
                code=item.code,
                clause=item.clause,
                title_zh=item.zh,
                title_en=item.en,
            )
            for item in items("items")
        ]
    )
    audit(
        row,
        "inspections.arrange",
        by=by,
        now=now,
        changes={"unit": unit.pk, "level": level, "kind": kind, "theme": row.theme},
    )
    return row


@transaction.atomic
def write_scheme(row: Inspection, *, scheme: str, by: Actor, now: datetime) -> None:
    """The concrete scheme without which no inspection starts (5.5); the group is told."""
    require_carry(by, row)
    text = needed(scheme=scheme)["scheme"]
    move(
        row,
        FLOW,
        "write_scheme",
        code="inspections.write_scheme",
        by=by,
        now=now,
        scheme=text,
        scheme_at=now,
        scheme_by=by.name,
    )
    # A spot check is a surprise for the inspected, not for its group.
    for member in row.members.select_related("staff__unit"):
        notify(
            member.staff,
            "inspections.scheme",
            context={"number": row.number, "theme": row.theme, "on": row.planned_on},
            about=row,
            unit=row.unit,
            url=f"/inspections/{row.pk}/",
            key=f"inspection{row.pk}:scheme",
            by=by,
            now=now,
        )


@transaction.atomic
def add_member(row: Inspection, *, staff: Staff, role: str, by: Actor, now: datetime) -> None:
    """Somebody joins the group, before the sheet goes to the department."""
    require_level(by, row.level, row.unit)
    require_state(row, *BEFORE_HAND_OVER)
    if role not in ("leader", "deputy", "member"):
        raise ValidationError({"role": _("Choose a role.")})
    try:
        with transaction.atomic():
            Member.objects.create(inspection=row, staff=staff, role=role)
    except IntegrityError:
        raise ValidationError({"staff": _("Belongs to the group already.")}) from None
    changes = {"staff": staff.pk, "role": role}
    audit(row, "inspections.add_member", by=by, now=now, changes=changes)


@transaction.atomic
def remove_member(member: Member, *, by: Actor, now: datetime) -> None:
    """Somebody did not take part; who has signed stays."""
    row = member.inspection
    require_level(by, row.level, row.unit)
    require_state(row, *BEFORE_CLOSING)
    if member.signed_at:
        raise ValidationError(_("Who has signed stays in the group."))
    if row.members.count() == 1:
        raise ValidationError(_("The group needs at least one member."))
    audit(row, "inspections.remove_member", by=by, now=now, changes={"staff": member.staff_id})
    member.delete()


@transaction.atomic
def cancel_inspection(row: Inspection, *, reason: str, by: Actor, now: datetime) -> None:
    """It is not held; the reason stays."""
    require_level(by, row.level, row.unit)
    reason = needed(reason=reason)["reason"]
    move(row, FLOW, "cancel", code="inspections.cancel", by=by, now=now, reason=reason)
