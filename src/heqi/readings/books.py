"""What the books say was sold to the card of a meter: told by the app that sells."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

Sold = Callable[[int, datetime | None, datetime], Decimal]
_readers: list[Sold] = []


def register_sold(read: Sold) -> None:
    """``read(meter, since, until)`` are the m³ sold after one instant up to another."""
    _readers.append(read)


def sold(meter: int, since: datetime | None, until: datetime) -> Decimal:
    """The m³ sold to a meter's card, since the beginning where ``since`` is None."""
    return sum((read(meter, since, until) for read in _readers), Decimal(0))
