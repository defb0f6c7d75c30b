"""Who keeps the master data in tests of this app."""

from datetime import date

import pytest

from heqi.ledger.actors import SYSTEM, Actor
from heqi.people.actions import grant_role
from heqi.people.models import Role
from tests.cast import NOW, Cast


@pytest.fixture
def keeper(cast: Cast) -> Actor:
    """Qian, a clerk of the hall, who keeps the company's master data as well."""
    grant_role(
        cast.staff["qian"],
        role=Role.objects.get(pk="data_steward"),
        unit=cast.units["gas"],
        since=date(2026, 1, 1),
        by=SYSTEM,
        now=NOW,
    )
    return cast.qian
