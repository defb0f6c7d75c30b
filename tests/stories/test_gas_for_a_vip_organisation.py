"""6.2(2): ready within the term of the contract, on gas within a day of the ticket."""

from datetime import timedelta

import pytest

from heqi.clocks.models import Clock
from heqi.projects.actions import (
    cancel_project,
    extend_contract,
    finish_construction,
    install_households,
    issue_ticket,
    pass_acceptance,
    turn_on,
)
from heqi.projects.models import Project
from heqi.projects.queries import clocks_of_project
from heqi.projects.tests.makers import bring, make_project, make_vip_org, make_works
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db
CLAUSE = "tiering/6.2(2)"


def promise(project: Project, name: str) -> Clock:
    rows = [c for c in clocks_of_project(project) if c.clause == CLAUSE and c.name == name]
    return Clock.objects.get(pk=rows[0].pk)


@pytest.mark.clause(CLAUSE)
def test_a_vip_organisation_has_gas_by_its_contract_and_its_ticket_late_or_gives_it_up(
    cast: Cast,
) -> None:
    works = make_works(cast)
    party = make_vip_org(works)

    def applied(name: str) -> Project:
        return make_project(
            works, kind="industrial", party=party, name=name, address=f"临江市滨江区{name}"
        )

    def built(project: Project, day: float) -> None:
        now = NOW + timedelta(days=day)
        install_households(project, list(project.households.all()), by=works.wei, now=now)
        finish_construction(project, by=works.wei, now=now)
        pass_acceptance(project, by=works.wei, now=now)

    def lit(project: Project, day: float, hours: float, meter: str) -> str:
        now = NOW + timedelta(days=day)
        issue_ticket(project, list(project.households.all()), by=works.lu, now=now)
        ticket = promise(project, "gas_on")
        assert ticket.due_at == now + timedelta(days=1)
        burning = now + timedelta(hours=hours)
        turn_on(project.households.get(), meter_no=meter, by=cast.han, now=burning)
        ticket.refresh_from_db()
        return ticket.state

    kept = bring(applied("一号锅炉房"), "construction", works, ready_in=40)
    built(kept, 39)
    assert lit(kept, 40, 23, "410799001") == "met"
    assert promise(kept, "ready").state == "met"

    late = bring(applied("二号锅炉房"), "construction", works, ready_in=40)
    built(late, 41)
    assert lit(late, 42, 25, "410799002") == "missed"
    assert promise(late, "ready").state == "missed"

    # A later term that both sides have signed takes the place of the first one.
    longer = bring(applied("三号锅炉房"), "construction", works, ready_in=40)
    extend_contract(
        longer, ready_on=NOW.date() + timedelta(days=60),
        expires_on=NOW.date() + timedelta(days=90), reason="客户厂房延期交付", by=works.lu, now=NOW,
    )  # fmt: skip
    built(longer, 59)
    assert promise(longer, "ready").state == "met"

    # Given up by the customer before anything was due: nothing is broken.
    gone = bring(applied("四号锅炉房"), "payment", works, ready_in=40)
    cancel_project(gone, reason="客户取消扩建", by=works.jiang, now=NOW + timedelta(days=1))
    ended = promise(gone, "ready")
    assert (ended.state, ended.breached_at) == ("cancelled", None)
