"""Creating and changing customers."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Field
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.customers.access import CHANGE, TIER
from heqi.customers.events import TierMarkSet
from heqi.customers.models import Criterion, CustomerKind, Party, PartyKind, Phone, Tier
from heqi.customers.search.index import refresh
from heqi.customers.states import PARTY_FLOW
from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.ledger.events import announce
from heqi.ledger.numbers import next_number
from heqi.ledger.states import StaleState, move
from heqi.people.access import require
from heqi.people.models import Unit
from heqi.people.queries import company_of

NUMBER_PREFIX = "KH"
PHONE = re.compile(r"^\d{3,15}$")


@dataclass(frozen=True, slots=True)
class PhoneDraft:
    """A phone as it was entered; the first of a list is the one to call first."""

    number: str
    label: str = ""


@transaction.atomic
def create_party(
    *,
    unit: Unit,
    name: str,
    phones: Sequence[PhoneDraft | str] = (),
    kind: str = PartyKind.PERSON,
    customer_kind: str = CustomerKind.RESIDENTIAL,
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
    audit(
        party,
        "customers.create_party",
        by=by,
        now=now,
        changes={
            "number": party.number,
            "kind": kind,
            "customer_kind": customer_kind,
            "vulnerable": vulnerable,
        },
        personal={
            "name": party.name,
            "id_number": party.id_number,
            "phones": [draft.number for draft in drafts],
        },
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
    """Correct the name or replace the list of phones (data-entry/6.3)."""
    require(by, CHANGE, party)
    before = {"name": party.name, "phones": list(_numbers(party))}
    values: dict[str, Any] = {}
    if name is not None:
        if not name.strip():
            raise ValidationError({"name": _("A customer needs a name.")})
        values["name"] = name.strip()[:120]
    drafts = None if phones is None else read_phones(phones)
    _change(party, **values)
    if drafts is not None:
        party.phones.all().delete()
        _write_phones(party, drafts)
    refresh(parties=[party.pk])
    audit(
        party,
        "customers.change_contact",
        by=by,
        now=now,
        changes={"fields": [*values, *(["phones"] if drafts is not None else [])]},
        personal={"before": before, "after": {"name": party.name, "phones": _numbers(party)}},
        reason=reason,
    )


@transaction.atomic
def change_party(
    party: Party,
    *,
    customer_kind: str | None = None,
    id_number: str | None = None,
    vulnerable: bool | None = None,
    vulnerable_note: str | None = None,
    daily_m3: Decimal | None = None,
    reason: str = "",
    by: Actor,
    now: datetime,
) -> None:
    """Change what is known of a customer; ``None`` leaves a value as it is."""
    require(by, CHANGE, party)
    given = {
        "customer_kind": customer_kind,
        "id_number": id_number,
        "vulnerable": vulnerable,
        "vulnerable_note": vulnerable_note,
        "daily_m3": daily_m3,
    }
    values = {key: value for key, value in given.items() if value is not None}
    changed = {k: v for k, v in values.items() if getattr(party, k) != v}
    before = {key: getattr(party, key) for key in changed}
    for key, value in changed.items():
        cast("Field[Any, Any]", Party._meta.get_field(key)).clean(value, party)
    _change(party, **changed)
    audit(
        party,
        "customers.change_party",
        by=by,
        now=now,
        changes={k: [before[k], changed[k]] for k in changed if k not in _PERSONAL},
        personal={k: [before[k], changed[k]] for k in changed if k in _PERSONAL},
        reason=reason,
    )


_PERSONAL = {"id_number", "vulnerable_note"}


@transaction.atomic
def set_tier_mark(
    party: Party,
    *,
    tier: str,
    criterion: str = Criterion.NONE,
    basis: str,
    proof: str,
    decision: int | None = None,
    by: Actor,
    now: datetime,
) -> None:
    """Mark the tier that was decided elsewhere, with its basis and the proof seen.

    ``basis`` names the clause or the decision, ``proof`` what was looked at; both are needed for
    any other tier than standard (tiering/4.1).
    """
    require(by, TIER, party)
    if tier not in Tier.values or criterion not in Criterion.values:
        raise ValidationError({"tier": _("This tier or criterion does not exist.")})
    if tier != Tier.STANDARD and not (basis.strip() and proof.strip()):
        raise ValidationError({"basis": _("A tier needs its basis and the proof that was seen.")})
    old = party.tier
    _change(
        party,
        tier=tier,
        tier_criterion=criterion,
        tier_basis=basis.strip()[:200],
        tier_since=timezone.localdate(now),
    )
    audit(
        party,
        "customers.set_tier_mark",
        by=by,
        now=now,
        changes={"tier": [old, tier], "criterion": criterion, "basis": basis},
        personal={"proof": proof},
        reason=basis,
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


def read_phones(phones: Iterable[PhoneDraft | str]) -> list[PhoneDraft]:
    """Digits only, each number once; a readable sentence for anything that is no phone."""
    found: dict[str, PhoneDraft] = {}
    for phone in phones:
        draft = phone if isinstance(phone, PhoneDraft) else PhoneDraft(phone)
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


def _numbers(party: Party) -> list[str]:
    return list(party.phones.values_list("number", flat=True))


def _change(party: Party, **values: Any) -> None:
    """Write if nobody wrote since the row was read."""
    won = Party.objects.filter(pk=party.pk, revision=party.revision).update(
        revision=F("revision") + 1, **values
    )
    if not won:
        raise StaleState(_("Somebody else was faster: the record has changed. Reload the page."))
    party.revision += 1
    for key, value in values.items():
        setattr(party, key, value)
