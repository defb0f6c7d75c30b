"""Long lists: the rows an actor may see, read along an index however many there are.

A condition over several units, ``unit IN (…) ORDER BY due LIMIT 20``, makes a database sort every
row that fits. One unit by itself is a walk along an index that begins with the unit and ends with
the sort; several walks are merged row by row. See docs/decisions/0007.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import connection, models
from django.db.models import Q

from heqi.ledger.actors import Actor
from heqi.people.access import Scope, scope
from heqi.people.models import Unit

# SQLite unites 500 selects at most; long before, one sorted heap costs less than the planning.
MOST_WALKS = 60


@dataclass(frozen=True, slots=True)
class Ways:
    """Disjoint conditions that together cover the actor's rows.

    ``walks`` name one company or one unit each, for what is sorted; ``heaps`` are the same in as
    few pieces as possible, for what is counted.
    """

    walks: tuple[Q, ...]
    heaps: tuple[Q, ...]


def ways(
    by: Actor,
    code: str,
    *,
    below: Unit | None = None,
    unit: str = "unit",
    company: str = "company",
) -> Ways:
    """The ways to the rows that the actor's holdings of ``code`` cover, those of a unit's subtree
    alone where ``below`` is given; the same rows as :func:`heqi.people.access.within`."""
    everything = Ways((Q(),), (Q(),))
    if below is None and (by.kind == "system" or _holds_root(by, code)):
        return everything
    held = scope(by, code, below=below)
    if held.everywhere:
        return everything
    return _ways(held, f"{unit}_id", f"{company}_id")


def _ways(held: Scope, unit: str, company: str) -> Ways:
    whole = Q(**{f"{company}__in": held.companies})
    # A unit above the companies may be in charge of a row of one of them: not twice.
    rest = ~whole if held.companies else Q()
    single = Q(**{f"{unit}__in": held.units}) & rest
    heaps = tuple(q for q, ids in ((whole, held.companies), (single, held.units)) if ids)
    walks = [Q(**{company: pk}) for pk in held.companies]
    walks += [Q(**{unit: pk}) & rest for pk in held.units]
    return Ways(tuple(walks) if len(walks) <= MOST_WALKS else heaps, heaps)


def _holds_root(by: Actor, code: str) -> bool:
    """Whether a single holding covers the whole tree, so that nothing need be left out."""
    tops = {path for path in by.holdings.get(code, ()) if path.count(".") == 1}
    return bool(tops) and tops.issuperset(
        Unit.objects.filter(parent__isnull=True).order_by().values_list("path", flat=True)
    )


M = TypeVar("M", bound=models.Model)


def sorted_keys(
    rows: models.QuerySet[M], walks: Sequence[Q], order: Sequence[str], *, start: int, stop: int
) -> list[int]:
    """Keys of the rows from ``start`` to ``stop`` in an order whose last column is the key.

    The sort columns and the key are read, no more: an index that holds them answers alone.
    """
    if not walks:
        return []
    columns = [name.removeprefix("-") for name in order]
    parts = [rows.filter(walk).order_by().values_list(*columns) for walk in walks]
    if len(parts) > 1 and connection.features.supports_slicing_ordering_in_compound:
        # SQLite merges the walks as they come; PostgreSQL would sort each of them to its end.
        parts = [part.order_by(*order)[:stop] for part in parts]
    found = _united(parts).order_by(*order)[start:stop]
    return [row[-1] for row in found]


def count_up_to(rows: models.QuerySet[M], heaps: Sequence[Q], cap: int) -> int:
    """How many rows there are, counting no further than ``cap``."""
    if not heaps:
        return 0
    parts = [rows.filter(heap).order_by().values_list("pk") for heap in heaps]
    return int(_united(parts)[:cap].count())


def _united(parts: list[models.QuerySet[M, Any]]) -> models.QuerySet[M, Any]:
    return parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]
