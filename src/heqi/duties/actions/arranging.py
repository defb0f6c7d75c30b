"""Who does it, when people meet for it, and what follows from it."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.duties.access import MANAGE, require_do
from heqi.duties.models import FollowUp, Occurrence, Participant
from heqi.duties.posts import doer_of
from heqi.duties.specs import words_of
from heqi.duties.states import UNDONE
from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.ledger.states import StaleState
from heqi.notices.actions import notify
from heqi.people.access import refuse, require
from heqi.people.models import Staff


@transaction.atomic
def assign(row: Occurrence, *, staff: Staff, by: Actor, now: datetime) -> None:
    """Somebody else than the post's holder does it; stays so when the holder changes."""
    require(by, MANAGE, row)
    won = Occurrence.objects.filter(pk=row.pk, status__in=UNDONE).update(
        assignee=staff, stand_in=None, by_hand=True
    )
    if not won:
        raise StaleState(_("This is settled already. Reload the page."))
    audit(
        row,
        "duties.assign",
        by=by,
        now=now,
        changes={"assignee": [row.assignee_id, staff.pk], "name": staff.name},
    )
    row.refresh_from_db()
    words = words_of(row.code)
    notify(
        staff,
        "duties.assigned",
        context={
            "name": by.name,
            "duty": {"zh": words.zh, "en": words.en},
            "period": row.period_text,
            "subject": row.subject_label,
            "due": row.due_on,
        },
        about=row,
        unit=row.company,
        url=f"/duties/{row.pk}/",
        by=by,
        now=now,
    )


@transaction.atomic
def arrange_meeting(
    row: Occurrence, *, at: datetime, place: str = "", by: Actor, now: datetime
) -> None:
    """A visit or check is agreed for an instant; whoever is to take part is listed."""
    require_do(by, row)
    if row.status not in UNDONE:
        raise StaleState(_("This is settled already. Reload the page."))
    if timezone.localdate(at) < row.first_on:
        sentence = _("The period begins on {day}; choose a later day.")
        raise ValidationError({"at": sentence.format(day=row.first_on)})
    Occurrence.objects.filter(pk=row.pk).update(meeting_at=at, meeting_place=place.strip()[:120])
    audit(row, "duties.arrange_meeting", by=by, now=now, changes={"at": [row.meeting_at, at]})
    row.meeting_at, row.meeting_place = at, place.strip()[:120]
    for post in expected_posts(row):
        if row.participants.filter(post=post).exists():
            continue
        doer = doer_of(post, row.unit, on=timezone.localdate(at))
        if doer.staff:
            Participant.objects.get_or_create(
                occurrence=row, post=post, name=doer.staff.name, defaults={"staff": doer.staff}
            )


def expected_posts(row: Occurrence) -> list[str]:
    """Who is to take part: the post that leads, those who attend, those who must come."""
    return list(dict.fromkeys(post for post in (row.post, *row.attend, *row.in_person) if post))


@transaction.atomic
def add_follow_up(
    row: Occurrence, *, text: str, staff: Staff, due_on: date, by: Actor, now: datetime
) -> FollowUp:
    """Something is left to be done, by somebody, until a day."""
    require_do(by, row)
    if not text.strip():
        raise ValidationError({"text": _("Say what is to be done.")})
    if due_on < timezone.localdate(now):
        raise ValidationError({"due_on": _("This day is past.")})
    made: FollowUp = FollowUp.objects.create(
        occurrence=row, text=text.strip()[:300], staff=staff, due_on=due_on
    )
    changes = {"text": made.text, "staff": staff.name, "due_on": due_on}
    audit(row, "duties.add_follow_up", by=by, now=now, changes=changes)
    return made


@transaction.atomic
def finish_follow_up(made: FollowUp, *, outcome: str, by: Actor, now: datetime) -> None:
    """It is done, with its outcome."""
    row = made.occurrence
    if not (by.kind == "staff" and by.id == made.staff_id):
        require_do(by, row)
    if not outcome.strip():
        raise ValidationError({"outcome": _("Say what came of it.")})
    won = FollowUp.objects.filter(pk=made.pk, done_at__isnull=True).update(
        done_at=now, outcome=outcome.strip()[:300]
    )
    if not won:
        raise refuse(_("This follow-up is done already."))
    changes = {"follow_up": made.text, "outcome": outcome.strip()}
    audit(row, "duties.finish_follow_up", by=by, now=now, changes=changes)
