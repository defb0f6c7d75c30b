"""Wang, a resident who is asked to supervise."""

import pytest

from heqi.customers.models import Party
from heqi.customers.tests.makers import make_customer
from tests.cast import Cast


@pytest.fixture
def wang(cast: Cast) -> Party:
    """A standard customer of the company ``gas``."""
    party, _point = make_customer(cast.units["gas"])
    return party
