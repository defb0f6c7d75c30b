"""Changing the chain: add, hand over, remind, and what happens where nobody can sign."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from heqi.approvals.actions import (
    add_signer,
    approve,
    approve_many,
    assign_signer,
    hand_over,
    recheck_steps,
    remind_voters,
)
from heqi.approvals.models import Approval, Seat, Vote
from heqi.approvals.plans import StepPlan
from heqi.approvals.queries import chain_of, pending_for, stuck_for
from heqi.approvals.tests.flows import ask
from heqi.ledger.models import Event
from heqi.notices.queries import inbox
from heqi.people.access import Refused
from heqi.people.models import Staff
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=11)


def test_one_more_signer_after_the_open_step(cast: Cast) -> None:
    approval = ask(cast, StepPlan(posts=["head_service_office"]))
    add_signer(approval, staff=cast.staff["qian"], where="after", by=cast.he, now=NOW)
    approve(approval, by=cast.he, now=NOW)
    assert [a.pk for a in pending_for(cast.qian, now=NOW)] == [approval.pk]
    approve(approval, by=cast.qian, now=NOW)
    assert Approval.objects.get().status == "granted"


def test_one_more_signer_before_the_open_step_keeps_what_was_signed(cast: Cast) -> None:
    both = StepPlan(posts=["head_service_office", "head_customer_service"], counter_sign=True)
    approval = ask(cast, both)
    approve(approval, by=cast.han, now=NOW)
    add_signer(approval, staff=cast.staff["qian"], where="before", by=cast.he, now=NOW)
    with pytest.raises(Refused):
        approve(approval, by=cast.he, now=NOW)
    approve(approval, by=cast.qian, now=NOW)
    assert [n.template for n in inbox(cast.he)] == ["approvals.step_reached"] * 2
    approve(approval, by=cast.he, now=NOW)
    assert Approval.objects.get().status == "granted"
    assert next(link.names for link in chain_of(approval)) == ["钱敏"]


def test_only_who_is_asked_adds_and_never_the_requester(cast: Cast) -> None:
    approval = ask(cast)
    with pytest.raises(Refused):
        add_signer(approval, staff=cast.staff["qian"], where="after", by=cast.lin, now=NOW)
    for staff, where in (("zhou", "after"), ("han", "before"), ("qian", "beside")):
        with pytest.raises(ValidationError):
            add_signer(approval, staff=cast.staff[staff], where=where, by=cast.han, now=NOW)


def test_handing_over_lets_the_other_sign_instead(cast: Cast) -> None:
    approval = ask(cast, StepPlan(posts=["head_service_office"]))
    hand_over(approval, to=cast.staff["qian"], reason="出差", by=cast.he, now=NOW)
    with pytest.raises(Refused):
        approve(approval, by=cast.he, now=NOW)
    assert inbox(cast.qian)[0].template == "approvals.step_reached"
    approve(approval, by=cast.qian, now=NOW)
    assert Approval.objects.get().status == "granted"


def test_handing_over_counts_for_the_post_in_counter_signing(cast: Cast) -> None:
    both = StepPlan(posts=["head_service_office", "head_customer_service"], counter_sign=True)
    approval = ask(cast, both)
    hand_over(approval, to=cast.staff["qian"], reason="出差", by=cast.he, now=NOW)
    approve(approval, by=cast.qian, now=NOW)
    approve(approval, by=cast.han, now=NOW)
    assert Approval.objects.get().status == "granted"


def test_nobody_hands_over_to_the_requester_or_to_who_was_asked(cast: Cast) -> None:
    approval = ask(cast, StepPlan(posts=["head_service_office", "head_customer_service"]))
    for name in ("zhou", "han"):
        with pytest.raises(ValidationError):
            hand_over(approval, to=cast.staff[name], reason="x", by=cast.he, now=NOW)
    with pytest.raises(ValidationError):
        hand_over(approval, to=cast.staff["qian"], reason="", by=cast.he, now=NOW)


def test_a_reminder_reaches_those_who_have_not_signed_once_an_hour(cast: Cast) -> None:
    approval = ask(cast)
    for _ in range(2):
        assert remind_voters(approval, reason="客户在等", by=cast.zhou, now=NOW) == 1
    told = [n.template for n in inbox(cast.han)]
    assert told.count("approvals.reminder") == 1
    with pytest.raises(Refused):
        remind_voters(approval, by=cast.lin, now=NOW)


def test_a_post_that_nobody_holds_is_a_fault_that_somebody_must_mend(cast: Cast) -> None:
    approval = ask(cast, StepPlan(posts=["head_finance"]))
    assert approval.current.fault == "nobody"
    assert Event.objects.get(name="approvals.StepStuck").data["party"] == "post:head_finance"
    assert "计财部主任" in inbox(cast.he)[0].body
    assert [a.pk for a in stuck_for(cast.he)] == [approval.pk]
    assert not stuck_for(cast.lin).exists()
    with pytest.raises(Refused):
        assign_signer(approval, staff=cast.staff["qian"], reason="x", by=cast.lin, now=NOW)
    with pytest.raises(ValidationError):
        assign_signer(approval, staff=cast.staff["he"], reason="x", by=cast.he, now=NOW)
    assign_signer(approval, staff=cast.staff["zheng"], reason="岗位空缺", by=cast.he, now=NOW)
    assert not stuck_for(cast.he).exists()
    approve(approval, by=cast.zheng, now=NOW)
    assert Approval.objects.get().status == "granted"


def test_a_post_held_by_the_requester_alone_is_a_fault_of_its_own(cast: Cast) -> None:
    approval = ask(cast, StepPlan(posts=["captain"]))
    assert approval.current.fault == "only_requester"


def test_a_step_with_too_few_holders_is_a_fault(cast: Cast) -> None:
    approval = ask(cast, StepPlan(posts=["head_service_office"], rule="quorum", quorum=2))
    assert approval.current.fault == "too_few"
    assign_signer(approval, staff=cast.staff["zheng"], reason="人数不足", by=cast.admin, now=NOW)
    approve(approval, by=cast.he, now=NOW)
    approve(approval, by=cast.zheng, now=NOW)
    assert Approval.objects.get().status == "granted"


def test_a_post_filled_later_is_found_by_the_loop(cast: Cast) -> None:
    approval = ask(cast, StepPlan(posts=["head_finance"]))
    Staff.objects.filter(pk=cast.staff["qian"].pk).update(post_id="head_finance")
    assert recheck_steps(now=NOW) == 0  # looked a moment ago
    assert recheck_steps(now=LATER) == 1
    assert recheck_steps(now=LATER) == 0
    assert [a.pk for a in pending_for(cast.qian, now=LATER)] == [approval.pk]


def test_whoever_leaves_is_not_waited_for(cast: Cast) -> None:
    people = [cast.staff["he"], cast.staff["han"]]
    approval = ask(cast, StepPlan(staff=people, rule="all"))
    approve(approval, by=cast.he, now=NOW)
    Staff.objects.filter(pk=people[1].pk).update(left_on=NOW.date())
    recheck_steps(now=LATER)
    approval.refresh_from_db()
    # A named person who left is a gap to mend, not a silent consent.
    assert (approval.status, approval.current.fault) == ("pending", "nobody")
    assign_signer(approval, staff=cast.staff["zheng"], reason="离职", by=cast.admin, now=LATER)
    approve(approval, by=cast.zheng, now=LATER)
    assert Approval.objects.get().status == "granted"


def test_a_batch_takes_what_has_no_money_and_allows_it(cast: Cast) -> None:
    one = StepPlan(posts=["head_service_office"])
    plain = ask(cast, one, kind="a.a", amount=None, batch=True)
    single = ask(cast, one, kind="b.b", amount=None)
    money = ask(cast, one, kind="c.c")
    foreign = ask(cast, StepPlan(posts=["deputy_gm"]), kind="d.d", amount=None, batch=True)
    pks = [plain.pk, single.pk, money.pk, foreign.pk, 999_999, plain.pk]
    outcomes = approve_many(pks, by=cast.he, now=NOW)
    assert {o.pk: o.done for o in outcomes} == {
        plain.pk: True, single.pk: False, money.pk: False, foreign.pk: False,
    }  # fmt: skip
    assert all(o.sentence for o in outcomes if not o.done)
    assert Vote.objects.count() == 1


def test_money_never_becomes_a_batch(cast: Cast) -> None:
    with pytest.raises(ValidationError):
        ask(cast, batch=True, amount=Decimal(1))


def test_one_person_in_two_posts_signs_once_for_both(cast: Cast) -> None:
    both = StepPlan(posts=["head_service_office"], staff=[cast.staff["he"]], counter_sign=True)
    approval = ask(cast, both)
    assert Seat.objects.get().parties == [
        "post:head_service_office",
        f"staff:{cast.staff['he'].pk}",
    ]
    approve(approval, by=cast.he, now=NOW)
    assert Approval.objects.get().status == "granted"
