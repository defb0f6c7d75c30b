"""Fixtures of the surface: a still clock and one of everything."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache

from tests.cast import Cast
from tests.surface.clock import Clock, still_clock
from tests.surface.samples import Samples, make_samples


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Pages answer the same on every day."""
    return still_clock(monkeypatch)


@pytest.fixture(autouse=True)
def menus_count_seldom(menus_count_on_every_page: None, settings: Any) -> Iterator[None]:
    """Thousands of pages are opened: the menu is not what these tests look at."""
    settings.MENU_COUNT_SECONDS = 600
    yield
    cache.clear()


@pytest.fixture
def samples(cast: Cast, django_capture_on_commit_callbacks: Any) -> Samples:
    """One of everything, all of the company ``gas``."""
    return make_samples(cast, django_capture_on_commit_callbacks)
