"""Meetings and visits: invited, held, minuted; their items done in time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.duties.actions.recording import Proof, fulfil
from heqi.ledger.actors import SYSTEM, Actor
from heqi.ledger.audit import audit
from heqi.ledger.events import announce
from heqi.ledger.numbers import next_number
from heqi.ledger.states import move
from heqi.notices.actions import notify_holders
from heqi.people.access import refuse, require
from heqi.people.models import Staff, Unit
from heqi.supervision.access import ANSWER, MANAGE
from heqi.supervision.actions.links import tell_member
from heqi.supervision.actions.members import was_active
from heqi.supervision.doors import member, opens
from heqi.supervision.events import MeetingMinuted
from heqi.supervision.models import Gathering, Invitation, Item, Link, Supervisor
from heqi.supervision.states import GATHERING_FLOW, ITEM_FLOW, ItemStatus, Standing

PREFIX = "JH"
DUTY, UNIT = "supervisor_meeting", "people.unit"
BATCH = 100


@dataclass(frozen=True, slots=True)
class Task:
    """What a meeting agrees on: what, which department, until when, who."""

    text: str
    unit: Unit
    due_on: date
    owner: Staff | None = None


@transaction.atomic
def plan_gathering(
    company: Unit,
    *,
    kind: str,
    title: str,
    at: datetime,
    place: str,
    agenda: str,
    invited: Iterable[Supervisor],
    by: Actor,
    now: datetime,
) -> Gathering:
    """Plan a meeting or a visit and invite to it."""
    require(by, MANAGE, company)
    guests = [one for one in invited if one.company_id == company.pk]
    wrong: dict[str, str] = {}
    for name, text in (("title", title), ("place", place), ("agenda", agenda)):
        if not text.strip():
            wrong[name] = _("Please fill this in.")
    if kind not in Gathering.Kind.values:
        wrong["kind"] = _("Say what kind of meeting it is.")
    if not guests or any(one.status != Standing.SERVING for one in guests):
        wrong["invited"] = _("Invite supervisors who serve.")
    if wrong:
        raise ValidationError(wrong)
    row: Gathering = Gathering.objects.create(
        company=company,
        unit=company,
        number=next_number(PREFIX, timezone.localdate(now)),
        kind=kind,
        title=title.strip()[:100],
        at=at,
        place=place.strip()[:100],
        agenda=agenda.strip()[:2000],
    )
    Invitation.objects.bulk_create(Invitation(gathering=row, supervisor=one) for one in guests)
    audit(row, "supervision.plan_meeting", by=by, now=now, changes={"invited": len(guests)})
    for one in guests:
        tell_member(
            one,
            "supervision.invited",
            {"title": row.title, "at": row.at, "place": row.place},
            key=f"gathering{row.pk}:invited",
            by=by,
            now=now,
        )
    return row


@transaction.atomic
def answer_invitation(link: Link, gathering: Gathering, *, coming: bool, now: datetime) -> None:
    """A supervisor says by his link whether he will come."""
    if not opens(link, on=timezone.localdate(now)):
        raise refuse(_("This link is closed. Please ask the service management office."))
    if gathering.status != "planned":
        raise ValidationError(_("This meeting takes no answers any more."))
    reply = Invitation.Reply.COMING if coming else Invitation.Reply.AWAY
    won = Invitation.objects.filter(gathering=gathering, supervisor_id=link.supervisor_id).update(
        reply=reply, replied_at=now
    )
    if not won:
        raise refuse(_("You are not invited to this meeting."))
    Link.objects.filter(pk=link.pk).update(used_at=now)
    by = member(link.supervisor)
    audit(gathering, "supervision.answer_invitation", by=by, now=now, changes={"reply": reply})


@transaction.atomic
def hold_gathering(
    gathering: Gathering,
    *,
    came: Iterable[Supervisor],
    chaired_by: str,
    hosts: str,
    by: Actor,
    now: datetime,
) -> None:
    """It took place: who came, who chaired, who was there for the company."""
    require(by, MANAGE, gathering)
    if gathering.at > now:
        raise ValidationError(_("The meeting is still to come."))
    if not chaired_by.strip():
        raise ValidationError({"chaired_by": _("Please fill this in.")})
    present = {one.pk for one in came}
    rows = list(gathering.invitations.select_related("supervisor"))
    if not any(row.supervisor_id in present for row in rows):
        raise ValidationError({"came": _("Mark who came.")})
    move(
        gathering,
        GATHERING_FLOW,
        "hold",
        code="supervision.hold_meeting",
        by=by,
        now=now,
        changes={"came": sorted(present)},
        chaired_by=chaired_by.strip()[:60],
        hosts=hosts.strip()[:300],
        held_at=now,
    )
    day = timezone.localdate(gathering.at)
    for row in rows:
        row.came = row.supervisor_id in present
        if row.came:
            was_active(row.supervisor, day)
    Invitation.objects.bulk_update(rows, ["came"])


@transaction.atomic
def keep_minutes(
    gathering: Gathering, *, minutes: str, tasks: Iterable[Task], by: Actor, now: datetime
) -> None:
    """The minutes with what was agreed; they show that the half-yearly meeting was held."""
    require(by, MANAGE, gathering)
    if not minutes.strip():
        raise ValidationError({"minutes": _("Please fill this in.")})
    rows = list(tasks)
    for task in rows:
        if task.due_on < timezone.localdate(gathering.at):
            raise ValidationError({"due_on": _("An item is due after the meeting.")})
        require(by, MANAGE, task.unit)
    move(
        gathering,
        GATHERING_FLOW,
        "minute",
        code="supervision.keep_minutes",
        by=by,
        now=now,
        changes={"items": len(rows)},
        minutes=minutes.strip()[:5000],
        minuted_at=now,
        minuted_by=by.name,
    )
    for task in rows:
        _give_out(gathering, task, by=by, now=now)
    if gathering.kind == Gathering.Kind.MEETING:
        proof = Proof(
            "minutes",
            gathering.at,
            f"gathering:{gathering.pk}",
            gathering.title,
            gathering.number,
            f"/network/meetings/{gathering.pk}/",
        )
        fulfil(DUTY, UNIT, str(gathering.company_id), proof, by=by, now=now)
    announce(
        MeetingMinuted(
            gathering_id=gathering.pk,
            number=gathering.number,
            kind=gathering.kind,
            on=timezone.localdate(gathering.at).isoformat(),
            company_id=gathering.company_id,
        ),
        now=now,
    )


@transaction.atomic
def cancel_gathering(gathering: Gathering, *, reason: str, by: Actor, now: datetime) -> None:
    """It does not take place; whoever was invited is told why."""
    require(by, MANAGE, gathering)
    if not reason.strip():
        raise ValidationError({"reason": _("Please give a reason.")})
    move(
        gathering,
        GATHERING_FLOW,
        "cancel",
        code="supervision.cancel_meeting",
        by=by,
        now=now,
        reason=reason.strip()[:300],
        why_cancelled=reason.strip()[:300],
    )
    for row in gathering.invitations.select_related("supervisor__unit"):
        tell_member(
            row.supervisor,
            "supervision.cancelled",
            {"title": gathering.title, "at": gathering.at, "reason": gathering.why_cancelled},
            key=f"gathering{gathering.pk}:cancelled",
            by=by,
            now=now,
        )


@transaction.atomic
def finish_item(item: Item, *, result: str, by: Actor, now: datetime) -> None:
    """The department did what was agreed, and says what came of it."""
    require(by, ANSWER, item)
    _end(item, "finish", result, by=by, now=now)


@transaction.atomic
def drop_item(item: Item, *, result: str, by: Actor, now: datetime) -> None:
    """The office drops an item, with the reason."""
    require(by, MANAGE, item.company)
    _end(item, "drop", result, by=by, now=now)


def warn_of_items(*, now: datetime) -> int:
    """Items that are past their day are told once to the department and its owner."""
    today = timezone.localdate(now)
    rows = Item.objects.filter(
        status=ItemStatus.OPEN, due_on__lt=today, warned_on__isnull=True
    ).select_related("unit", "owner__unit", "gathering")
    done = 0
    for item in rows[:BATCH]:
        with transaction.atomic():
            won = Item.objects.filter(pk=item.pk, warned_on__isnull=True).update(warned_on=today)
            if not won:
                continue
            _tell_item(item, "supervision.item_late", by=SYSTEM, now=now)
        done += 1
    return done


def _give_out(gathering: Gathering, task: Task, *, by: Actor, now: datetime) -> None:
    if not task.text.strip():
        raise ValidationError({"text": _("Please fill this in.")})
    item: Item = Item.objects.create(
        company=gathering.company,
        unit=task.unit,
        gathering=gathering,
        text=task.text.strip()[:300],
        owner=task.owner,
        due_on=task.due_on,
    )
    _tell_item(item, "supervision.item", by=by, now=now)


def _tell_item(item: Item, code: str, *, by: Actor, now: datetime) -> None:
    notify_holders(
        ANSWER,
        item.unit,
        code,
        context={"text": item.text, "due": item.due_on, "number": item.gathering.number},
        about=item,
        url=f"/network/items/{item.pk}/",
        key=f"item{item.pk}:{code}",
        also=[item.owner] if item.owner else (),
        by=by,
        now=now,
    )


def _end(item: Item, name: str, text: str, *, by: Actor, now: datetime) -> None:
    if not text.strip():
        raise ValidationError({"result": _("Please fill this in.")})
    move(
        item,
        ITEM_FLOW,
        name,
        code=f"supervision.{name}_item",
        by=by,
        now=now,
        reason=text.strip()[:300],
        result=text.strip()[:500],
        ended_at=now,
        ended_by=by.name,
    )
