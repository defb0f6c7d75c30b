"""Doing a duty: evidence that is told by an app or recorded by hand, and what makes it done."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.duties.access import require_do
from heqi.duties.events import DutyFulfilled
from heqi.duties.models import Evidence, Occurrence, Participant
from heqi.duties.states import FLOW, UNDONE, Status
from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.ledger.events import announce
from heqi.ledger.states import move
from heqi.people.models import Staff

NOON = time(12)


@dataclass(frozen=True, slots=True)
class Proof:
    """What shows that something was done: its kind, when, and where it can be looked up.

    ``key`` names the source, so that the same thing told twice is kept once.
    """

    kind: str
    at: datetime
    key: str
    text: str = ""
    reference: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Present:
    """Somebody who was to take part, and whether he came himself."""

    post: str
    name: str
    came: bool
    staff: Staff | None = None
    note: str = ""


def fulfil(
    code: str,
    subject_type: str,
    subject_id: str,
    proof: Proof,
    *,
    present: Iterable[Present] = (),
    by: Actor,
    now: datetime,
) -> Occurrence | None:
    """An app tells that something was done for a subject: it counts for the duty's occurrence.

    That is the earliest one not yet done that was open at the time, or still could be made up.
    ``present`` says who took part. None where nothing of the kind was owed. Repetitions change
    nothing.
    """
    day = timezone.localdate(proof.at)
    rows = Occurrence.objects.filter(
        code=code, subject_type=subject_type, subject_id=str(subject_id)
    )
    told = rows.filter(records__key=proof.key).first()
    if told is not None:
        return told
    open_rows = rows.filter(status__in=UNDONE, first_on__lte=day, grace_until__gte=day)
    row = open_rows.order_by("due_on", "id").first()
    if row is not None:
        _note_present(row, present)
        add_evidence(row, proof, by=by, now=now)
    return row


@transaction.atomic
def record(
    row: Occurrence,
    *,
    kind: str,
    text: str,
    done_on: date,
    reference: str = "",
    by: Actor,
    now: datetime,
) -> None:
    """Somebody records by hand what was done, on which day."""
    require_do(by, row)
    if kind not in row.evidence:
        raise ValidationError({"kind": _("This evidence is not asked for here.")})
    if done_on > timezone.localdate(now):
        raise ValidationError({"done_on": _("This day is still to come.")})
    if done_on < row.first_on:
        sentence = _("The period begins on {day}; what was done earlier does not count for it.")
        raise ValidationError({"done_on": sentence.format(day=row.first_on)})
    if not text.strip():
        raise ValidationError({"text": _("Say what was done.")})
    at = timezone.make_aware(datetime.combine(done_on, NOON))
    proof = Proof(kind, min(at, now), uuid4().hex, text.strip(), reference.strip()[:80])
    if row.status not in UNDONE:
        raise ValidationError(_("This is settled already: {state}.").format(state=_state(row)))
    add_evidence(row, proof, by=by, now=now)


@transaction.atomic
def add_evidence(row: Occurrence, proof: Proof, *, by: Actor, now: datetime) -> None:
    """Keep a piece of evidence; with the last one that is asked for the occurrence is done."""
    try:
        with transaction.atomic():
            Evidence.objects.create(
                occurrence=row,
                kind=proof.kind,
                text=proof.text,
                reference=proof.reference[:80],
                url=proof.url[:200],
                key=proof.key[:120],
                done_at=proof.at,
                by_id=by.id if by.kind == "staff" else None,
                by_name=by.name,
                recorded_at=now,
            )
    except IntegrityError:
        return
    changes = {"kind": proof.kind, "reference": proof.reference, "done_at": proof.at}
    audit(row, "duties.record", by=by, now=now, changes=changes)
    settle(row, by=by, now=now)


@transaction.atomic
def record_attendance(
    row: Occurrence, people: Iterable[Present], *, by: Actor, now: datetime
) -> None:
    """Who came himself. Where somebody must come in person, it counts only when he did."""
    require_do(by, row)
    told = _note_present(row, people)
    audit(row, "duties.record_attendance", by=by, now=now, changes={"came": told})
    settle(row, by=by, now=now)


def _note_present(row: Occurrence, people: Iterable[Present]) -> dict[str, bool]:
    told = {}
    for one in people:
        Participant.objects.update_or_create(
            occurrence=row,
            post=one.post,
            name=one.name[:60],
            defaults={"staff": one.staff, "came": one.came, "note": one.note[:200]},
        )
        told[f"{one.post} {one.name}"] = one.came
    return told


def missing_evidence(row: Occurrence) -> list[str]:
    """Kinds of evidence that are asked for and not there yet."""
    have = set(row.records.values_list("kind", flat=True))
    return [kind for kind in row.evidence if kind not in have]


def missing_people(row: Occurrence) -> list[str]:
    """Posts that must take part in person and of which nobody has come."""
    came = set(row.participants.filter(came=True).values_list("post", flat=True))
    return [post for post in row.in_person if post not in came]


def settle(row: Occurrence, *, by: Actor, now: datetime) -> None:
    """Done, once all evidence is there and whoever must come in person came."""
    if row.status not in UNDONE or missing_evidence(row) or missing_people(row):
        return
    last = row.records.order_by("-done_at").first()
    if last is None:
        return
    late = timezone.localdate(last.done_at) > row.due_on
    if late and row.status == Status.PLANNED:
        return
    move(
        row,
        FLOW,
        "finish_late" if late else "finish",
        code="duties.finish",
        by=by,
        now=now,
        changes={"late": late},
        decision=row.decision_id,
        done_at=last.done_at,
        done_by_id=last.by_id or row.assignee_id,
        done_by_name=last.by_name,
        recorded_at=now,
        changes_on=None,
    )
    announce(
        DutyFulfilled(
            occurrence_id=row.pk,
            duty=row.code,
            clause=row.clause,
            subject_type=row.subject_type,
            subject_id=row.subject_id,
            late=late,
            staff_id=row.done_by_id,
            unit_id=row.unit_id,
            company_id=row.company_id,
        ),
        now=now,
    )


def _state(row: Occurrence) -> str:
    return str(Status(row.status).label)
