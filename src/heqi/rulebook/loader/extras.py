"""Reading calendars, and data that applications read as it is (duties, scripts, catalogues)."""

from __future__ import annotations

from typing import Any

from heqi.rulebook.calendars import Calendar
from heqi.rulebook.loader.declarations import Shelf
from heqi.rulebook.loader.reading import Reader
from heqi.rulebook.loader.source import Node
from heqi.rulebook.spans import UnclearError
from heqi.rulebook.values import freeze


def read_calendar(read: Reader, calendars: dict[str, Any], node: Node) -> None:
    """A document of calendars/; a later pack's calendar of the same name takes its place."""
    found = read.map(node, "calendar")
    if found is None:
        return
    form = node.plain()
    if isinstance(form.get("years"), dict):  # years are numbers there; keys are text here
        form["years"] = {
            int(year) if year.isdigit() else year: days for year, days in form["years"].items()
        }
    try:
        calendar = Calendar.from_mapping(form)
    except UnclearError as error:
        read.bad("calendar", node.place, error.zh, error.en)
    else:
        calendars[calendar.name] = calendar


def read_data(read: Reader, shelf: Shelf, path: str, node: Node) -> None:
    """A document of data/: kept as plain data under its path; clauses that it cites must exist.

    Several documents of one path, of one pack, form a list; a later pack's path takes the place of
    the earlier one's.
    """
    _check_clauses(read, shelf, node)
    content = freeze(node.plain())
    owner, earlier = shelf.data.get(path, (None, ()))
    shelf.data[path] = (read.pack, (*earlier, content) if owner == read.pack else (content,))


def _check_clauses(read: Reader, shelf: Shelf, node: Node) -> None:
    for key, item in node.pairs:
        if key in ("clause", "clauses"):
            for cited in item.items if item.kind == "list" else [item]:
                if cited.kind == "scalar" and cited.text not in shelf.clauses:
                    read.unknown(
                        "clause.unknown", cited.place, ("条款", "clause"), cited.text, shelf.clauses
                    )
        else:
            _check_clauses(read, shelf, item)
    for item in node.items:
        _check_clauses(read, shelf, item)
