"""Signing through the chain: in order, once, never one's own, for the absent with both names."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from heqi.approvals.actions import approve, assign_signer, refuse_approval, return_approval
from heqi.approvals.models import Approval, Vote
from heqi.approvals.plans import StepPlan
from heqi.approvals.queries import chain_of, done_by, doors_of, pending_count, pending_for
from heqi.approvals.tests.flows import ask
from heqi.evidence.queries import read_attachment
from heqi.evidence.tests.files import drawn, png
from heqi.ledger.actors import SYSTEM
from heqi.ledger.models import Entry, Event
from heqi.ledger.states import IllegalMove, StaleState
from heqi.notices.queries import inbox
from heqi.people.access import Refused
from heqi.people.actions import appoint_stand_in, end_stand_in
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db


def _events(name: str) -> list[dict[str, object]]:
    return [e.data for e in Event.objects.filter(name=f"approvals.{name}")]


def _absent(cast: Cast, name: str, deputy: str) -> object:
    return appoint_stand_in(
        absent=cast.staff[name],
        deputy=cast.staff[deputy],
        since=NOW.date(),
        until=NOW.date() + timedelta(days=3),
        reason="leave",
        by=getattr(cast, name),
        now=NOW,
    )


def test_the_ladder_is_signed_in_order_and_the_last_signature_grants(cast: Cast) -> None:
    approval = ask(cast)
    for name in ("han", "he", "zhoujm"):
        assert [a.pk for a in pending_for(getattr(cast, name), now=NOW)] == [approval.pk]
        approve(approval, opinion="同意", by=getattr(cast, name), now=NOW)
    approval.refresh_from_db()
    assert (approval.status, approval.decided_by.name) == ("granted", "周敬民")
    [granted] = _events("ApprovalGranted")
    assert granted["amount"] == "1200.00"
    assert granted["requested_by"] == cast.staff["zhou"].pk
    assert [link.votes[0].opinion for link in chain_of(approval)] == ["同意"] * 3
    assert pending_count(cast.zhoujm, now=NOW) == 0
    assert [a.pk for a in done_by(cast.han)] == [approval.pk]


def test_who_is_reached_is_told_and_the_requester_hears_the_end(cast: Cast) -> None:
    approval = ask(cast)
    assert [n.template for n in inbox(cast.han)] == ["approvals.step_reached"]
    assert not inbox(cast.he).exists()
    for name in ("han", "he", "zhoujm"):
        approve(approval, by=getattr(cast, name), now=NOW)
    [told] = inbox(cast.zhou)
    assert (told.template, told.url) == ("approvals.granted", f"/approvals/{approval.pk}/")


def test_nobody_signs_out_of_turn_or_unasked(cast: Cast) -> None:
    approval = ask(cast)
    for name in ("he", "lin", "other", "national", "admin"):
        with pytest.raises(Refused):
            approve(approval, by=getattr(cast, name), now=NOW)
    with pytest.raises(Refused):
        approve(approval, by=SYSTEM, now=NOW)
    assert not Vote.objects.exists()


def test_nobody_signs_his_own_request(cast: Cast) -> None:
    approval = ask(cast, StepPlan(posts=["captain", "team_leader"]))
    with pytest.raises(Refused):
        approve(approval, by=cast.zhou, now=NOW)
    assert pending_count(cast.zhou, now=NOW) == 0
    approve(approval, by=cast.wu, now=NOW)
    approval.refresh_from_db()
    assert approval.status == "granted"


def test_a_requester_does_not_sign_his_own_as_a_stand_in_either(cast: Cast) -> None:
    approval = ask(cast)
    _absent(cast, "han", "zhou")
    with pytest.raises(Refused):
        approve(approval, by=cast.zhou, now=NOW)
    assert pending_count(cast.zhou, now=NOW) == 0


def test_whom_a_request_is_about_signs_nothing_of_it_for_the_absent_either(cast: Cast) -> None:
    """Neither from his own seat, nor in somebody's name, nor when it is handed to him."""
    ladder = [StepPlan(posts=["head_customer_service"]), StepPlan(posts=["head_service_office"])]
    approval = ask(cast, *ladder, concerned=[cast.staff["han"].pk])
    approval.refresh_from_db()
    assert approval.current.fault == "only_requester"
    assert pending_count(cast.han, now=NOW) == 0
    with pytest.raises(ValidationError, match="与本人有关"):
        assign_signer(approval, staff=cast.staff["han"], reason="代签", by=cast.he, now=NOW)
    assign_signer(approval, staff=cast.staff["wu"], reason="代签", by=cast.he, now=NOW)
    _absent(cast, "wu", "han")
    with pytest.raises(Refused):
        approve(approval, by=cast.han, now=NOW)
    assert pending_count(cast.han, now=NOW) == 0
    assert not doors_of(approval, cast.han, now=NOW).sign


def test_nobody_votes_twice_in_one_step(cast: Cast) -> None:
    both = StepPlan(posts=["head_service_office", "head_customer_service"], counter_sign=True)
    approval = ask(cast, both)
    approve(approval, by=cast.han, now=NOW)
    _absent(cast, "he", "han")
    with pytest.raises(IllegalMove):
        approve(approval, by=cast.han, now=NOW)


def test_counter_signing_needs_every_post(cast: Cast) -> None:
    approval = ask(cast, StepPlan(posts=["head_service_office", "head_customer_service"],
                                  counter_sign=True))  # fmt: skip
    approve(approval, by=cast.he, now=NOW)
    approval.refresh_from_db()
    assert approval.status == "pending"
    approve(approval, by=cast.han, now=NOW)
    approval.refresh_from_db()
    assert approval.status == "granted"


@pytest.mark.parametrize(
    ("rule", "quorum", "needed"), [("any", 0, 1), ("quorum", 2, 2), ("all", 0, 3)]
)
def test_a_step_passes_by_its_rule(cast: Cast, rule: str, quorum: int, needed: int) -> None:
    signers = ["han", "he", "zhoujm"]
    people = [cast.staff[name] for name in signers]
    approval = ask(cast, StepPlan(staff=people, rule=rule, quorum=quorum))
    for number, name in enumerate(signers[:needed], start=1):
        approval.refresh_from_db()
        assert approval.status == "pending", number
        approve(approval, by=getattr(cast, name), now=NOW)
    approval.refresh_from_db()
    assert approval.status == "granted"


def test_a_stand_in_signs_for_the_absent_and_both_names_are_kept(cast: Cast) -> None:
    approval = ask(cast)
    _absent(cast, "han", "qian")
    assert [a.pk for a in pending_for(cast.qian, now=NOW)] == [approval.pk]
    approve(approval, by=cast.qian, now=NOW)
    vote = Vote.objects.get()
    assert (vote.staff.name, vote.standing_in_for.name) == ("钱敏", "韩雪")
    assert Entry.objects.get(code="approvals.approve").actor_name == "钱敏 (韩雪)"


def test_a_stand_in_ended_early_signs_no_more(cast: Cast) -> None:
    approval = ask(cast)
    end_stand_in(_absent(cast, "han", "qian"), by=cast.han, now=NOW)
    with pytest.raises(Refused):
        approve(approval, by=cast.qian, now=NOW)


def test_a_stand_in_appointed_later_is_told_of_the_next_step(cast: Cast) -> None:
    approval = ask(cast)
    _absent(cast, "he", "qian")
    approve(approval, by=cast.han, now=NOW)
    assert [n.template for n in inbox(cast.qian)] == ["approvals.step_reached"]


def test_the_post_is_looked_up_when_the_step_is_reached(cast: Cast) -> None:
    approval = ask(cast)
    he = cast.staff["he"]
    type(he).objects.filter(pk=he.pk).update(post_id="service_officer")
    lin = cast.staff["lin"]
    type(lin).objects.filter(pk=lin.pk).update(post_id="head_service_office")
    approve(approval, by=cast.han, now=NOW)
    assert [a.pk for a in pending_for(cast.lin, now=NOW)] == [approval.pk]
    assert not pending_for(cast.he, now=NOW).exists()


def test_a_refusal_ends_it_for_good(cast: Cast) -> None:
    approval = ask(cast)
    refuse_approval(approval, reason="证据不足", by=cast.han, now=NOW)
    approval.refresh_from_db()
    assert (approval.status, approval.reason) == ("refused", "证据不足")
    assert _events("ApprovalRefused")[0]["reason"] == "证据不足"
    with pytest.raises(IllegalMove):
        approve(approval, by=cast.he, now=NOW)
    assert {link.step.state for link in chain_of(approval)} == {"refused", "dropped"}


def test_sending_back_and_refusing_need_a_reason(cast: Cast) -> None:
    approval = ask(cast)
    for action in (refuse_approval, return_approval):
        with pytest.raises(ValidationError):
            action(approval, reason=" ", by=cast.han, now=NOW)


def test_who_saw_an_earlier_step_does_not_sign_the_next_by_mistake(cast: Cast) -> None:
    approval = ask(
        cast, StepPlan(posts=["head_service_office"]), StepPlan(posts=["head_service_office"])
    )
    seen = approval.current_id
    approve(approval, step=seen, by=cast.he, now=NOW)
    with pytest.raises(StaleState):
        approve(approval, step=seen, by=cast.he, now=NOW)
    approve(approval, by=cast.he, now=NOW)
    assert Approval.objects.get().status == "granted"


def test_back_to_an_earlier_step_everything_from_there_is_signed_again(cast: Cast) -> None:
    approval = ask(cast)
    approve(approval, by=cast.han, now=NOW)
    approve(approval, by=cast.he, now=NOW)
    first = approval.steps.first()
    return_approval(approval, to=first.pk, reason="请重新核实", by=cast.zhoujm, now=NOW)
    assert Approval.objects.get().status == "pending"
    for name in ("han", "he"):
        approve(approval, by=getattr(cast, name), now=NOW)
    # Once more, from the copies: history is not repeated.
    again = approval.steps.filter(state="passed", repeated=False).first()
    return_approval(approval, to=again.pk, reason="仍不清楚", by=cast.zhoujm, now=NOW)
    for name in ("han", "he", "zhoujm"):
        approve(approval, by=getattr(cast, name), now=NOW)
    approval.refresh_from_db()
    assert approval.status == "granted"
    states = [link.step.state for link in chain_of(approval)]
    assert states == ["passed", "passed", "returned"] * 2 + ["passed"] * 3


def test_it_goes_back_to_a_passed_step_only(cast: Cast) -> None:
    approval = ask(cast)
    approve(approval, by=cast.han, now=NOW)
    for step in approval.steps.exclude(state="passed"):
        with pytest.raises(ValidationError):
            return_approval(approval, to=step.pk, reason="x", by=cast.he, now=NOW)


def test_a_signature_by_hand_is_kept_with_the_voice(cast: Cast) -> None:
    approval = ask(cast)
    approve(approval, signature=drawn(png(300, 90)), by=cast.han, now=NOW)
    vote = Vote.objects.get()
    assert read_attachment(cast.zhou, vote.signature_id).content == png(300, 90)
    with pytest.raises(Refused):
        read_attachment(cast.lin, vote.signature_id)
    with pytest.raises(ValidationError):
        approve(approval, signature="data:image/png;base64,AAAA", by=cast.he, now=NOW)
    assert Vote.objects.count() == 1
