"""Fixtures of the projects' tests."""

import pytest

from heqi.projects.tests.makers import Works, make_works
from tests.cast import Cast


@pytest.fixture
def works(cast: Cast) -> Works:
    """The departments that projects pass through, with their people."""
    return make_works(cast)
