"""Fixtures of the surface: a still clock and one of everything."""

from typing import Any

import pytest

from tests.cast import Cast
from tests.surface.clock import Clock, still_clock
from tests.surface.samples import Samples, make_samples


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Pages answer the same on every day."""
    return still_clock(monkeypatch)


@pytest.fixture
def samples(cast: Cast, django_capture_on_commit_callbacks: Any) -> Samples:
    """One of everything, all of the company ``gas``."""
    return make_samples(cast, django_capture_on_commit_callbacks)
