"""What can be paid for projects at a till: open instalments, fees of households.

A due is named ``project number/part/receipts so far``: with every receipt and reversal its name
changes, so that a name never stands for two sums.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from heqi.customers.models import Party
from heqi.projects.actions.settling import ZERO, cover
from heqi.projects.models import Contract, Household, PaidBy, Project
from heqi.projects.states import H

SHOWN = 50


@dataclass(frozen=True, slots=True)
class Due:
    """One thing to pay as a whole; ``household`` where it pays for itself."""

    ref: str
    title: str
    amount: Decimal
    household: Household | None = None


def dues_of_party(party: Party) -> list[Due]:
    """What a customer on file owes: of contracts, and as a household."""
    contracts = _contracts(party.company_id).filter(paid_by=PaidBy.PARTY, project__party=party)
    homes = _homes(party.company_id).filter(party=party)
    return _bounded([*_of_contracts(contracts), *_of_homes(homes)])


def dues_of_number(text: str, company_id: int) -> list[Due]:
    """By the number of the project or its contract, then (after a space) the household.

    Applicants are often not on file before their gas burns.
    """
    number, _space, home = text.strip().partition(" ")
    if not number:
        return []
    contract = _contracts(company_id).filter(Q(number=number) | Q(project__number=number)).first()
    if contract is None:
        return []
    if contract.paid_by == PaidBy.PARTY:
        return _bounded(_of_contracts([contract]))
    homes = _homes(company_id).filter(project_id=contract.project_id)
    word = home.strip()
    if word:
        homes = homes.filter(Q(label__contains=word) | Q(name=word))
    return _bounded(_of_homes(homes))


def due_of(ref: str, company_id: int) -> Due | None:
    """A due by its name; None once it was paid or has changed."""
    number, part, _receipts = [*ref.split("/"), "", ""][:3]
    if part[:1] == "h" and part[1:].isascii() and part[1:].isdigit():
        homes = _homes(company_id).filter(project__number=number, pk=part[1:])
        found: Iterable[Due] = _of_homes(homes)
    else:
        contracts = _contracts(company_id).filter(paid_by=PaidBy.PARTY, project__number=number)
        found = _of_contracts(contracts)
    return next((due for due in found if due.ref == ref), None)


def find_project(ref: str, company_id: int) -> Project | None:
    """The project that a due's name begins with."""
    rows = Project.objects.select_related("company", "unit", "decision")
    return rows.filter(company_id=company_id, number=ref.partition("/")[0]).first()


def _contracts(company_id: int) -> "QuerySet[Any]":
    rows = Contract.objects.filter(company_id=company_id).exclude(project__status="cancelled")
    sums = {
        "got": Coalesce(Sum("project__payments__amount"), ZERO),
        "receipts": Count("project__payments"),
    }
    named = rows.select_related("project").prefetch_related("instalments")
    return named.annotate(**sums).order_by("-id")


def _homes(company_id: int) -> "QuerySet[Any]":
    rows: QuerySet[Any] = Household.objects.filter(
        company_id=company_id, project__contract__paid_by=PaidBy.HOUSEHOLDS
    )
    rows = rows.exclude(project__status="cancelled").exclude(status=H["WITHDRAWN"])
    sums = {"got": Coalesce(Sum("payments__amount"), ZERO), "receipts": Count("payments")}
    return rows.annotate(**sums).filter(got__lt=F("fee")).select_related("project__contract")


def _of_contracts(contracts: Iterable[Any]) -> Iterator[Due]:
    for contract in contracts:
        parts = list(contract.instalments.all())
        for part, got in zip(
            parts, cover([row.amount for row in parts], contract.got), strict=True
        ):
            if got < part.amount:
                ref = f"{contract.project.number}/{part.position}/{contract.receipts}"
                yield Due(ref, f"{contract.number} {part.title}", part.amount - got)


def _of_homes(homes: Iterable[Any]) -> Iterator[Due]:
    for home in homes:
        ref = f"{home.project.number}/h{home.pk}/{home.receipts}"
        title = f"{home.project.contract.number} {home.label}"
        yield Due(ref, title, home.fee - home.got, home)


def _bounded(found: Iterable[Due]) -> list[Due]:
    return list(islice(found, SHOWN))
