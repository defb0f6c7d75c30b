"""Thresholds of the rules, as the pack dates them (``lookups/review``)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Limits:
    """The content of ``lookups/review`` on a day."""

    content: Mapping[str, Any]

    def of(self, rule: str) -> Mapping[str, Any]:
        """The figures of one rule; ``KeyError`` where the pack has none."""
        found: Mapping[str, Any] = self.content["rules"][rule]
        return found

    def whole(self, rule: str, name: str) -> int:
        """A figure of a rule as a whole number."""
        return int(self.of(rule)[name])

    def part(self, rule: str, name: str) -> float:
        """A figure of a rule that may have decimals."""
        return float(self.of(rule)[name])

    def overall(self, name: str) -> int:
        """A figure that is not of one rule."""
        return int(self.content[name])

    @property
    def version(self) -> str:
        """The version of the rules, kept with every verdict and flag."""
        return str(self.content["version"])

    @property
    def settle_seconds(self) -> int:
        """After how long a stated reason is settled."""
        return self.overall("settle_hours") * 3600

    @property
    def pausing(self) -> frozenset[str]:
        """Rules whose bursts pause the viewer's look-ups."""
        return frozenset(str(rule) for rule in self.content["pause_rules"])
