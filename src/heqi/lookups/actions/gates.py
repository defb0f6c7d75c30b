"""Emergency openings (break-glass) and pauses after a burst."""

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.customers.models import Party
from heqi.customers.pace import gates_on
from heqi.ledger.actors import SYSTEM, Actor
from heqi.ledger.audit import audit
from heqi.ledger.events import announce
from heqi.lookups.access import GLASS, MANAGE, REVIEW
from heqi.lookups.events import LookupsPaused
from heqi.lookups.models import GlassOpening, Pause
from heqi.lookups.thresholds import limits_on
from heqi.notices.actions import notify
from heqi.people.access import refuse, require
from heqi.people.models import Staff
from heqi.people.queries import company_of, department_of, holders_of_right


@transaction.atomic
def open_glass(party: Party, *, reason: str, by: Actor, now: datetime) -> GlassOpening:
    """Open one customer for a few minutes without the usual reason; supervisors hear at once."""
    require(by, GLASS)
    if by.kind != "staff" or by.id is None or by.company_id != party.company_id:
        raise refuse(_("This customer belongs to another company."))
    if len(reason.strip()) < 4:
        raise ValidationError({"reason": _("Please say what the emergency is.")})
    minutes = int(gates_on(now, company_id=party.company_id)["glass_minutes"])
    opening: GlassOpening = GlassOpening.objects.create(
        staff_id=by.id,
        party=party,
        company=party.company,
        reason=reason.strip()[:200],
        opened_at=now,
        until=now + timedelta(minutes=minutes),
    )
    audit(
        opening,
        "lookups.open_glass",
        by=by,
        now=now,
        changes={"party": party.number, "minutes": minutes},
        reason=opening.reason,
    )
    for person in supervisors_of(opening.staff, now=now):
        notify(
            person,
            "lookups.glass",
            context={
                "name": by.name,
                "customer": party.number,
                "until": f"{timezone.localtime(opening.until):%H:%M}",
                "reason": opening.reason,
            },
            about=opening,
            unit=party.company,
            url="/lookups/gates/",
            key=f"glass{opening.pk}",
            by=SYSTEM,
            now=now,
        )
    return opening


def supervisors_of(staff: Staff, *, now: datetime) -> list[Staff]:
    """Heads in somebody's own department, and the reviewers of his company."""
    today = timezone.localdate(now)
    department = department_of(staff.unit)
    heads = [
        person
        for person in Staff.objects.filter(unit=department, post__code__startswith="head_")
        if person.is_employed(today)
    ]
    reviewers = holders_of_right(REVIEW, company_of(staff.unit), on=today)
    found = {person.pk: person for person in [*heads, *reviewers] if person.pk != staff.pk}
    return list(found.values())


@transaction.atomic
def pause_viewer(staff: Staff, *, rule: str, sentence: str, now: datetime) -> Pause:
    """Let somebody's look-ups rest for the minutes of the pack; reviewers are told to call him."""
    running = Pause.objects.filter(staff=staff, until__gt=now, lifted_at__isnull=True).first()
    if running:
        return running
    minutes = limits_on(timezone.localdate(now), staff.unit.company_id).overall("pause_minutes")
    pause: Pause = Pause.objects.create(
        staff=staff,
        company=company_of(staff.unit),
        rule=rule,
        since=now,
        until=now + timedelta(minutes=minutes),
    )
    changes = {"rule": rule, "minutes": minutes, "staff": staff.pk}
    audit(pause, "lookups.pause", by=SYSTEM, now=now, changes=changes, reason=sentence)
    announce(
        LookupsPaused(staff_id=staff.pk, company_id=pause.company_id, rule=rule, until=pause.until),
        now=now,
    )
    context = {
        "name": staff.name,
        "until": f"{timezone.localtime(pause.until):%H:%M}",
        "sentence": sentence,
    }
    for person in [staff, *supervisors_of(staff, now=now)]:
        notify(
            person,
            "lookups.paused",
            context=context,
            about=pause,
            unit=pause.company,
            url="/lookups/gates/" if person.pk != staff.pk else "/lookups/mine/",
            key=f"pause{pause.pk}",
            by=SYSTEM,
            now=now,
        )
    return pause


@transaction.atomic
def lift_pause(pause: Pause, *, reason: str, by: Actor, now: datetime) -> None:
    """End a pause early, once somebody has called; never one's own."""
    require(by, MANAGE, pause.company)
    if by.id == pause.staff_id:
        raise refuse(_("Nobody lifts his own pause."))
    if not reason.strip():
        raise ValidationError({"reason": _("Please give a reason.")})
    Pause.objects.filter(pk=pause.pk, lifted_at__isnull=True).update(
        lifted_at=now, lifted_by_name=by.name
    )
    audit(pause, "lookups.lift_pause", by=by, now=now, reason=reason)
