"""Changing the organisation."""

from datetime import date, datetime
from importlib.resources import files
from typing import Any

import yaml
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.people.access import require
from heqi.people.models import (
    Account,
    Holding,
    Post,
    Role,
    RosterShift,
    Staff,
    StandIn,
    Unit,
    UnitKind,
)


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
def hire_staff(
    *,
    number: str,
    name: str,
    unit: Unit,
    post: Post,
    phone: str = "",
    title: str = "",
    joined_on: date | None = None,
    username: str = "",
    password: str | None = None,
    by: Actor,
    now: datetime,
) -> Staff:
    """Take somebody on; with ``username`` the person can sign in."""
    require(by, "people.manage", unit)
    staff = Staff.objects.create(
        number=number,
        name=name,
        unit=unit,
        post=post,
        phone=phone,
        title=title,
        joined_on=joined_on,
    )
    if username:
        account = Account(username=username, staff=staff)
        account.set_password(password)
        account.save()
    audit(
        staff,
        "people.hire_staff",
        by=by,
        now=now,
        changes={"number": number, "unit": unit.pk, "post": post.pk},
        personal={"name": name, "phone": phone},
    )
    return staff


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
    """Take a role back from a day on."""
    require(by, "people.manage", holding.unit)
    Holding.objects.filter(pk=holding.pk).update(until=until)
    audit(
        holding.staff,
        "people.end_role",
        by=by,
        now=now,
        changes={"role": holding.role_id, "unit": holding.unit_id, "until": until},
    )


@transaction.atomic
def appoint_stand_in(
    *, absent: Staff, deputy: Staff, since: date, until: date, reason: str, by: Actor, now: datetime
) -> StandIn:
    """Let ``deputy`` act for ``absent``; whoever leaves may arrange it himself."""
    if not (by.kind == "staff" and by.id == absent.pk):
        require(by, "people.manage", absent.unit)
    if absent.pk == deputy.pk:
        raise ValidationError({"deputy": _("A stand-in must be somebody else.")})
    if until <= since:
        raise ValidationError({"until": _("The last day must come after the first day.")})
    stand_in: StandIn = StandIn.objects.create(
        absent=absent, deputy=deputy, since=since, until=until, reason=reason
    )
    audit(
        absent,
        "people.appoint_stand_in",
        by=by,
        now=now,
        changes={"deputy": deputy.pk, "since": since, "until": until},
        reason=reason,
    )
    return stand_in


@transaction.atomic
def end_stand_in(stand_in: StandIn, *, by: Actor, now: datetime) -> None:
    """End a stand-in before its time."""
    if not (by.kind == "staff" and by.id == stand_in.absent_id):
        require(by, "people.manage", stand_in.absent.unit)
    StandIn.objects.filter(pk=stand_in.pk).update(ended_at=now)
    audit(stand_in.absent, "people.end_stand_in", by=by, now=now)


@transaction.atomic
def roster_staff(
    *, unit: Unit, staff: Staff, since: datetime, until: datetime, by: Actor, now: datetime
) -> RosterShift:
    """Put somebody on a unit's roster."""
    require(by, "people.manage", unit)
    if until <= since:
        raise ValidationError({"until": _("The end must come after the beginning.")})
    shift: RosterShift = RosterShift.objects.create(
        unit=unit, staff=staff, since=since, until=until
    )
    audit(
        staff,
        "people.roster_staff",
        by=by,
        now=now,
        changes={"unit": unit.pk, "since": since, "until": until},
    )
    return shift


@transaction.atomic
def load_defaults() -> None:
    """Make the posts and roles of the data files known; what a company changed stays."""
    for row in _data("posts"):
        Post.objects.get_or_create(code=row["code"], defaults=row)
    for row in default_roles():
        Role.objects.get_or_create(code=row["code"], defaults=row)


def default_roles() -> list[dict[str, Any]]:
    """The roles that a company starts with, as in the data file."""
    return _data("roles")


def _data(name: str) -> list[dict[str, Any]]:
    text = files("heqi.people").joinpath("data", f"{name}.yaml").read_text(encoding="utf-8")
    rows: list[dict[str, Any]] = yaml.safe_load(text)
    return rows
