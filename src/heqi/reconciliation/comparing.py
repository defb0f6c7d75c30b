"""Three sides of the same thing, compared. Pure values, exact decimals."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Row:
    """One thing as the document, the money and the system have it; None where a side is silent.

    ``axis`` and ``key`` say what is compared, ``measure`` in what it is counted.
    """

    axis: str
    key: str
    document: Decimal | None = None
    money: Decimal | None = None
    system: Decimal | None = None
    measure: str = "yuan"
    note: str = ""

    @property
    def sides(self) -> list[Decimal]:
        """The sides that speak."""
        return [v for v in (self.document, self.money, self.system) if v is not None]

    @property
    def difference(self) -> Decimal:
        """How far the sides lie apart; zero where fewer than two speak."""
        return max(self.sides) - min(self.sides) if len(self.sides) > 1 else ZERO

    def agrees(self, allowed: Decimal) -> bool:
        """Whether the sides agree: money within what the policy allows, anything else exactly."""
        return self.difference <= (allowed if self.measure == "yuan" else ZERO)


def findings(rows: Iterable[Row], *, allowed: Decimal) -> list[Row]:
    """The rows whose sides do not agree."""
    return [row for row in rows if not row.agrees(allowed)]


def money_apart(rows: Iterable[Row]) -> Decimal:
    """The largest difference in yuan."""
    return max((row.difference for row in rows if row.measure == "yuan"), default=ZERO)
