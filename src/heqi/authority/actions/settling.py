"""What is to be done after a use: noted by hand, or told by the app that does it."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from heqi.authority.access import SETTLE, USE
from heqi.authority.actions.effects import settle_if_done
from heqi.authority.actions.timing import record
from heqi.authority.facts import BY_PROCESS, MOMENTS, NUMBERED, SHEETS
from heqi.authority.models import Formality, Use
from heqi.authority.states import Status
from heqi.authority.subjects import carries, door_of
from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.ledger.states import StaleState
from heqi.people.access import may, refuse, require

ALIVE = (Status.OPEN, Status.SIGNING, Status.RETURNED)


@transaction.atomic
def settle_formality(row: Use, *, code: str, reference: str, by: Actor, now: datetime) -> None:
    """Note that a formality is done, by whoever used the authority or sees to it.

    What a department of the process does, somebody of that department notes. What ends with an
    order or a project is settled by its number alone.
    """
    require_settling(row, code, by)
    if code in SHEETS:
        raise ValidationError(_("This is settled by the sheet itself."))
    if door_of(code):
        raise ValidationError(_("This is seen to on its own page."))
    if code in NUMBERED and reference.strip() and not carries(reference, NUMBERED[code], by):
        raise ValidationError(
            {
                "reference": _("There is no order or project {number} that you may see.").format(
                    number=reference.strip()[:40]
                )
            }
        )
    _done(row, code, reference, by=by, now=now)


@transaction.atomic
def settle_above(row: Use, *, code: str, reference: str, by: Actor, now: datetime) -> None:
    """The app above did what a formality asks; its action has checked its own right."""
    _done(row, code, reference, by=by, now=now)


def require_settling(row: Use, code: str, by: Actor) -> None:
    """Refuse whoever may not note a formality of a use as done."""
    units = list(row.process.all()) if code in BY_PROCESS else []
    if units:
        if not any(may(by, SETTLE, unit) for unit in units):
            raise refuse(
                _("{units} does this, and says when it is done."),
                units="、".join(unit.name for unit in units),
            )
        return
    if by.id != row.used_by_id or not may(by, USE):
        require(by, SETTLE, row.unit)


@transaction.atomic
def supply_order(row: Use, *, order: str, by: Actor, now: datetime) -> None:
    """The app above made the order for work that was done without one (补单).

    Called by its action, which has checked its own right; whoever did the work does not supply
    his own order.
    """
    require(by, SETTLE, row.unit)
    if by.kind == "staff" and by.id == row.used_by_id:
        raise refuse(_("The team leader supplies the order, not who did the work."))
    _done(row, "backfill_order", order, by=by, now=now)
    Use.objects.filter(pk=row.pk).update(order_number=order[:40])
    row.order_number = order[:40]


def _done(row: Use, code: str, reference: str, *, by: Actor, now: datetime) -> None:
    if row.effective_at is None or row.status not in ALIVE:
        raise ValidationError(_("This use is not in effect."))
    if not reference.strip():
        raise ValidationError({"reference": _("Give the number of the paper, or a note.")})
    one = Formality.objects.filter(use=row, code=code).first()
    if one is None:
        raise ValidationError(_("This is not asked for here."))
    won = Formality.objects.filter(pk=one.pk, done_at__isnull=True).update(
        done_at=now, by_name=by.name, reference=reference.strip()[:200]
    )
    if not won:
        raise StaleState(_("This is done already."))
    audit(
        row, "authority.formality", by=by, now=now,
        changes={"formality": code, "reference": reference.strip()},
    )  # fmt: skip
    if code in MOMENTS:
        record(row, MOMENTS[code], by=by, now=now)
    settle_if_done(row, by=by, now=now)
