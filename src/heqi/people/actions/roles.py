"""Roles: giving and taking back, and what they may do."""

from collections.abc import Iterable
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.people.access import permissions, require
from heqi.people.actions.defaults import roles_apart
from heqi.people.models import Holding, Role, Staff, Unit


@transaction.atomic
def grant_role(
    staff: Staff,
    *,
    role: Role,
    unit: Unit,
    since: date,
    until: date | None = None,
    by: Actor,
    now: datetime,
) -> Holding:
    """Give a role in a unit. Nobody gives rights to himself."""
    require(by, "people.manage", unit)
    if by.kind == "staff" and by.id == staff.pk:
        raise ValidationError(_("Nobody can give rights to himself."))
    _keep_apart(staff, role, on=since)
    holding: Holding = Holding.objects.create(
        staff=staff, role=role, unit=unit, since=since, until=until
    )
    audit(
        staff,
        "people.grant_role",
        by=by,
        now=now,
        changes={"role": role.pk, "unit": unit.pk, "since": since, "until": until},
    )
    return holding


@transaction.atomic
def end_role(holding: Holding, *, until: date, by: Actor, now: datetime) -> None:
    """Take a role back from a day on; from its first day or before, it never held."""
    require(by, "people.manage", holding.unit)
    if until > holding.since:
        Holding.objects.filter(pk=holding.pk).update(until=until)
    else:
        holding.delete()
    audit(
        holding.staff,
        "people.end_role",
        by=by,
        now=now,
        changes={"role": holding.role_id, "unit": holding.unit_id, "until": until},
    )


def _keep_apart(staff: Staff, role: Role, *, on: date) -> None:
    """Who runs the system must not be who audits it (GB/T 22239: the three administrators)."""
    barred = roles_apart(role.pk)
    held = (
        Holding.objects.filter(Q(until__isnull=True) | Q(until__gt=on))
        .filter(staff=staff, role__in=barred)
        .select_related("role")
        .first()
    )
    if held:
        raise ValidationError(
            _("{name} holds the role {held}; nobody may hold {role} beside it.").format(
                name=staff.name, held=held.role, role=role
            )
        )


@transaction.atomic
def change_role(
    role: Role, *, name: str, name_en: str, codes: Iterable[str], by: Actor, now: datetime
) -> None:
    """Change what a role may do, wherever it is held; a matter of the whole group."""
    for root in Unit.objects.filter(parent__isnull=True):
        require(by, "people.manage", root)
    wanted = sorted(set(codes))
    if unknown := [code for code in wanted if code not in permissions()]:
        raise ValidationError(
            _("There is no right {code}.").format(code=", ".join(unknown)), code="unknown"
        )
    before = set(role.permissions)
    changes = {
        "added": sorted(set(wanted) - before),
        "removed": sorted(before - set(wanted)),
        "name": [role.name, name],
    }
    Role.objects.filter(pk=role.pk).update(permissions=wanted, name=name, name_en=name_en)
    audit(role, "people.change_role", by=by, now=now, changes=changes)
