"""Stories run through the pages, on a clock that the story moves."""

import pytest

from tests.surface.clock import Clock, still_clock


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """A Monday, ten o'clock, until the story moves it."""
    return still_clock(monkeypatch)
