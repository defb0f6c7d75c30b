"""Calls and other contacts."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from heqi.customers.models import Party
from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.ledger.events import announce
from heqi.ledger.states import IllegalMove, move
from heqi.people.access import Refused, require
from heqi.people.models import Unit
from heqi.people.queries import company_of
from heqi.service.events import ContactEnded, ContactRang, ContactWritten
from heqi.service.models import Channel, Contact, Direction, Transfer
from heqi.service.states import CONTACT_FLOW, LIVE_STATES, ContactState

DRAFT_LIMIT = 20_000


def time_on_hold(contact: Contact, *, now: datetime) -> dict[str, Any]:
    """The columns that end a hold, if the caller is on hold."""
    if contact.held_at is None:
        return {}
    waited = max(0, int((now - contact.held_at).total_seconds()))
    return {"held_at": None, "held_s": contact.held_s + waited}


def _digits(number: str) -> str:
    return "".join(char for char in number if char.isdigit() or char == "+")[:20]


def _told_before(company: Unit, external_ref: str) -> Contact | None:
    # What is left out is what the index leaves out: else SQLite reads every contact.
    told = Contact.objects.filter(company=company, external_ref=external_ref)
    return told.exclude(external_ref="").order_by().first()


@transaction.atomic
def receive_call(
    *,
    unit: Unit,
    caller_number: str,
    external_ref: str = "",
    party: Party | None = None,
    by: Actor,
    now: datetime,
) -> Contact:
    """A call rings (from the telephone system); told twice under one ``external_ref`` it is one."""
    require(by, "service.answer", unit)

    company = company_of(unit)
    if external_ref and (known := _told_before(company, external_ref)):
        return known
    contact: Contact = Contact.objects.create(
        company=company,
        unit=unit,
        channel=Channel.PHONE,
        caller_number=_digits(caller_number),
        party=party,
        started_at=now,
        external_ref=external_ref,
    )

    audit(
        contact,
        "service.receive_call",
        by=by,
        now=now,
        personal={"caller_number": contact.caller_number},
    )

    announce(
        ContactRang(
            contact_id=contact.pk,
            caller_number=contact.caller_number,
            unit_id=unit.pk,
            company_id=company.pk,
        ),
        now=now,
    )
    return contact


@transaction.atomic
def answer_call(contact: Contact, *, by: Actor, now: datetime) -> Contact:
    """An agent takes the call; of two, one gets it. One passed on is for whom it was passed on
    to, or is taken back by who passed it on."""
    require(by, "service.answer", contact)
    open_transfer = contact.transfers.filter(taken_at__isnull=True).last()
    if open_transfer and by.kind == "staff":
        if by.id not in (open_transfer.to_id, open_transfer.by_id):
            raise Refused(
                _("This call was passed on to {name}.").format(name=open_transfer.to),
                "service.answer",
            )
        Transfer.objects.filter(pk=open_transfer.pk).update(taken_at=now)
    move(
        contact,
        CONTACT_FLOW,
        "answer",
        code="service.answer_call",
        field="state",
        by=by,
        now=now,
        agent_id=_staff(by),
        # The caller was answered when somebody first took the call.
        answered_at=contact.answered_at or now,
        offered_to_id=None,
    )
    return contact


@transaction.atomic
def abandon_contact(contact: Contact, *, by: Actor, now: datetime) -> Contact:
    """The caller hung up before anybody answered."""
    require(by, "service.answer", contact)
    move(
        contact,
        CONTACT_FLOW,
        "abandon",
        code="service.abandon_contact",
        field="state",
        by=by,
        now=now,
        ended_at=now,
    )
    return contact


@transaction.atomic
def end_call(contact: Contact, *, recording_ref: str = "", by: Actor, now: datetime) -> Contact:
    """The talk is over; the agent writes up. Promises of an emergency run from here."""
    require(by, "service.answer", contact)
    move(
        contact,
        CONTACT_FLOW,
        "end",
        code="service.end_call",
        field="state",
        by=by,
        now=now,
        ended_at=now,
        recording_ref=recording_ref or contact.recording_ref,
        **time_on_hold(contact, now=now),
    )
    announce(
        ContactEnded(
            contact_id=contact.pk, ended_at=now.isoformat(), company_id=contact.company_id
        ),
        now=now,
    )
    return contact


@transaction.atomic
def finish_contact(contact: Contact, *, summary: str = "", by: Actor, now: datetime) -> Contact:
    """The contact is written up; its draft is dropped."""
    require(by, "service.answer", contact)
    was_talking = contact.state in LIVE_STATES
    move(
        contact,
        CONTACT_FLOW,
        "finish",
        code="service.finish_contact",
        field="state",
        by=by,
        now=now,
        ended_at=contact.ended_at or now,
        summary=(summary or contact.summary)[:500],
        draft={},
        **time_on_hold(contact, now=now),
    )
    announce(ContactWritten(contact_id=contact.pk, company_id=contact.company_id), now=now)
    if was_talking:
        announce(
            ContactEnded(
                contact_id=contact.pk, ended_at=now.isoformat(), company_id=contact.company_id
            ),
            now=now,
        )
    return contact


@transaction.atomic
def log_contact(
    *,
    unit: Unit,
    channel: str,
    caller_number: str = "",
    direction: str = Direction.IN,
    party: Party | None = None,
    summary: str = "",
    external_ref: str = "",
    by: Actor,
    now: datetime,
) -> Contact:
    """Begin a contact without a telephone system: a visit, a message, a call typed in by hand."""
    require(by, "service.answer", unit)
    if channel not in Channel.values:
        raise ValidationError({"channel": _("Choose a channel from the list.")})

    company = company_of(unit)
    if external_ref and (known := _told_before(company, external_ref)):
        return known
    contact: Contact = Contact.objects.create(
        company=company,
        unit=unit,
        channel=channel,
        direction=direction,
        caller_number=_digits(caller_number),
        party=party,
        agent_id=_staff(by),
        state=ContactState.TALKING,
        started_at=now,
        answered_at=now,
        summary=summary[:500],
        external_ref=external_ref,
    )

    audit(
        contact,
        "service.log_contact",
        by=by,
        now=now,
        changes={"channel": channel},
        personal={"caller_number": contact.caller_number},
    )
    return contact


@transaction.atomic
def identify_caller(contact: Contact, *, party: Party | None, by: Actor, now: datetime) -> Contact:
    """Say which customer is speaking, or that it is none of the matches."""
    require(by, "service.answer", contact)
    if party is not None and party.company_id != contact.company_id:
        raise ValidationError({"party": _("This customer belongs to another company.")})
    before, contact.party = contact.party_id, party
    Contact.objects.filter(pk=contact.pk).update(party=party)
    audit(
        contact,
        "service.identify_caller",
        by=by,
        now=now,
        changes={"party": [before, party.pk if party else None]},
    )
    return contact


def save_draft(contact: Contact, *, draft: Mapping[str, Any], by: Actor, now: datetime) -> Contact:
    """Keep what the agent has typed so far. Not audited: it is nobody's business record yet."""
    require(by, "service.answer", contact)
    if by.kind == "staff" and contact.agent_id not in (None, by.id):
        raise Refused(_("Somebody else is working on this contact."), "service.answer")
    values = {str(key)[:40]: value for key, value in draft.items()}
    if len(str(values)) > DRAFT_LIMIT:
        raise ValidationError(_("The draft is too long to be kept."))
    saved = Contact.objects.filter(pk=contact.pk).exclude(state=ContactState.DONE)
    if not saved.update(draft=values, draft_at=now):
        raise IllegalMove(_("This contact is finished; its draft cannot be changed."))
    contact.draft, contact.draft_at = values, now
    return contact


def _staff(by: Actor) -> int | None:
    return by.id if by.kind == "staff" else None
