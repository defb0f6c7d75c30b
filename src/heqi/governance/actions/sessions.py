"""Trainings and service meetings, with who was there (conduct/2.3(4), inspection/3.6)."""

from collections.abc import Iterable
from datetime import date, datetime, time

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.duties.actions.recording import Proof, fulfil
from heqi.governance.access import IMPROVE
from heqi.governance.actions.committee import needed
from heqi.governance.models import Session
from heqi.governance.states import SESSION_FLOW, SessionStatus
from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.ledger.states import IllegalMove, move
from heqi.people.access import require
from heqi.people.models import Staff, Unit
from heqi.people.queries import company_of, department_of

TRAINING, UNIT = "service_training", "people.unit"


@transaction.atomic
def record_session(
    *,
    unit: Unit,
    kind: str,
    subject: str,
    held_on: date,
    led_by: str,
    content: str,
    present: Iterable[Staff],
    by: Actor,
    now: datetime,
) -> Session:
    """A training or service meeting: with who was there it took place, without it is planned."""
    require(by, IMPROVE, unit)
    texts = needed(subject=subject, led_by=led_by, content=content)
    people = list(present)
    if people and held_on > timezone.localdate(now):
        raise ValidationError({"held_on": _("This day is still to come.")})
    if kind not in Session.Kind.values:
        raise ValidationError({"kind": _("Say whether it was a training or a meeting.")})
    row: Session = Session.objects.create(
        company=company_of(unit),
        unit=unit,
        kind=kind,
        subject=texts["subject"][:100],
        held_on=held_on,
        led_by=texts["led_by"][:60],
        content=texts["content"][:3000],
        status=SessionStatus.PLANNED,
        made_at=now,
        made_by=by.name,
    )
    audit(row, "governance.record_session", by=by, now=now, changes={"held_on": str(held_on)})
    if people:
        record_attendance(row, present=people, by=by, now=now)
    return row


@transaction.atomic
def record_attendance(row: Session, *, present: Iterable[Staff], by: Actor, now: datetime) -> None:
    """Who was there; a training with its list shows that the department trains (2.3(4))."""
    require(by, IMPROVE, row)
    people = list(present)
    if row.held_on > timezone.localdate(now):
        raise ValidationError(_("This day is still to come."))
    if not people:
        raise ValidationError({"present": _("Mark who was there.")})
    move(
        row, SESSION_FLOW, "attend", code="governance.attendance", by=by, now=now,
        changes={"present": sorted(one.pk for one in people)},
    )  # fmt: skip
    row.present.set(people)
    theirs = Staff.objects.filter(unit__path__startswith=row.unit.path, left_on__isnull=True)
    row.absent.set(theirs.exclude(pk__in=[one.pk for one in people]))
    if row.kind == Session.Kind.TRAINING:
        at = timezone.make_aware(datetime.combine(row.held_on, time(12)))
        url = f"/governance/sessions/{row.pk}/"
        proof = Proof("attendance", at, f"session:{row.pk}", row.subject, url=url)
        fulfil(TRAINING, UNIT, str(department_of(row.unit).pk), proof, by=by, now=now)


@transaction.atomic
def move_session(row: Session, *, held_on: date, reason: str, by: Actor, now: datetime) -> None:
    """What is planned takes place on another day."""
    require(by, IMPROVE, row)
    reason = needed(reason=reason)["reason"]
    if held_on < timezone.localdate(now):
        raise ValidationError({"held_on": _("Name a day from today on.")})
    rows = Session.objects.filter(pk=row.pk, status=SessionStatus.PLANNED)
    if not rows.update(held_on=held_on, warned_on=None):
        raise IllegalMove(_("This step is not possible in the present state. Reload the page."))
    changes = {"held_on": [row.held_on.isoformat(), held_on.isoformat()]}
    row.held_on, row.warned_on = held_on, None
    audit(row, "governance.move_session", by=by, now=now, changes=changes, reason=reason[:300])


@transaction.atomic
def cancel_session(row: Session, *, reason: str, by: Actor, now: datetime) -> None:
    """What is planned does not take place."""
    require(by, IMPROVE, row)
    reason = needed(reason=reason)["reason"]
    move(
        row, SESSION_FLOW, "cancel", code="governance.cancel_session", by=by, now=now,
        reason=reason[:300],
    )  # fmt: skip
