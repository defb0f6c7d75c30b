"""Reading personal data: each read checks the right, has a reason and is logged with it."""

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from heqi.customers.access import OPEN, UNMASK, VIEW
from heqi.customers.lookups import log_lookup
from heqi.customers.models import LookupAction, Party
from heqi.customers.pace import admit
from heqi.customers.purposes import Purpose, vouched
from heqi.ledger.actors import Actor
from heqi.people.access import may, require

ID_NUMBER = "id_number"
PHONE = "phone"
# The channel of a paper that business hands to its customer: no list leaves with it.
PAPER = "paper"
# Sources of a purpose that open a file beyond the reader's own units.
VOUCHED = ("auto", "glass")


def find_party(actor: Actor, pk: int, *, now: datetime, via: str = "") -> Party | None:
    """The customer, or None for one that does not exist or is not the actor's to see.

    ``via`` names a context that may vouch for the reader (:mod:`heqi.customers.purposes`). An
    attempt on somebody else's customer is logged; the answer does not betray that he exists.
    """
    rows = Party.objects.select_related("unit", "company")
    visible = Party.objects.visible_to(actor, VIEW).select_related("unit", "company")
    found = visible.filter(pk=pk).first()
    if found is not None:
        return found
    found = rows.filter(pk=pk).first()
    if found is None:
        return None
    purpose = vouched(via, actor=actor, party=found, now=now) if via else None
    if may_read(actor, VIEW, found, purpose):
        return found
    _deny(actor, pk, VIEW, now)
    return None


def may_read(actor: Actor, code: str, party: Party, purpose: Purpose | None) -> bool:
    """Whether the right covers the customer, or a context in the same company vouches.

    Somebody on the road holds the right in his team only: his order opens the file it is about.
    """
    if may(actor, code, party):
        return True
    in_context = purpose is not None and purpose.source in VOUCHED and bool(purpose.code)
    return in_context and actor.holds(code) and actor.company_id == party.company_id


def open_customer(actor: Actor, party: Party, purpose: Purpose | None, *, now: datetime) -> Party:
    """Open a customer's file for a reason; logs a view. ``Refused`` is logged as well."""
    _require(actor, OPEN, party, purpose, now)
    _reason(purpose)
    admit(actor, LookupAction.VIEW, now=now)
    with transaction.atomic():
        log_lookup(LookupAction.VIEW, by=actor, now=now, subjects=[party.pk], purpose=purpose)
    return party


def unmask(
    actor: Actor, party: Party, field: str, purpose: Purpose | None, *, now: datetime
) -> str:
    """The whole value of one field: ``phone``, ``phone:<id>`` or ``id_number``; logged."""
    _require(actor, UNMASK, party, purpose, now)
    _reason(purpose)
    admit(actor, LookupAction.UNMASK, now=now)
    with transaction.atomic():
        value = _value(party, field)
        log_lookup(
            LookupAction.UNMASK,
            by=actor,
            now=now,
            subjects=[party.pk],
            masked=False,
            field=field[:20],
            purpose=purpose,
        )
    return value


def log_reveal(
    party_id: int | None,
    *,
    field: str,
    purpose: Purpose,
    urgent: bool = False,
    by: Actor,
    now: datetime,
) -> None:
    """A contact of a case of work (an order, a callback) is shown whole: whoever is paused or too
    fast is refused, as at the customer's own page; call in the transaction that reads it.

    Where gas may be escaping (``urgent``) nobody is made to wait; the look is logged all the same.
    """
    require(by, UNMASK)
    if not urgent:
        admit(by, LookupAction.UNMASK, now=now)
    log_lookup(
        LookupAction.UNMASK,
        by=by,
        now=now,
        subjects=[party_id] if party_id else [],
        count=1,
        masked=False,
        field=field,
        purpose=purpose,
    )


def log_list(
    actor: Actor, parties: Sequence[int], *, now: datetime, query: str = "", channel: str = "ui"
) -> None:
    """A page of a list was shown, masked; call in the transaction that read the rows."""
    admit(actor, LookupAction.LIST, now=now)
    log_lookup(
        LookupAction.LIST,
        by=actor,
        now=now,
        subjects=parties,
        query=query,
        query_kind="list",
        channel=channel,
    )


def log_print(actor: Actor, parties: Sequence[int], *, now: datetime) -> None:
    """A slip or a form of one matter is printed; call in the transaction that read the rows."""
    admit(actor, LookupAction.PRINT, now=now)
    log_lookup(LookupAction.PRINT, by=actor, now=now, subjects=parties, channel=PAPER)


def _value(party: Party, field: str) -> str:
    if field == ID_NUMBER:
        return party.id_number
    kind, _colon, pk = field.partition(":")
    phones = party.phones.order_by("-is_primary", "id")
    if kind == PHONE and (not pk or (pk.isascii() and pk.isdigit() and len(pk) < 19)):
        phone = phones.filter(pk=int(pk)).first() if pk else phones.first()
        if phone is not None:
            return phone.number
    raise ValidationError(_("There is nothing of this kind to show."))


def _require(actor: Actor, code: str, party: Party, purpose: Purpose | None, now: datetime) -> None:
    if may_read(actor, code, party, purpose):
        return
    _deny(actor, party.pk, code, now)
    require(actor, code, party)


def _deny(actor: Actor, pk: int, code: str, now: datetime) -> None:
    with transaction.atomic():
        log_lookup(
            LookupAction.DENIED,
            by=actor,
            now=now,
            subjects=[pk],
            count=0,
            field=code.partition(".")[2][:20],
        )


def _reason(purpose: Purpose | None) -> None:
    if purpose is None or not purpose.code:
        raise ValidationError({"purpose": _("Choose one of the reasons.")})
