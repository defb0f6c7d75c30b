"""A call in hand: put on hold, taken back, passed on."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.ledger.actors import Actor
from heqi.ledger.events import announce
from heqi.ledger.states import move
from heqi.people.access import Refused, require
from heqi.people.models import Staff
from heqi.service.actions.contacts import time_on_hold
from heqi.service.events import CallTransferred
from heqi.service.kinds import transfer_lines
from heqi.service.models import Contact, Transfer
from heqi.service.queries import colleagues
from heqi.service.states import CONTACT_FLOW


@transaction.atomic
def hold_call(contact: Contact, *, by: Actor, now: datetime) -> Contact:
    """The caller waits with music while the agent asks somebody; the seconds are counted."""
    _require_own(contact, by)
    move(
        contact,
        CONTACT_FLOW,
        "hold",
        code="service.hold_call",
        field="state",
        by=by,
        now=now,
        held_at=now,
    )
    return contact


@transaction.atomic
def retrieve_call(contact: Contact, *, by: Actor, now: datetime) -> Contact:
    """The agent speaks with the caller again."""
    _require_own(contact, by)
    move(
        contact,
        CONTACT_FLOW,
        "retrieve",
        code="service.retrieve_call",
        field="state",
        by=by,
        now=now,
        **time_on_hold(contact, now=now),
    )
    return contact


@transaction.atomic
def transfer_call(
    contact: Contact, *, line: str, to: Staff, note: str = "", by: Actor, now: datetime
) -> Contact:
    """Pass the call on: it rings with ``to`` alone, with the note and everything typed so far.

    ``line`` is one of :func:`heqi.service.kinds.transfer_lines`; ``to`` one of its colleagues.
    Until it is taken, who passed it on may take it back.
    """
    _require_own(contact, by)
    if line not in {row.code for row in transfer_lines()}:
        raise ValidationError({"line": _("Choose where the call goes.")})
    if to.pk == by.id:
        raise ValidationError({"to": _("The call is with you already.")})
    found = colleagues(contact, line, on=timezone.localdate(now))
    if to.pk not in {staff.pk for staff in found}:
        raise ValidationError({"to": _("{name} takes no calls on this line.").format(name=to)})
    Transfer.objects.create(
        contact=contact,
        line=line,
        by_id=by.id if by.kind == "staff" else None,
        to=to,
        note=note.strip()[:200],
        at=now,
    )
    move(
        contact,
        CONTACT_FLOW,
        "transfer",
        code="service.transfer_call",
        field="state",
        by=by,
        now=now,
        changes={"line": line, "to": to.pk},
        reason=note.strip()[:200],
        agent_id=None,
        offered_to_id=to.pk,
        **time_on_hold(contact, now=now),
    )
    announce(
        CallTransferred(
            contact_id=contact.pk,
            line=line,
            by_id=by.id,
            to_id=to.pk,
            company_id=contact.company_id,
        ),
        now=now,
    )
    return contact


def _require_own(contact: Contact, by: Actor) -> None:
    require(by, "service.answer", contact)
    if by.kind == "staff" and contact.agent_id != by.id:
        raise Refused(_("Somebody else is working on this contact."), "service.answer")
