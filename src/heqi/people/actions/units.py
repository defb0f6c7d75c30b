"""Changing units."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.people.access import require
from heqi.people.models import Staff, Unit, UnitKind


@transaction.atomic
def create_unit(
    *,
    kind: str,
    code: str,
    name: str,
    name_en: str = "",
    short_name: str = "",
    parent: Unit | None,
    by: Actor,
    now: datetime,
) -> Unit:
    """Add a node to the organisation."""
    require(by, "people.manage", parent)
    levels = list(UnitKind.values)
    if parent and levels.index(kind) <= levels.index(parent.kind):
        raise ValidationError({"kind": _("This level does not belong inside the unit above.")})
    if Unit.objects.filter(parent=parent, code=code).exists():
        raise ValidationError({"code": _("There is a unit with this code already.")})
    unit = Unit.objects.create(
        kind=kind,
        code=code,
        name=name,
        name_en=name_en,
        short_name=short_name,
        parent=parent,
        path=f"new-{parent.pk if parent else ''}-{code}",
    )
    unit.path = f"{parent.path if parent else ''}{unit.pk}."
    unit.company = unit if kind == UnitKind.COMPANY else (parent.company if parent else None)
    Unit.objects.filter(pk=unit.pk).update(path=unit.path, company=unit.company)
    audit(unit, "people.create_unit", by=by, now=now, changes={"name": name, "kind": kind})
    return unit


@transaction.atomic
def rename_unit(
    unit: Unit, *, name: str, name_en: str, short_name: str, by: Actor, now: datetime
) -> None:
    """Give a unit another name; its code and its place in the tree stay."""
    require(by, "people.manage", unit)
    before = {"name": unit.name, "name_en": unit.name_en, "short_name": unit.short_name}
    after = {"name": name, "name_en": name_en, "short_name": short_name}
    changed = {key: [before[key], after[key]] for key in after if before[key] != after[key]}
    if not changed:
        return
    Unit.objects.filter(pk=unit.pk).update(**after)
    audit(unit, "people.rename_unit", by=by, now=now, changes=changed)


@transaction.atomic
def close_unit(unit: Unit, *, on: date, reason: str, by: Actor, now: datetime) -> None:
    """Dissolve a unit in which nobody works any more; its records stay where they are."""
    require(by, "people.manage", unit)
    inside = Unit.objects.filter(path__startswith=unit.path, closed_on__isnull=True)
    if inside.exclude(pk=unit.pk).exists():
        raise ValidationError(_("Close the units inside it first."))
    if Staff.objects.filter(unit=unit, left_on__isnull=True).exists():
        raise ValidationError(_("People still work in this unit; move them first."))
    Unit.objects.filter(pk=unit.pk).update(closed_on=on)
    audit(unit, "people.close_unit", by=by, now=now, changes={"closed_on": on}, reason=reason)
