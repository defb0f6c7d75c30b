"""Who had to come and came; what he has to see to; all of it confirmed on the closing sheet."""

from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.ledger.events import announce
from heqi.ledger.states import IllegalMove
from heqi.people.access import Refused, require
from heqi.people.models import Staff
from heqi.workorders.actions.timing import record
from heqi.workorders.events import OrderAttended
from heqi.workorders.guards import holds_post, require_crew, wants_card
from heqi.workorders.models import Attendance, CardFormality, CardResult, Outcome, WorkOrder


@transaction.atomic
def attend(order: WorkOrder, *, by: Actor, now: datetime) -> WorkOrder:
    """Somebody whom the policy wants on the spot is there, beside the crew (tiering/6.1(5))."""
    require(by, "workorders.view", order)
    if not note_attendance(order, by=by, now=now):
        raise ValidationError(_("The policy does not ask for your attendance at this order."))
    audit(order, "workorders.attend", by=by, now=now, changes={"post": by.post})
    return order


def note_attendance(order: WorkOrder, *, by: Actor, now: datetime) -> bool:
    """Note the arrival of whoever holds a wanted post, or stands in for its holder today.

    With the last of them the promise to come in person is kept as far as the minutes go.
    """
    if by.kind != "staff" or by.id is None:
        return False
    staff = Staff.objects.get(pk=by.id)
    waiting = list(Attendance.objects.filter(order=order, arrived_at=None, settled_at=None))
    came = [row for row in waiting if holds_post(staff, row.post, now=now)]
    if not came:
        return False
    Attendance.objects.filter(pk__in=[row.pk for row in came]).update(staff=staff, arrived_at=now)
    for row in came:
        announce(
            OrderAttended(
                order_id=order.pk,
                number=order.number,
                post=row.post,
                staff_id=staff.pk,
                arrived_at=now.isoformat(),
                company_id=order.company_id,
            ),
            now=now,
        )
    if len(came) == len(waiting):
        facts = {"post": by.post, "staff": by.id}
        record(order, "attended", facts=facts, by=by, now=now)
    return True


@transaction.atomic
def note_attended(order: WorkOrder, *, post: str, staff: Staff, by: Actor, now: datetime) -> None:
    """A post that was called in beside the crew is there, as another app saw (tiering/6.1(5)).

    Called by the app that called the post and heard its holder; it checked who he is.
    """
    waiting = Attendance.objects.filter(order=order, arrived_at=None, settled_at=None)
    if not waiting.filter(post=post).update(staff=staff, arrived_at=now):
        return
    if not waiting.exists():
        record(order, "attended", facts={"post": post, "staff": staff.pk}, by=by, now=now)
    audit(order, "workorders.attend", by=by, now=now, changes={"post": post})


def settle_attendance(
    order: WorkOrder,
    *,
    confirmed: Mapping[str, bool] | None = None,
    absence: str = "",
    by: Actor,
    now: datetime,
) -> None:
    """The closing sheet: came is who arrived by the phone and whom the sheet does not deny.

    Where somebody is missing the promise to come in person is broken at once.
    """
    said = dict(confirmed or {})
    if False in said.values() and not absence.strip():
        raise ValidationError({"absence": _("Write down why the named person did not come.")})
    missing = []
    for row in Attendance.objects.filter(order=order, settled_at=None):
        came = row.arrived_at is not None and said.get(row.post) is not False
        Attendance.objects.filter(pk=row.pk).update(
            outcome=Outcome.CAME if came else Outcome.ABSENT,
            settled_at=row.arrived_at if came else now,
            confirmed=said.get(row.post),
            reason="" if came else (absence.strip() or order.override_reason)[:200],
        )
        if not came:
            missing.append(row.post)
    if missing:
        reason = absence.strip() or order.override_reason
        record(order, "unattended", reason=reason[:200], facts={"posts": missing}, by=by, now=now)


def except_attendance(order: WorkOrder, *, reason: str, now: datetime) -> None:
    """The order ended without a visit: nobody had to come any more."""
    Attendance.objects.filter(order=order, settled_at=None).update(
        outcome=Outcome.EXCEPTED, settled_at=now, reason=reason[:200]
    )


@transaction.atomic
def excuse_post(order: WorkOrder, *, post: str, reason: str, by: Actor, now: datetime) -> None:
    """A post that was called in is excused, as another app judged: it need not come, nor came.

    Where all the others are there the promise to come in person is kept.
    """
    rows = Attendance.objects.filter(order=order)
    if not rows.filter(post=post, arrived_at=None).update(
        outcome=Outcome.EXCEPTED, settled_at=now, reason=reason[:200]
    ):
        return
    audit(order, "workorders.excuse", by=by, now=now, changes={"post": post}, reason=reason)
    waiting = rows.filter(arrived_at=None).exclude(outcome=Outcome.EXCEPTED)
    if rows.filter(arrived_at__isnull=False).exists() and not waiting.exists():
        record(order, "attended", facts={"excused": post}, by=by, now=now)


@transaction.atomic
def handle_card(
    order: WorkOrder, *, result: str, note: str = "", by: Actor, now: datetime
) -> WorkOrder:
    """Whom the clause sends sees to the card formalities at the door (tiering/6.1(4))."""
    _require_there(order, by)
    if not wants_card(order.decision):
        raise ValidationError(_("No clause asks for card formalities at this order."))
    if order.arrived_at is None or not order.is_open:
        raise IllegalMove(_("The card formalities are seen to at the door."))
    if result not in (CardResult.DONE, CardResult.NONE):
        raise ValidationError({"result": _("Choose what was done.")})
    _keep_card(order, result, note, by=by, now=now)
    audit(order, "workorders.card", by=by, now=now, changes={"result": result}, reason=note)
    return order


def settle_card(order: WorkOrder, *, by: Actor, now: datetime) -> None:
    """Finished without a word on the card formalities: they were not seen to."""
    if wants_card(order.decision) and not CardFormality.objects.filter(order=order).exists():
        _keep_card(order, CardResult.MISSED, "", by=by, now=now)


def _require_there(order: WorkOrder, by: Actor) -> None:
    try:
        require_crew(order, by)
    except Refused:
        if not Attendance.objects.filter(order=order, staff_id=by.id or 0).exists():
            raise


def _keep_card(order: WorkOrder, result: str, note: str, *, by: Actor, now: datetime) -> None:
    wanted = list(Attendance.objects.filter(order=order))
    staff = Staff.objects.filter(pk=by.id or 0).first() if by.kind == "staff" else None
    named = staff is not None and any(holds_post(staff, row.post, now=now) for row in wanted)
    values = {
        "result": result,
        "note": note.strip()[:200],
        "clause": order.attend_clause,
        "staff": staff,
        "by_name": by.name,
        "by_post": named,
        "at": now,
    }
    try:
        with transaction.atomic():
            CardFormality.objects.create(order=order, **values)
    except IntegrityError:
        raise IllegalMove(_("The card formalities are recorded already.")) from None
