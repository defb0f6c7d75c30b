"""A tier comes from facts and a proof, by the rules, and through somebody else's hands."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from heqi.approvals.actions import refuse_approval, return_approval
from heqi.approvals.models import Approval
from heqi.customers.models import Party
from heqi.customers.tests.makers import make_customer
from heqi.ledger.actors import SYSTEM
from heqi.ledger.events import deliver_open
from heqi.ledger.models import Entry, Event
from heqi.ledger.states import IllegalMove
from heqi.people.access import Refused
from heqi.people.actions import appoint_stand_in
from heqi.tiers.actions import (
    complete_proposal,
    decide_many,
    note_occasion,
    propose_tier,
    withdraw_proposal,
)
from heqi.tiers.models import Assessment
from heqi.tiers.tests.makers import (
    another_party,
    make_vip_org,
    make_vip_person,
    propose,
    sign,
    volume,
)
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db


def names() -> list[str]:
    return list(Event.objects.filter(name__startswith="tiers.").values_list("name", flat=True))


@pytest.mark.clause("tiering/4.1", "tiering/7.2-60")
def test_a_mark_comes_only_with_the_leaders_signature(cast: Cast) -> None:
    party, _point = make_customer(cast.units["gas"])
    made = propose(cast, party)
    assert (made.status, made.tier, made.before) == ("under_review", "vip_person", "standard")
    party.refresh_from_db()
    assert party.tier == "standard"
    sign(made, cast.zhoujm)
    party.refresh_from_db()
    assert (party.tier, party.tier_criterion, party.tier_basis) == (
        "vip_person", "media", "tiering/4.1-media",
    )  # fmt: skip
    assert party.tier_since == NOW.date()
    assert (made.status, made.reviewer_name, made.valid_from) == (
        "approved", "周敬民", NOW.date(),
    )  # fmt: skip
    assert Entry.objects.get(code="customers.set_tier_mark").actor_name == "周敬民"
    assert set(names()) >= {"tiers.TierProposed", "tiers.TierApproved", "tiers.TierChanged"}


@pytest.mark.clause(
    "tiering/4.1-officials", "tiering/4.1-supervising-departments", "tiering/4.1-supervisors",
    "tiering/4.1-government", "tiering/4.1-media",
)  # fmt: skip
@pytest.mark.parametrize(
    "criterion",
    ["officials", "supervising_departments", "supervisors", "government", "media"],
)
def test_each_of_the_five_kinds_of_person_has_its_own_basis(cast: Cast, criterion: str) -> None:
    party = make_vip_person(cast, criterion)
    assert party.tier == "vip_person"
    assert party.tier_basis == f"tiering/4.1-{criterion.replace('_', '-')}"


@pytest.mark.clause("tiering/4.1-large-users")
@pytest.mark.parametrize(("m3", "tier"), [("1000", "vip_org"), ("1000.01", "vip_org")])
def test_a_thousand_a_day_makes_a_vip_organisation(cast: Cast, m3: str, tier: str) -> None:
    party = make_vip_org(cast, m3)
    assert (party.tier, party.tier_basis) == (tier, "tiering/4.1-large-users")


@pytest.mark.clause("tiering/4.1-large-users", "tiering/4.2")
def test_just_under_a_thousand_there_is_nothing_to_propose(cast: Cast) -> None:
    party = another_party(cast, kind="organisation", customer_kind="commercial")
    with pytest.raises(ValidationError, match="一般客户"):
        propose(cast, party, criterion="none", facts=[volume("999.99")])
    assert not Assessment.objects.exists()


@pytest.mark.clause("tiering/4.1-large-users")
def test_the_figure_that_counts_is_asked_for_by_its_name(cast: Cast) -> None:
    party, _point = make_customer(
        cast.units["gas"], kind="organisation", customer_kind="industrial"
    )
    with pytest.raises(ValidationError, match="日均用气量"):
        propose(cast, party, criterion="none", facts=[volume("5000", "peak")])


def test_every_raw_fact_is_kept_with_its_day_and_source(cast: Cast) -> None:
    party, _point = make_customer(
        cast.units["gas"], kind="organisation", customer_kind="industrial"
    )
    made = propose(
        cast, party, criterion="none", facts=[volume("1500"), volume("900", "contracted")]
    )
    kept = {fact.kind: (fact.m3, fact.on, fact.source) for fact in made.facts.all()}
    assert kept == {
        "average": (Decimal(1500), NOW.date(), "计量系统"),
        "contracted": (Decimal(900), NOW.date(), "计量系统"),
    }
    approval = Approval.objects.get(pk=made.approval_id)
    assert any("1500" in value for _label, value in approval.summary)
    assert "tiering/4.1-large-users" in approval.clauses


def test_reason_and_proof_are_needed_and_one_proposal_is_open_at_a_time(cast: Cast) -> None:
    party, _point = make_customer(cast.units["gas"])
    with pytest.raises(ValidationError) as told:
        propose(cast, party, reason="", proof=" ")
    assert set(told.value.error_dict) == {"reason", "proof"}
    made = propose(cast, party)
    with pytest.raises(ValidationError, match=made.number):
        propose(cast, party, criterion="officials")


@pytest.mark.clause("tiering/7.2-60")
def test_nobody_reviews_his_own_proposal(cast: Cast) -> None:
    party, _point = make_customer(cast.units["gas"])
    appoint_stand_in(
        absent=cast.staff["zhoujm"], deputy=cast.staff["han"], since=NOW.date(),
        until=NOW.date() + timedelta(days=3), reason="出差", by=SYSTEM, now=NOW,
    )  # fmt: skip
    made = propose(cast, party, by=cast.han)
    outcomes = decide_many([made.pk], do="approve", by=cast.han, now=NOW)
    assert [outcome.done for outcome in outcomes] == [False]
    party.refresh_from_db()
    assert party.tier == "standard"
    # Somebody else's proposal the stand-in may sign.
    other = another_party(cast)
    second = propose(cast, other)
    assert decide_many([second.pk], do="approve", by=cast.han, now=NOW)[0].done


def test_a_returned_proposal_is_handed_in_anew_and_a_refused_one_is_over(cast: Cast) -> None:
    party, _point = make_customer(cast.units["gas"])
    made = propose(cast, party)
    approval = Approval.objects.get(pk=made.approval_id)
    return_approval(approval, reason="证件照片不清", by=cast.zhoujm, now=NOW)
    deliver_open(now=NOW)
    made.refresh_from_db()
    assert (made.status, made.opinion) == ("returned", "证件照片不清")
    complete_proposal(
        made, criterion="media", reason="补充了证件", proof="记者证原件", by=cast.han, now=NOW
    )
    deliver_open(now=NOW)
    made.refresh_from_db()
    assert (made.status, made.proposer_name) == ("under_review", "韩雪")
    again = Approval.objects.get(pk=made.approval_id)
    assert again.pk != approval.pk
    refuse_approval(again, reason="不属于新闻媒体", by=cast.zhoujm, now=NOW)
    deliver_open(now=NOW)
    made.refresh_from_db()
    assert made.status == "refused"
    with pytest.raises(IllegalMove):
        complete_proposal(
            made, criterion="media", reason="再次补充", proof="记者证", by=cast.han, now=NOW
        )
    assert Party.objects.get(pk=party.pk).tier == "standard"


def test_the_proposer_takes_it_back_and_nobody_else(cast: Cast) -> None:
    party, _point = make_customer(cast.units["gas"])
    made = propose(cast, party)
    with pytest.raises(Refused):
        withdraw_proposal(made, reason="误报", by=cast.han, now=NOW)
    withdraw_proposal(made, reason="误报", by=cast.lin, now=NOW)
    deliver_open(now=NOW)
    made.refresh_from_db()
    assert made.status == "withdrawn"
    assert Approval.objects.get().status == "withdrawn"
    propose(cast, party)


@pytest.mark.clause("tiering/7.2-50")
def test_a_tier_is_lowered_by_a_proposal_and_ends_with_the_signature(cast: Cast) -> None:
    party = make_vip_person(cast, "officials")
    first = Assessment.objects.get()
    with pytest.raises(ValidationError, match="VIP"):
        propose(cast, party, criterion="officials", occasion="basis_lost")
    made = propose(
        cast, party, criterion="none", occasion="basis_lost", reason="已离任", proof="任免公告"
    )
    assert made.is_lowering
    sign(made, cast.zhoujm)
    party.refresh_from_db()
    first.refresh_from_db()
    assert (party.tier, party.tier_criterion) == ("standard", "none")
    assert (first.status, first.closed_on) == ("ended", NOW.date())
    assert "tiers.TierEnded" in names()


def test_a_confirmation_anew_replaces_the_basis_and_keeps_the_day(cast: Cast) -> None:
    party = make_vip_person(cast, "media")
    later = NOW + timedelta(days=300)
    made = propose(cast, party, valid_until=date(2028, 1, 1), now=later)
    sign(made, cast.zhoujm, now=later)
    party.refresh_from_db()
    assert party.tier_since == NOW.date()
    states = list(Assessment.objects.order_by("id").values_list("status", flat=True))
    assert states == ["superseded", "approved"]
    assert made.replaces is not None


@pytest.mark.clause("tiering/7.2-50")
def test_added_capacity_asks_for_a_new_look_once(cast: Cast) -> None:
    party, _point = make_customer(
        cast.units["gas"], kind="organisation", customer_kind="commercial"
    )
    given = {
        "occasion": "capacity_added", "cause": "project:7", "reason": "新增合同",
        "by": SYSTEM, "now": NOW,
    }  # fmt: skip
    made = note_occasion(party, **given)
    assert made is not None
    assert (made.status, made.tier) == ("collected", "")
    assert note_occasion(party, **given) is None
    complete_proposal(
        made, criterion="none", reason="核实用量", proof="供气合同", facts=[volume("400")],
        by=cast.han, now=NOW,
    )  # fmt: skip
    assert made.status == "unchanged"
    assert note_occasion(party, **given) is None
    assert note_occasion(party, **{**given, "cause": "project:8"}) is not None


def test_other_business_asks_for_nothing(cast: Cast) -> None:
    party, _point = make_customer(cast.units["gas"])
    with pytest.raises(ValidationError):
        note_occasion(
            party, occasion="nothing", cause="x", reason="无", by=SYSTEM, now=NOW
        )  # fmt: skip


def test_rights_hold_for_the_whole_company_and_not_for_another(cast: Cast) -> None:
    party, _point = make_customer(cast.units["gas"])
    with pytest.raises(Refused):
        propose(cast, party, by=cast.other)
    with pytest.raises(Refused):
        propose(cast, party, by=cast.ma)
    # The head of a department holds the right there, and collects for the company.
    assert propose(cast, party, by=cast.han).department == cast.units["service"]
    assert not Assessment.objects.visible_to(cast.other).exists()


@pytest.mark.clause("tiering/4.1-supervisors")
def test_a_supervisors_term_ends_with_the_basis(cast: Cast) -> None:
    party, _point = make_customer(cast.units["gas"])
    made = propose_tier(
        party, criterion="supervisors", reason="聘为社会监督员", proof="聘书 2026-08",
        valid_until=date(2028, 11, 30), cause="supervisor:1", by=SYSTEM, now=NOW,
    )  # fmt: skip
    assert (made.status, made.valid_until) == ("under_review", date(2028, 11, 30))
    with pytest.raises(ValidationError):
        propose(cast, another_party(cast), valid_until=NOW.date())
