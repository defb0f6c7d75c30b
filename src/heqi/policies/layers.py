"""Which published layers lie over the packs for whom, as this process knows it.

A layer reaches the companies below the unit that published it, or the one company that this unit
belongs to. What reaches every company is common: that is what is asked where no company is at
hand. Where there is one company, everything is common.

A layer is a row, so every process of an installation sees it; to spare a query at each decision
the list is read anew at most every few seconds, and at once where a layer was published.
"""

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import OperationalError, ProgrammingError, connection

from heqi.rulebook.loader import PackFiles

if TYPE_CHECKING:
    from heqi.people.models import Unit
    from heqi.policies.models import PackLayer

SECONDS = 5.0

Pile = tuple[PackFiles, ...]


@dataclass(frozen=True, slots=True)
class Layers:
    """The layers common to all companies, and those of each company, in the order of their ranks:
    what the group publishes lies below what a company has, whenever it comes."""

    common: Pile = ()
    companies: Mapping[int, Pile] = field(default_factory=dict)
    ranks: Mapping[str, int] = field(default_factory=dict)

    def of(self, company_id: int | None) -> Pile:
        """What lies over the packs for a company; the common layers without one."""
        return self.common if company_id is None else self.companies.get(company_id, self.common)

    def piles(self) -> dict[Pile, None]:
        """Every pile that somebody is answered by, once."""
        return dict.fromkeys((self.common, *self.companies.values()))

    def around(self, key: str, rank: int, company_id: int | None) -> tuple[Pile, Pile]:
        """What lies below a layer of a rank in a company, and what above; without the layer."""
        pile = [files for files in self.of(company_id) if files.name != key]
        below = tuple(files for files in pile if self.ranks[files.name] <= rank)
        return below, tuple(pile[len(below) :])


class _Known:
    layers: Layers | None = None
    until = 0.0


def known_layers() -> Layers:
    """The published layers; the database is asked where what is known is old."""
    if _Known.layers is None or time.monotonic() > _Known.until:
        _Known.layers = piled(stored_layers())
        _Known.until = time.monotonic() + SECONDS
    return _Known.layers


def layers_in_force(company_id: int | None) -> Pile:
    """The published layers of a company in their order; the common ones without a company."""
    return known_layers().of(company_id)


def piled(rows: Iterable["PackLayer"]) -> Layers:
    """Rows in their order as the layers of each company."""
    layers = [(row, pack_of(row)) for row in rows]
    if not layers:
        return Layers()
    companies = _companies()
    at_work = [company for company in companies if company.closed_on is None] or companies
    return Layers(
        common=tuple(
            files for row, files in layers if all(reaches(row.unit, one) for one in at_work)
        ),
        companies={
            company.pk: tuple(files for row, files in layers if reaches(row.unit, company))
            for company in companies
        },
        ranks={row.key: row.rank for row, _files in layers},
    )


def _companies() -> list["Unit"]:
    from heqi.people.models import Unit, UnitKind

    return list(Unit.objects.filter(kind=UnitKind.COMPANY))


def reaches(unit: "Unit", company: "Unit") -> bool:
    """Whether what a unit publishes holds in a company: that below it, or its own."""
    return unit.covers(company) or unit.company_id == company.pk


def is_common(unit: "Unit") -> bool:
    """Whether what a unit publishes reaches every company at work."""
    return all(reaches(unit, one) for one in _companies() if one.closed_on is None)


def stored_layers() -> list["PackLayer"]:
    """The rows behind them; none before the database is migrated, as for maps and checks."""
    from heqi.policies.models import PackLayer

    try:
        return list(PackLayer.objects.select_related("unit"))
    except (OperationalError, ProgrammingError):
        if PackLayer._meta.db_table in connection.introspection.table_names():
            raise
        return []


def pack_of(row: "PackLayer") -> PackFiles:
    """A layer as the loader reads it."""
    return PackFiles(row.key, tuple(sorted(row.files.items())))


def forget_layers() -> None:
    """Ask the database at the next decision."""
    _Known.layers = None


def keep_layers(found: Layers) -> None:
    """Take these as known for good: tests begin without any."""
    _Known.layers, _Known.until = found, float("inf")
