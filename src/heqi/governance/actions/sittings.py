"""Sittings of the committee: called, moved, held, closed with their minutes (inspection/8.2)."""

from collections.abc import Iterable
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.duties.actions.recording import Proof, fulfil
from heqi.governance.access import LEAD
from heqi.governance.actions.committee import list_matter, needed, put_off
from heqi.governance.facts import due_after, share
from heqi.governance.models import Matter, Seat, Sitting
from heqi.governance.states import SITTING_FLOW, MatterStatus, SittingStatus
from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.ledger.numbers import next_number
from heqi.ledger.states import IllegalMove, move
from heqi.notices.actions import notify
from heqi.people.access import require
from heqi.people.models import Staff, Unit

SITTING = "WY"
DUTY, UNIT = "committee_meeting", "people.unit"


@transaction.atomic
def call_sitting(company: Unit, *, at: datetime, place: str, by: Actor, now: datetime) -> Sitting:
    """Call the committee; what waits is put on its agenda."""
    require(by, LEAD, company)
    row: Sitting = Sitting.objects.create(
        company=company,
        unit=company,
        number=next_number(SITTING, timezone.localdate(now)),
        at=at,
        place=needed(place=place)["place"][:100],
        minutes_by=due_after("minutes_in", company, start=at, now=now),
    )
    audit(row, "governance.call_sitting", by=by, now=now)
    waiting = Matter.objects.filter(company=company, status=MatterStatus.ASKED)
    for matter in waiting.select_related("unit"):
        list_matter(matter, sitting=row, by=by, now=now)
    _invite(row, by=by, now=now)
    return row


def _invite(row: Sitting, *, by: Actor, now: datetime) -> None:
    """Tell the members when and where they sit, and about how many matters."""
    members = Staff.objects.filter(pk__in=_members(row.company_id, timezone.localdate(now)))
    for staff in members.select_related("unit"):
        notify(
            staff,
            "governance.sitting_called",
            context={
                "number": row.number, "at": timezone.localtime(row.at), "place": row.place,
                "n": row.matters.count(),
            },
            about=row, unit=row.unit, url=f"/governance/sittings/{row.pk}/",
            key=f"governance:sitting:{row.pk}:{row.at:%Y%m%d%H%M}", by=by, now=now,
        )  # fmt: skip


@transaction.atomic
def move_sitting(sitting: Sitting, *, at: datetime, place: str, by: Actor, now: datetime) -> None:
    """Another time or place, while nobody has sat; the members are told."""
    require(by, LEAD, sitting)
    place = needed(place=place)["place"][:100]
    values = {
        "at": at,
        "place": place,
        "minutes_by": due_after("minutes_in", sitting.company, start=at, now=now),
        "warned_on": None,
    }
    rows = Sitting.objects.filter(pk=sitting.pk, status=SittingStatus.CALLED)
    if not rows.update(**values):
        raise IllegalMove(_("This step is not possible in the present state. Reload the page."))
    changes = {"at": [sitting.at.isoformat(), at.isoformat()], "place": [sitting.place, place]}
    for name, value in values.items():
        setattr(sitting, name, value)
    audit(sitting, "governance.move_sitting", by=by, now=now, changes=changes)
    _invite(sitting, by=by, now=now)


@transaction.atomic
def cancel_sitting(sitting: Sitting, *, reason: str, by: Actor, now: datetime) -> None:
    """The sitting does not take place: its matters wait for the next one."""
    require(by, LEAD, sitting)
    reason = needed(reason=reason)["reason"]
    move(
        sitting, SITTING_FLOW, "cancel", code="governance.cancel_sitting", by=by, now=now,
        reason=reason[:300],
    )  # fmt: skip
    for matter in sitting.matters.filter(status=MatterStatus.LISTED).select_related("unit"):
        put_off(matter, reason=_("The sitting was cancelled."), by=by, now=now)
    people = Staff.objects.filter(pk__in=_members(sitting.company_id, timezone.localdate(now)))
    for staff in people.select_related("unit"):
        notify(
            staff, "governance.sitting_cancelled",
            context={
                "number": sitting.number, "at": timezone.localtime(sitting.at), "reason": reason,
            },
            about=sitting, unit=sitting.unit, url=f"/governance/sittings/{sitting.pk}/",
            key=f"governance:sitting:{sitting.pk}:cancelled", by=by, now=now,
        )  # fmt: skip


@transaction.atomic
def hold_sitting(sitting: Sitting, *, present: Iterable[Staff], by: Actor, now: datetime) -> None:
    """Open the sitting: it decides with as many members as the policy wants."""
    require(by, LEAD, sitting)
    today = timezone.localdate(now)
    members = _members(sitting.company_id, today)
    came = {one.pk for one in present} & members
    if not members or len(came) < share("quorum", now=now, company_id=sitting.company_id) * len(
        members
    ):
        raise ValidationError(
            {"present": _("Too few members: {n} of {m}.").format(n=len(came), m=len(members))}
        )
    move(
        sitting, SITTING_FLOW, "hold", code="governance.hold_sitting", by=by, now=now,
        changes={"present": sorted(came)},
    )  # fmt: skip
    sitting.present.set(came)


@transaction.atomic
def close_sitting(sitting: Sitting, *, minutes: str, by: Actor, now: datetime) -> None:
    """Keep the minutes; they show that the committee sat. What was not decided waits on."""
    require(by, LEAD, sitting)
    minutes = needed(minutes=minutes)["minutes"]
    move(
        sitting, SITTING_FLOW, "close", code="governance.close_sitting", by=by, now=now,
        minutes=minutes[:5000], closed_at=now, closed_by=by.name,
    )  # fmt: skip
    for matter in sitting.matters.filter(status=MatterStatus.LISTED).select_related("unit"):
        put_off(matter, reason=_("Not decided at this sitting."), by=by, now=now)
    url = f"/governance/sittings/{sitting.pk}/"
    proof = Proof(
        "minutes", sitting.at, f"sitting:{sitting.pk}", sitting.number, sitting.number, url
    )
    fulfil(DUTY, UNIT, str(sitting.company_id), proof, by=by, now=now)


def _members(company: int, on: date) -> set[int]:
    rows = Seat.objects.filter(company=company, since__lte=on, until__isnull=True)
    return set(rows.values_list("staff_id", flat=True))
