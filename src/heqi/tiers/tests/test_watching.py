"""What the system sees by itself: use that crossed the line, bases that end, files that merge."""

from datetime import timedelta
from decimal import Decimal

import pytest

from heqi.customers.actions import change_party, merge_rows
from heqi.customers.models import Party
from heqi.ledger.actors import SYSTEM
from heqi.ledger.events import deliver_open
from heqi.ledger.loop import tick
from heqi.notices.models import Notice
from heqi.tiers.actions import check_companies, check_company, confirm_standards
from heqi.tiers.models import Assessment
from heqi.tiers.queries.figures import figures_of
from heqi.tiers.queries.process import process_of
from heqi.tiers.tests.makers import another_party, make_vip_org, make_vip_person, propose, sign
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db


@pytest.mark.clause("tiering/7.2-50", "tiering/4.1-large-users")
def test_use_that_reaches_the_line_is_noted_once(cast: Cast) -> None:
    trade = {"kind": "organisation", "customer_kind": "industrial"}
    over = another_party(cast, name="化工厂", daily_m3=Decimal(1000), **trade)
    another_party(cast, name="面粉厂", daily_m3=Decimal("999.99"), **trade)
    assert check_companies(now=NOW) == 2
    noted = Assessment.objects.get()
    assert (noted.party, noted.status, noted.occasion) == (over, "collected", "capacity_added")
    assert check_companies(now=NOW) == 0
    check_companies(now=NOW + timedelta(days=1))
    assert Assessment.objects.count() == 1


@pytest.mark.clause("tiering/7.2-50")
def test_use_that_falls_below_the_line_is_noted(cast: Cast) -> None:
    party = make_vip_org(cast)
    change_party(party, daily_m3=Decimal(700), reason="减产", by=SYSTEM, now=NOW)
    tick(now=NOW)
    noted = Assessment.objects.get(status="collected")
    assert (noted.party, noted.occasion) == (party, "basis_lost")
    party.refresh_from_db()
    assert party.tier == "vip_org"


@pytest.mark.clause("tiering/7.2-50", "tiering/7.2-60")
def test_a_term_is_reminded_of_and_its_end_goes_to_the_leader(cast: Cast) -> None:
    party = another_party(cast)
    end = NOW.date() + timedelta(days=31)
    sign(propose(cast, party, criterion="supervisors", valid_until=end), cast.zhoujm)
    check_company(cast.units["gas"], now=NOW)
    assert not Notice.objects.filter(template="tiers.basis_ending").exists()
    for days in (1, 2):
        check_company(cast.units["gas"], now=NOW + timedelta(days=days))
    assert (
        Notice.objects.filter(template="tiers.basis_ending", recipient=cast.staff["han"]).count()
        == 1
    )
    over = NOW + timedelta(days=31)
    check_company(cast.units["gas"], now=over)
    check_company(cast.units["gas"], now=over + timedelta(days=1))
    made = Assessment.objects.get(status="under_review")
    assert (made.occasion, made.tier) == ("basis_ended", "standard")
    party.refresh_from_db()
    assert party.tier == "vip_person"
    sign(made, cast.zhoujm, now=over)
    party.refresh_from_db()
    assert party.tier == "standard"


def test_merged_files_leave_one_assessment_and_one_proposal(cast: Cast) -> None:
    first = make_vip_person(cast, "media")
    second = another_party(cast)
    sign(propose(cast, second, criterion="officials"), cast.zhoujm)
    first.refresh_from_db()
    second.refresh_from_db()
    merge_rows(
        "party", winner=first, loser=second, reason="同一人", by=SYSTEM, now=NOW,
    )  # fmt: skip
    deliver_open(now=NOW)
    kept = Assessment.objects.get(party=first, status="approved")
    assert kept.criterion == Party.objects.get(pk=first.pk).tier_criterion


@pytest.mark.clause("tiering/3.2.3")
def test_groups_are_counted_with_who_came_and_went(cast: Cast) -> None:
    make_vip_org(cast)
    another_party(cast)
    month = NOW.date().replace(day=1)
    figures = figures_of(cast.units["gas"], since=month, until=month + timedelta(days=30))
    found = {(g.tier, g.kind): (g.customers, g.came, g.went) for g in figures.groups}
    assert found[("vip_org", "industrial")] == (1, 1, 0)
    assert found[("standard", "residential")] == (1, 0, 0)
    assert (figures.vips, figures.came) == (1, 1)


@pytest.mark.clause(
    "tiering/7.2-10", "tiering/7.2-20", "tiering/7.2-30", "tiering/7.2-40", "tiering/7.2-50",
    "tiering/7.2-60",
)  # fmt: skip
def test_the_process_has_six_steps_with_who_and_how_far(cast: Cast) -> None:
    process = process_of(cast.units["gas"], now=NOW)
    assert [step.number for step in process.steps] == [10, 20, 30, 40, 50, 60]
    assert [step.clause for step in process.steps] == [
        f"tiering/7.2-{n}" for n in (10, 20, 30, 40, 50, 60)
    ]
    assert process.steps[0].state == "now"
    confirm_standards(cast.units["gas"], by=cast.han, now=NOW)
    propose(cast, another_party(cast))
    process = process_of(cast.units["gas"], now=NOW)
    assert process.is_current
    assert process.steps[0].state == "done"
    assert process.steps[5].state == "now"
