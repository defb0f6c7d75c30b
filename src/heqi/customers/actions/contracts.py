"""Contracts of supply: signed, corrected, ended."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from heqi.customers.access import CHANGE
from heqi.customers.actions.record import change_row, record_creation
from heqi.customers.models import Contract, ContractKind, Party, ServicePoint
from heqi.customers.states import CONTRACT_FLOW, PointState
from heqi.ledger.actors import Actor
from heqi.ledger.states import IllegalMove, move
from heqi.people.access import require

CONTRACT_DETAILS = frozenset({"number", "kind", "signed_on", "since", "until", "terms"})


@transaction.atomic
def create_contract(
    *,
    point: ServicePoint,
    party: Party,
    number: str,
    since: date,
    kind: str = ContractKind.SUPPLY,
    signed_on: date | None = None,
    until: date | None = None,
    terms: str = "",
    by: Actor,
    now: datetime,
) -> Contract:
    """Put a signed contract on file; it binds from ``since`` to ``until`` (excluded)."""
    require(by, CHANGE, point)
    if party.company_id != point.company_id:
        raise ValidationError({"party": _("The customer belongs to another company.")})
    if point.state == PointState.CLOSED:
        raise IllegalMove(_("This account is closed for good."))
    contract = Contract(
        company_id=point.company_id,
        unit_id=point.unit_id,
        number=number.strip(),
        kind=kind,
        party=party,
        service_point=point,
        signed_on=signed_on,
        since=since,
        until=until,
        terms=terms.strip(),
    )
    _check(contract.company_id, contract.number, since, until)
    contract.full_clean(exclude=["unit", "party", "service_point"])
    contract.save(force_insert=True)
    record_creation(
        contract,
        "customers.create_contract",
        sorted(CONTRACT_DETAILS),
        by=by,
        now=now,
        party=party.pk,
        service_point=point.pk,
    )
    return contract


@transaction.atomic
def change_contract(
    contract: Contract, *, reason: str = "", by: Actor, now: datetime, **details: Any
) -> None:
    """Correct a contract that is in force."""
    require(by, CHANGE, contract)
    unknown = sorted(set(details) - CONTRACT_DETAILS)
    if unknown:
        raise TypeError(f"unknown details: {', '.join(unknown)}")
    if not CONTRACT_FLOW.target(contract.state, "end"):
        raise IllegalMove(_("This contract has ended."))
    planned = {name: details.get(name, getattr(contract, name)) for name in CONTRACT_DETAILS}
    _check(
        contract.company_id,
        planned["number"].strip(),
        planned["since"],
        planned["until"],
        own=contract.pk,
    )
    change_row(contract, details, code="customers.change_contract", by=by, now=now, reason=reason)


@transaction.atomic
def end_contract(contract: Contract, *, on: date, reason: str, by: Actor, now: datetime) -> None:
    """End a contract with a day (excluded)."""
    require(by, CHANGE, contract)
    if on < contract.since:
        raise ValidationError({"on": _("A contract does not end before it begins.")})
    move(
        contract,
        CONTRACT_FLOW,
        "end",
        code="customers.end_contract",
        by=by,
        now=now,
        field="state",
        reason=reason,
        changes={"until": [contract.until, on], "revision": contract.revision + 1},
        until=on,
        revision=contract.revision + 1,
    )


def _check(company: int, number: str, since: date, until: date | None, own: int = 0) -> None:
    if until is not None and until < since:
        raise ValidationError({"until": _("A contract does not end before it begins.")})
    if Contract.objects.filter(company_id=company, number=number).exclude(pk=own).exists():
        raise ValidationError({"number": _("This contract number is taken.")})
