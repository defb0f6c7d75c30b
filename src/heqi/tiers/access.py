"""Who sees the VIP ledger, proposes tiers, classifies in bulk, names contacts.

Every department takes part in the tiering of the whole company (7.2-20): a right held in any unit
of a company holds for all its customers, here and nowhere else.
"""

from typing import Any, TypeVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from heqi.ledger.actors import Actor
from heqi.people.access import declare, may, require
from heqi.people.models import Unit, UnitKind

VIEW = "tiers.view"
PROPOSE = "tiers.propose"
CLASSIFY = "tiers.classify"
CONTACTS = "tiers.name_contacts"
STANDARDS = "tiers.set_standards"
EXPORT = "tiers.export"

declare(
    {
        VIEW: _("see the VIP ledger and how tiers came about"),
        PROPOSE: _("propose a customer's tier"),
        CLASSIFY: _("classify the existing customers from a file"),
        CONTACTS: _("name the contacts of a VIP customer"),
        STANDARDS: _("confirm the standards of tiering and name who is in charge"),
        EXPORT: _("print and export the VIP ledger"),
    }
)

M = TypeVar("M", bound=models.Model)


def companies(by: Actor, code: str) -> models.QuerySet[Unit]:
    """The companies in which a right is held, in whatever unit, or above which it is held."""
    rows: models.QuerySet[Unit] = Unit.objects.filter(
        kind=UnitKind.COMPANY, closed_on__isnull=True
    ).order_by("path")
    if by.kind == "system":
        return rows
    wanted = Q(pk__in=[])
    for path in by.holdings.get(code, ()):
        steps = path.strip(".").split(".")
        above = [".".join(steps[: n + 1]) + "." for n in range(len(steps))]
        wanted |= Q(path__startswith=path) | Q(path__in=above)
    return rows.filter(wanted)


def reached(rows: "models.QuerySet[M]", by: Actor, code: str = VIEW) -> "models.QuerySet[M]":
    """The rows of those companies."""
    if by.kind == "system":
        return rows
    return rows.filter(company__in=list(companies(by, code).values_list("pk", flat=True)))


def may_in(by: Actor, code: str, row: Any) -> bool:
    """Whether the right is held in the company of a row (or in a company given itself)."""
    company = row if isinstance(row, Unit) else row.company
    held = by.holdings.get(code, ())
    return may(by, code) and (
        by.kind == "system"
        or any(p.startswith(company.path) or company.path.startswith(p) for p in held)
    )


def require_in(by: Actor, code: str, row: Any) -> None:
    """Raise ``Refused`` with a sentence where it is not."""
    if not may_in(by, code, row):
        require(by, code, row)
