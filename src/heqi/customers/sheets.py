"""What may be taken out of the system with approval: apps above register their own sheets.

A sheet says which right takes it out, which rows that right covers, whose rows they are, and how
it leaves.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import models
from django.http import HttpResponse

from heqi.ledger.actors import Actor
from heqi.people.access import may, require
from heqi.people.requests import Request

Row = TypeVar("Row", bound=models.Model)
Whose = Callable[[Sequence[int]], list[int]]


def themselves(ids: Sequence[int]) -> list[int]:
    """The rows are the customers."""
    return list(ids)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A kind of list that names customers; ``leave`` answers with its file or its printed form.

    ``whose`` are the customers behind rows, for the log; ``kind`` is how the log calls the list,
    ``back`` the page it stands on. ``size`` is how many lines leave with some rows,
    where one row is a whole file of them.
    """

    code: str
    title: Any
    right: str
    rows: Callable[[Actor], models.QuerySet[Any]]
    leave: Callable[[Request, Sequence[int], str, str], HttpResponse]
    whose: Whose = themselves
    kind: str = "list"
    back: str = "customers:list"
    size: Callable[[Sequence[int]], int] = len


def behind(model: type[models.Model], path: str = "party_id") -> Whose:
    """``whose`` of a table whose rows name their customer under ``path``."""

    def whose(ids: Sequence[int]) -> list[int]:
        rows = model._default_manager.filter(pk__in=ids, **{f"{path}__isnull": False})
        return sorted(set(rows.order_by().values_list(path, flat=True)))

    return whose


def in_order(rows: models.QuerySet[Row], ids: Sequence[int]) -> list[Row]:
    """The rows in the order of the ids, as the list showed them."""
    found = rows.in_bulk(ids)
    return [found[pk] for pk in ids if pk in found]


_sheets: dict[str, Sheet] = {}


def register_sheet(sheet: Sheet) -> None:
    """Make a sheet known under its code."""
    _sheets[sheet.code] = sheet


def sheet_of(code: str) -> Sheet:
    """The sheet of a code."""
    return _sheets[code]


def sheets() -> list[Sheet]:
    """Every sheet that is known."""
    return list(_sheets.values())


def require_some(by: Actor) -> None:
    """Whoever may take out any of the sheets; ``Refused`` otherwise."""
    rights = [sheet.right for sheet in sheets()]
    require(by, next((right for right in rights if may(by, right)), rights[0]))
