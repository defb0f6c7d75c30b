"""tiering/6.2(2): gas within a day of the market department's ticket: kept and late."""

from datetime import datetime, timedelta

import pytest

from heqi.clocks.models import Clock
from heqi.projects.actions import issue_ticket, turn_on
from heqi.projects.models import GasOnTicket, Project
from heqi.projects.queries import clocks_of_project
from heqi.projects.tests.makers import Works, bring, make_project, make_vip_org
from tests.cast import NOW

pytestmark = pytest.mark.django_db
CLAUSE = "tiering/6.2(2)"


def ticketed(works: Works) -> tuple[Project, GasOnTicket]:
    """A VIP organisation's works, accepted, with the market department's gas-on ticket."""
    project = make_project(works, kind="industrial", party=make_vip_org(works))
    bring(project, "gas_on", works)
    rows = list(project.households.all())
    return project, issue_ticket(project, rows, by=works.lu, now=NOW)


def promised(project: Project) -> Clock:
    """The clock of the clause."""
    rows = clocks_of_project(project)
    return next(one for one in rows if one.name == "gas_on" and one.clause == CLAUSE)


def burns(works: Works, project: Project, at: datetime) -> None:
    """Pressure held, gas on."""
    home = project.households.get()
    turn_on(home, meter_no="410799001", by=works.cast.han, now=at)


@pytest.mark.clause(CLAUSE)
@pytest.mark.parametrize(("hours", "state"), [(23, "met"), (25, "missed")])
def test_the_day_after_the_ticket_is_kept_or_late(works: Works, hours: int, state: str) -> None:
    project, _ticket = ticketed(works)
    clock = promised(project)
    assert clock.due_at == NOW + timedelta(days=1)
    burns(works, project, NOW + timedelta(hours=hours))
    clock.refresh_from_db()
    assert clock.state == state
