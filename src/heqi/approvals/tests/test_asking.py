"""Submitting, submitting again, withdrawing."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from heqi.approvals.access import visible_to
from heqi.approvals.actions import approve, resubmit, return_approval, submit, withdraw
from heqi.approvals.models import Approval
from heqi.approvals.plans import StepPlan
from heqi.approvals.queries import copied_to, overseen_by, pending_for, requested_by
from heqi.approvals.tests.flows import LADDER, ask
from heqi.ledger.actors import SYSTEM
from heqi.ledger.models import Entry, Event
from heqi.ledger.states import IllegalMove, StaleState
from heqi.notices.queries import inbox
from heqi.people.access import Refused
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "steps",
    [
        [],
        [StepPlan()],
        [StepPlan(posts=["emperor"])],
        [StepPlan(posts=["captain"], rule="most")],
        [StepPlan(posts=["captain"], rule="quorum")],
        [StepPlan(posts=["captain"], quorum=2)],
    ],
)
def test_impossible_steps_are_refused(cast: Cast, steps: list[StepPlan]) -> None:
    with pytest.raises(ValidationError):
        submit(cast.units["gas"], kind="x.y", title="t", unit=cast.units["gas"], steps=steps,
               by=cast.zhou, now=NOW)  # fmt: skip


def test_a_row_waits_once_for_one_kind_of_signature(cast: Cast) -> None:
    approval = ask(cast)
    with pytest.raises(ValidationError):
        ask(cast)
    ask(cast, kind="conduct.penalty")
    withdraw(approval, by=cast.zhou, now=NOW)
    ask(cast)


def test_after_a_return_the_requester_changes_and_submits_again(cast: Cast) -> None:
    approval = ask(cast)
    approve(approval, by=cast.han, now=NOW)
    return_approval(approval, reason="金额有误", by=cast.he, now=NOW)
    approval.refresh_from_db()
    assert (approval.status, approval.reason) == ("returned", "金额有误")
    assert Event.objects.get(name="approvals.ApprovalReturned").data["round"] == 1
    assert inbox(cast.zhou)[0].body == "何倩 退回《阻工减免》（SQ261123-00001）：金额有误"
    with pytest.raises(Refused):
        resubmit(approval, by=cast.lin, now=NOW)
    resubmit(approval, amount=Decimal("800.00"), by=cast.zhou, now=NOW)
    for name in ("han", "he", "zhoujm"):
        approve(approval, by=getattr(cast, name), now=NOW)
    approval.refresh_from_db()
    assert (approval.status, approval.round, approval.reason) == ("granted", 2, "")
    assert Event.objects.get(name="approvals.ApprovalGranted").data["amount"] == "800.00"
    entry = Entry.objects.filter(code="approvals.submit").first()
    assert entry.changes["amount"] == ["1200.00", "800.00"]


def test_what_is_pending_cannot_be_submitted_again(cast: Cast) -> None:
    approval = ask(cast)
    with pytest.raises(IllegalMove):
        resubmit(approval, amount=Decimal(1), by=cast.zhou, now=NOW)
    approval.refresh_from_db()
    assert approval.amount == Decimal("1200.00")


def test_only_the_requester_withdraws_and_the_signers_hear_it(cast: Cast) -> None:
    approval = ask(cast)
    with pytest.raises(Refused):
        withdraw(approval, by=cast.han, now=NOW)
    withdraw(approval, reason="已解决", by=cast.zhou, now=NOW)
    assert not pending_for(cast.han, now=NOW).exists()
    assert inbox(cast.han)[0].template == "approvals.withdrawn"
    assert Event.objects.get(name="approvals.ApprovalWithdrawn").data["reason"] == "已解决"
    with pytest.raises(IllegalMove):
        withdraw(approval, by=cast.zhou, now=NOW)


def test_a_granted_one_cannot_be_withdrawn(cast: Cast) -> None:
    approval = ask(cast, StepPlan(posts=["head_service_office"]))
    stale = Approval.objects.get()
    approve(approval, by=cast.he, now=NOW)
    with pytest.raises(StaleState):
        withdraw(stale, by=cast.zhou, now=NOW)


def test_copies_go_to_whom_they_are_meant_for(cast: Cast) -> None:
    qian = cast.staff["qian"]
    approval = ask(cast, copies=[qian, qian])
    assert [a.pk for a in copied_to(cast.qian)] == [approval.pk]
    assert [n.template for n in inbox(cast.qian)] == ["approvals.copied"]


def test_only_those_concerned_see_it(cast: Cast) -> None:
    approval = ask(cast)
    seen = {name for name in cast.names() if visible_to(getattr(cast, name)).exists()}
    # Requester, signer of the open step, and who oversees the unit.
    assert seen == {"zhou", "han", "he", "zhoujm", "zheng", "audit"}
    assert [a.pk for a in requested_by(cast.zhou)] == [approval.pk]
    assert not overseen_by(cast.other).exists()


def test_the_system_may_ask_too(cast: Cast) -> None:
    approval = submit(
        cast.units["gas"], kind="x.y", title="t", unit=cast.units["repair1"], steps=LADDER,
        by=SYSTEM, now=NOW,
    )  # fmt: skip
    approve(approval, by=cast.han, now=NOW)
    approve(approval, by=cast.he, now=NOW)
    approve(approval, by=cast.zhoujm, now=NOW)
    assert Approval.objects.get().status == "granted"
