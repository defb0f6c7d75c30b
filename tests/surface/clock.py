"""The clock of a test: what the pages take for now."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from tests.cast import NOW


@dataclass
class Clock:
    """Stands still until it is moved."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **span: float) -> datetime:
        """Move on by ``minutes=…``; the new instant."""
        self.now += timedelta(**span)
        return self.now


def still_clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Stop the clock of the entry points at the cast's Monday."""
    clock = Clock()
    monkeypatch.setattr("django.utils.timezone.now", clock)
    return clock
