"""What may be taken out of the system with approval: apps above register their own sheets.

A sheet says which right takes it out, which customers that right covers, and how it leaves.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.http import HttpResponse

from heqi.ledger.actors import Actor
from heqi.people.access import may, require
from heqi.people.requests import Request


@dataclass(frozen=True, slots=True)
class Sheet:
    """A kind of list of customers; ``leave`` answers with its file or its printed form."""

    code: str
    title: Any
    right: str
    rows: Callable[[Actor], models.QuerySet[Any]]
    leave: Callable[[Request, Sequence[int], str, str], HttpResponse]


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
