"""The system's own figures on the sheet. Apps register them; the sheet keeps how they stood.

``prefilled_by("complaints", figures)``: ``figures(unit, since, until, now) -> Iterable[Prefill]``
answers for a department or team and the days ``[since, until)``. Lower apps' figures are registered
by this app (``figures.py``), higher apps register theirs in their ``apps.ready``.
"""

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from heqi.people.models import Unit


@dataclass(frozen=True, slots=True)
class Prefill:
    """A figure: ``text``, or ``n`` of ``m``; ``good`` says whether it asks for a closer look."""

    zh: str
    en: str
    n: int | None = None
    m: int | None = None
    text: str = ""
    href: str = ""
    clause: str = ""
    good: bool | None = None


Figures = Callable[[Unit, date, date, datetime], Iterable[Prefill]]
_prefills: dict[str, list[Figures]] = {}


def prefilled_by(item: str, figures: Figures) -> None:
    """Register figures for an item of the sheet."""
    known = _prefills.setdefault(item, [])
    if figures not in known:
        known.append(figures)


def figures_for(
    item: str, unit: Unit, since: date, until: date, now: datetime
) -> list[dict[str, Any]]:
    """What every app tells of an item, as plain values for the sheet."""
    return [
        asdict(one)
        for figures in _prefills.get(item, ())
        for one in figures(unit, since, until, now)
    ]
