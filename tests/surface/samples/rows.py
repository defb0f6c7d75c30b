"""The rows that the addresses of the site point at, by name."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.cast import Cast

CANARY = "金丝雀七号"
Capture = Callable[..., Any]
Maker = Callable[[Cast, Capture, int, dict[str, Any]], dict[str, Any]]


@dataclass
class Samples:
    """The rows by name; ``more`` adds one more of each kind that lists show."""

    cast: Cast
    capture: Capture
    makers: list[Maker] = field(default_factory=list)
    rows: dict[str, Any] = field(default_factory=dict)
    count: int = 0

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or name not in self.rows:
            raise AttributeError(name)
        return self.rows[name]

    def more(self) -> None:
        """One more row for every list."""
        self.count += 1
        made: dict[str, Any] = {}
        for make in self.makers:
            made |= make(self.cast, self.capture, self.count, made)
        for key, row in made.items():
            self.rows.setdefault(key, row)
