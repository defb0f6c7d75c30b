"""What gas costs: a volume split over the steps of a price. Pure and exact."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Part:
    """The part of a purchase that falls into one step: m³, yuan per m³, yuan."""

    step: int
    volume: Decimal
    price: Decimal
    amount: Decimal


def cents(amount: Decimal) -> Decimal:
    """Yuan with two places, half a cent up."""
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


def split(steps: Sequence[Mapping[str, Any]], *, before: Decimal, volume: Decimal) -> list[Part]:
    """Split ``volume`` bought after ``before`` in the same period over the steps of a price.

    ``steps`` are ``{above, price}``, ascending, the first above zero. Volumes add up exactly.
    """
    bounds = [Decimal(str(row["above"])) for row in steps]
    parts: list[Part] = []
    start, end = before, before + volume
    for number, row in enumerate(steps):
        upper = bounds[number + 1] if number + 1 < len(bounds) else None
        since = max(start, bounds[number])
        until = end if upper is None else min(end, upper)
        if until > since:
            price = Decimal(str(row["price"]))
            parts.append(Part(number + 1, until - since, price, cents((until - since) * price)))
    return parts
