"""Who is on duty when."""

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.people.access import may, require
from heqi.people.models import RosterShift, Staff, Unit


@transaction.atomic
def roster_staff(
    *, unit: Unit, staff: Staff, since: datetime, until: datetime, by: Actor, now: datetime
) -> RosterShift:
    """Put somebody on a unit's roster."""
    _require_roster(by, unit)
    if until <= since:
        raise ValidationError({"until": _("The end must come after the beginning.")})
    if _overlapping(staff, since, until):
        raise ValidationError(
            {"since": _("{name} is on a roster at that time already.").format(name=staff.name)}
        )
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
def remove_shift(shift: RosterShift, *, by: Actor, now: datetime) -> None:
    """Take somebody off the roster; a shift that has begun stays as it was."""
    _require_roster(by, shift.unit)
    if shift.since <= now:
        raise ValidationError(_("A shift that has begun stays on the roster."))
    audit(
        shift.staff,
        "people.remove_shift",
        by=by,
        now=now,
        changes={"unit": shift.unit_id, "since": shift.since, "until": shift.until},
    )
    shift.delete()


@transaction.atomic
def repeat_week(*, unit: Unit, monday: datetime, by: Actor, now: datetime) -> int:
    """Copy the shifts of the week before into the week of ``monday``; returns how many.

    Shifts that would overlap one of the same person are left out.
    """
    _require_roster(by, unit)
    week = timedelta(days=7)
    before = RosterShift.objects.filter(unit=unit, since__gte=monday - week, since__lt=monday)
    made = 0
    for shift in before.select_related("staff"):
        since, until = shift.since + week, shift.until + week
        works = since > now and shift.staff.is_employed(since.date())
        if works and not _overlapping(shift.staff, since, until):
            RosterShift.objects.create(unit=unit, staff=shift.staff, since=since, until=until)
            made += 1
    audit(unit, "people.repeat_week", by=by, now=now, changes={"week": monday, "shifts": made})
    return made


def _overlapping(staff: Staff, since: datetime, until: datetime) -> bool:
    return RosterShift.objects.filter(staff=staff, since__lt=until, until__gt=since).exists()


def _require_roster(by: Actor, unit: Unit) -> None:
    """Leaders keep the roster of their own unit; so do those who manage people."""
    if not may(by, "people.manage", unit):
        require(by, "people.roster", unit)
