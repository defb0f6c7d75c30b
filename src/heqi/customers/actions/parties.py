"""Creating and changing customers (data-entry/2.2, 5-master)."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.customers.access import CHANGE
from heqi.customers.actions.record import change_row, record_creation, write_entry
from heqi.customers.events import TierMarkSet
from heqi.customers.models import Criterion, CustomerKind, IdKind, Party, PartyKind, Phone, Tier
from heqi.customers.numbers import NUMBER_PREFIX
from heqi.customers.search.index import refresh
from heqi.customers.states import PARTY_FLOW
from heqi.ledger.actors import Actor
from heqi.ledger.events import announce
from heqi.ledger.numbers import next_number
from heqi.ledger.states import StaleState, move
from heqi.people.access import refuse, require
from heqi.people.models import Unit
from heqi.people.queries import company_of

PHONE = re.compile(r"^\d{3,15}$")
TYPED = re.compile(r"^([\d\s\-()+]+?)\s+([^\d\s\-()+].*)$")
ID_KINDS: dict[str, str] = {
    PartyKind.PERSON: IdKind.IDENTITY_CARD,
    PartyKind.ORGANISATION: IdKind.CREDIT_CODE,
}
DETAILS = frozenset(
    {
        "customer_kind", "contact_name", "id_kind", "id_number", "vulnerable", "vulnerable_note",
        "daily_m3",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PhoneDraft:
    """A phone as it was entered; the first of a list is the one to call first."""

    number: str
    label: str = ""

    @property
    def text(self) -> str:
        """As it is typed and shown: the number, then whose it is."""
        return f"{self.number} {self.label}".strip()


@transaction.atomic
def create_party(
    *,
    unit: Unit,
    name: str,
    phones: Sequence[PhoneDraft | str] = (),
    kind: str = PartyKind.PERSON,
    customer_kind: str = CustomerKind.RESIDENTIAL,
    contact_name: str = "",
    id_kind: str = "",
    id_number: str = "",
    vulnerable: bool = False,
    vulnerable_note: str = "",
    daily_m3: Decimal | None = None,
    by: Actor,
    now: datetime,
) -> Party:
    """Take a customer into the files of the unit's company. ``daily_m3`` in m³ a day."""
    require(by, CHANGE, unit)
    drafts = read_phones(phones)
    party: Party = Party(
        company=company_of(unit),
        unit=unit,
        number=next_number(NUMBER_PREFIX, timezone.localdate(now)),
        kind=kind,
        customer_kind=customer_kind,
        name=name.strip(),
        contact_name=contact_name.strip(),
        id_kind=id_kind or (ID_KINDS.get(kind, "") if id_number.strip() else ""),
        id_number=id_number.strip().upper(),
        vulnerable=vulnerable,
        vulnerable_note=vulnerable_note.strip(),
        daily_m3=daily_m3,
        created_at=now,
    )
    party.full_clean(exclude=["unit"])
    party.save(force_insert=True)
    _write_phones(party, drafts)
    refresh(parties=[party.pk])
    record_creation(
        party,
        "customers.create_party",
        ["number", "kind", "customer_kind", "vulnerable", *DETAILS],
        by=by,
        now=now,
        name=party.name,
        phones=[draft.text for draft in drafts],
    )
    return party


@transaction.atomic
def change_contact(
    party: Party,
    *,
    name: str | None = None,
    phones: Sequence[PhoneDraft | str] | None = None,
    reason: str = "",
    by: Actor,
    now: datetime,
) -> None:
    """Correct the name or replace the list of phones (data-entry/6.3).

    A name is corrected where it was entered wrong; another person takes over by
    :func:`carry_out_transfer`, a name given in conversion changes by :func:`carry_out_rename`.
    """
    require(by, CHANGE, party)
    values: dict[str, Any] = {}
    if name is not None:
        if not name.strip():
            raise ValidationError({"name": _("A customer needs a name.")})
        values["name"] = name
    more: dict[str, tuple[Any, Any]] = {}
    if phones is not None:
        drafts = read_phones(phones)
        labels = dict(party.phones.values_list("number", "label"))
        # A number that stays keeps its label where none is given.
        drafts = [replace(one, label=one.label or labels.get(one.number, "")) for one in drafts]
        before, after = _phones(party), [one.text for one in drafts]
        if before != after:
            party.phones.all().delete()
            _write_phones(party, drafts)
            more["phones"] = (before, after)
    change_row(
        party,
        values,
        more=more,
        code="customers.change_contact",
        by=by,
        now=now,
        reason=reason,
    )
    refresh(parties=[party.pk])


@transaction.atomic
def change_party(
    party: Party, *, reason: str = "", by: Actor, now: datetime, **details: Any
) -> None:
    """Change what is known of a customer; ``details`` of :data:`DETAILS`, ``None`` leaves a value
    as it is."""
    require(by, CHANGE, party)
    unknown = sorted(set(details) - DETAILS)
    if unknown:
        raise TypeError(f"unknown details: {', '.join(unknown)}")
    given = {key: value for key, value in details.items() if value is not None}
    if "id_number" in given:
        given["id_number"] = given["id_number"].strip().upper()
    change_row(party, given, code="customers.change_party", by=by, now=now, reason=reason)


@transaction.atomic
def set_tier_mark(
    party: Party,
    *,
    tier: str,
    criterion: str = Criterion.NONE,
    basis: str,
    proof: str,
    since: date | None = None,
    decision: int | None = None,
    by: Actor,
    now: datetime,
) -> None:
    """Mark the tier that an approved assessment decided (tiering/7.2-60); called by the tiers app.

    ``by`` is the system under the reviewer's name: nobody sets a mark by hand. ``basis`` names the
    clause, ``proof`` what was looked at; both are needed for any other tier than standard
    (tiering/4.1). ``since`` is the day from which it holds, default today.
    """
    if by.kind != "system":
        raise refuse(_("A tier is set by an approved assessment only. Please propose one."))
    if tier not in Tier.values or criterion not in Criterion.values:
        raise ValidationError({"tier": _("This tier or criterion does not exist.")})
    if tier != Tier.STANDARD and not (basis.strip() and proof.strip()):
        raise ValidationError({"basis": _("A tier needs its basis and the proof that was seen.")})
    old = party.tier
    mark = {
        "tier": tier,
        "tier_criterion": criterion,
        "tier_basis": basis.strip()[:200],
        "tier_since": since or timezone.localdate(now),
    }
    won = Party.objects.filter(pk=party.pk, revision=party.revision).update(
        revision=F("revision") + 1, **mark
    )
    if not won:
        raise StaleState(_("Somebody else was faster: the record has changed. Reload the page."))
    pairs = {key: (getattr(party, key), value) for key, value in mark.items()}
    party.revision += 1
    for key, value in mark.items():
        setattr(party, key, value)
    write_entry(
        party,
        "customers.set_tier_mark",
        {**pairs, "proof": (None, proof)},
        by=by,
        now=now,
        reason=basis,
        personal={"proof"},
        decision=decision,
    )
    announce(
        TierMarkSet(party_id=party.pk, company_id=party.company_id, before=old, tier=tier), now=now
    )


@transaction.atomic
def close_party(party: Party, *, reason: str, by: Actor, now: datetime) -> None:
    """End a customer's file; impossible while an account of his is open."""
    require(by, CHANGE, party)
    open_accounts = party.occupancies.filter(until__isnull=True).exclude(
        service_point__state="closed"
    )
    if open_accounts.exists():
        raise ValidationError(_("Close or transfer the customer's accounts first."))
    move(
        party,
        PARTY_FLOW,
        "close",
        code="customers.close_party",
        by=by,
        now=now,
        field="state",
        reason=reason,
    )


def split_phone(line: str) -> PhoneDraft:
    """A line as it is typed, the number first and whose it is behind it: ``13800102207 儿子``."""
    text = unicodedata.normalize("NFKC", line).strip()
    cut = TYPED.match(text)
    return PhoneDraft(*cut.groups()) if cut else PhoneDraft(text)


def read_phones(phones: Iterable[PhoneDraft | str]) -> list[PhoneDraft]:
    """Digits only, each number once; a readable sentence for anything that is no phone."""
    found: dict[str, PhoneDraft] = {}
    for phone in phones:
        draft = phone if isinstance(phone, PhoneDraft) else split_phone(phone)
        number = re.sub(r"[\s\-()+]", "", unicodedata.normalize("NFKC", draft.number))
        if not number:
            continue
        if len(number) == 13 and number.startswith("86"):
            number = number[2:]
        if not PHONE.match(number) or not number.isascii():
            raise ValidationError(
                {"phones": _("“{number}” is not a phone number.").format(number=draft.number[:30])}
            )
        found.setdefault(number, PhoneDraft(number, draft.label.strip()[:30]))
    return list(found.values())


def _write_phones(party: Party, drafts: Sequence[PhoneDraft]) -> None:
    Phone.objects.bulk_create(
        Phone(
            company_id=party.company_id,
            party=party,
            number=draft.number,
            number_reversed=draft.number[::-1],
            label=draft.label,
            is_primary=place == 0,
        )
        for place, draft in enumerate(drafts)
    )


def _phones(party: Party) -> list[str]:
    rows = party.phones.values_list("number", "label")
    return [PhoneDraft(number, label).text for number, label in rows]
