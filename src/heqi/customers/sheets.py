"""What may be taken out of the system with approval: apps above register their own sheets.

A sheet says which right takes it out, which rows that right covers, whose rows they are, and how
it leaves.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.http import HttpResponse

from heqi.ledger.actors import Actor
from heqi.people.access import may, require
from heqi.people.requests import Request

Whose = Callable[[Sequence[int]], list[int]]


def themselves(ids: Sequence[int]) -> list[int]:
    """The rows are the customers."""
    return list(ids)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A kind of list that names customers; ``leave`` answers with its file or its printed form.

    ``whose`` are the customers behind rows, for the log; ``kind`` is how the log calls the list,
    ``back`` the page it stands on.
    """

    code: str
    title: Any
    right: str
    rows: Callable[[Actor], models.QuerySet[Any]]
    leave: Callable[[Request, Sequence[int], str, str], HttpResponse]
    whose: Whose = themselves
    kind: str = "list"
    back: str = "customers:list"


_sheets: dict[str, Sheet] = {}


def register_sheet(sheet: Sheet) -> None:
    """Make a sheet known under its code."""
    _sheets[sheet.code] = sheet


def sheet_of(code: str) -> Sheet:
    """The sheet of a code."""
    return _sheets[code]


def require_some(by: Actor) -> None:
    """Whoever may take out any of the sheets; ``Refused`` otherwise."""
    rights = [sheet.right for sheet in _sheets.values()]
    require(by, next((right for right in rights if may(by, right)), rights[0]))
