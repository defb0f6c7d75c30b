"""Rights: withdrawn on proof, given back after a training, reviewed every quarter."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from heqi.approvals.actions import approve, refuse_approval
from heqi.approvals.models import Approval
from heqi.ledger.events import deliver_open
from heqi.notices.models import Notice
from heqi.people.access import Refused
from heqi.people.models import Holding
from heqi.quality.actions import (
    blame_complaint,
    decide_right,
    dismiss_error,
    give_back,
    open_review,
    propose_withdrawal,
    record_training,
)
from heqi.quality.actions.reviews import remind_reviews
from heqi.quality.models import EntryError, ReviewItem, RightsReview, Withdrawal
from heqi.quality.queries.results import repeats_of
from heqi.quality.queries.rights import review_due
from heqi.quality.tests.scenes import (
    complained,
    entered_party,
    found_error,
    repeated_errors,
    trained,
)
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=4)


def propose(cast: Cast) -> Withdrawal:
    return propose_withdrawal(
        cast.staff["qian"], reason="对照录入标准和操作日志查实", by=cast.admin, now=LATER
    )


@pytest.mark.clause("data-entry/9.2", "data-entry/8.3")
def test_the_third_repeat_after_training_is_a_ground_and_the_second_is_none(cast: Cast) -> None:
    trained(cast, held_on=(NOW - timedelta(days=3)).date())
    errors = repeated_errors(cast, 3)
    dismiss_error(errors[0], outcome="客户确认无误", by=cast.he, now=LATER)
    assert repeats_of(cast.staff["qian"]).facts()["repeats"] == 2
    with pytest.raises(ValidationError):
        propose(cast)
    found_error(cast, at=LATER)
    proposal = propose(cast)
    assert (proposal.ground, proposal.status) == ("repeated", "proposed")
    assert len(proposal.evidence) == 3
    assert all(proof["entry"] and proof["entered_at"] for proof in proposal.evidence)


@pytest.mark.clause("data-entry/8.3")
def test_the_post_of_the_policy_is_reminded_of_the_review_and_told_when_it_is_late(
    cast: Cast,
) -> None:
    gas = cast.units["gas"]
    remind_reviews(now=NOW)
    remind_reviews(now=NOW)
    told = Notice.objects.filter(template="quality.review_due", company=gas)
    assert cast.staff["admin"] in {notice.recipient for notice in told}
    assert all("8.3" in notice.body for notice in told)
    before = told.count()
    remind_reviews(now=NOW)
    assert told.count() == before
    assert not review_due(gas, now=NOW).is_late(NOW)
    open_review(gas, by=cast.he, now=NOW)
    after = NOW + timedelta(days=60)
    assert review_due(gas, now=after).quarter == date(2026, 10, 1)
    assert review_due(gas, now=NOW).opened is not None
    RightsReview.objects.update(closed_at=NOW)
    late = NOW + timedelta(days=170)
    assert review_due(gas, now=late).is_late(late)
    remind_reviews(now=late)
    assert Notice.objects.filter(template="quality.review_late", company=gas).exists()


@pytest.mark.clause("data-entry/9.2")
def test_what_was_entered_before_the_training_and_found_after_it_was_not_repeated(
    cast: Cast,
) -> None:
    party = entered_party(cast, at=NOW - timedelta(days=9), id_number="")
    trained(cast, held_on=(NOW - timedelta(days=3)).date())
    found_error(cast, party, at=NOW)
    assert repeats_of(cast.staff["qian"]).facts()["repeats"] == 0


def test_without_training_repeats_are_no_ground_but_a_complaint_is(cast: Cast) -> None:
    errors = repeated_errors(cast, 3)
    with pytest.raises(ValidationError):
        propose(cast)
    blame_complaint(errors[0], complaint=complained(cast), by=cast.he, now=LATER)
    assert propose(cast).ground == "complaint"
    with pytest.raises(ValidationError):
        propose(cast)


@pytest.mark.clause("data-entry/9.2")
def test_decided_executed_and_given_back_after_a_training(cast: Cast) -> None:
    error = found_error(cast)
    blame_complaint(error, complaint=complained(cast), by=cast.he, now=LATER)
    proposal = propose(cast)
    approval = Approval.objects.get(kind="quality.withdrawal")
    approve(approval, by=cast.han, now=LATER)
    assert cast.qian.holdings
    approve(approval, by=cast.he, now=LATER)
    deliver_open(now=LATER)
    proposal.refresh_from_db()
    assert proposal.status == "withdrawn"
    assert [row["role"] for row in proposal.held] == ["clerk"]
    cast.now = LATER
    assert not cast.qian.holdings

    before = trained(cast, held_on=NOW.date())
    with pytest.raises(ValidationError):
        give_back(proposal, training=before, by=cast.han, now=LATER)
    after = record_training(
        unit=cast.units["service"],
        subject="补训",
        held_on=(LATER + timedelta(days=2)).date(),
        trainer="黎文静",
        staff=[cast.staff["qian"]],
        by=cast.he,
        now=LATER + timedelta(days=3),
    )
    cast.now = LATER + timedelta(days=3)
    give_back(proposal, training=after, by=cast.han, now=cast.now)
    assert cast.qian.holds("quality.own")
    assert repeats_of(cast.staff["qian"]).facts() == {
        "trained": True,
        "repeats": 0,
        "caused_complaint": False,
    }


def test_a_refused_proposal_leaves_the_rights(cast: Cast) -> None:
    blame_complaint(found_error(cast), complaint=complained(cast), by=cast.he, now=LATER)
    proposal = propose(cast)
    approval = Approval.objects.get(kind="quality.withdrawal")
    refuse_approval(approval, reason="证据不足", by=cast.han, now=LATER)
    deliver_open(now=LATER)
    proposal.refresh_from_db()
    assert proposal.status == "refused"
    assert cast.qian.holdings


def test_only_system_operations_propose(cast: Cast) -> None:
    blame_complaint(found_error(cast), complaint=complained(cast), by=cast.he, now=LATER)
    with pytest.raises(Refused):
        propose_withdrawal(cast.staff["qian"], reason="查实", by=cast.he, now=LATER)


def test_nobody_proposes_his_own_withdrawal_or_another_companys(cast: Cast) -> None:
    with pytest.raises(Refused):
        propose_withdrawal(cast.staff["he"], reason="x", by=cast.he, now=NOW)
    with pytest.raises(Refused):
        propose_withdrawal(cast.staff["other"], reason="x", by=cast.he, now=NOW)


@pytest.mark.clause("data-entry/8.3")
def test_every_right_is_confirmed_or_ended_once_a_quarter(cast: Cast) -> None:
    found_error(cast)
    gas = cast.units["gas"]
    review = open_review(gas, by=cast.admin, now=NOW)
    with pytest.raises(ValidationError):
        open_review(gas, by=cast.admin, now=NOW)
    items = list(review.items.select_related("holding", "review__unit"))
    assert "8001" not in {item.staff.number for item in items}
    assert {item.staff.number: item.errors for item in items}["5001"] == 1
    for item in items:
        keep = item.staff != cast.staff["li"]
        decide_right(item, keep=keep, by=cast.admin, now=NOW)
    review.refresh_from_db()
    assert review.closed_at == NOW
    assert not cast.li.holdings
    assert cast.ma.holdings
    with pytest.raises(ValidationError):
        decide_right(items[0], keep=True, by=cast.admin, now=NOW)


@pytest.mark.clause("data-entry/8.3", "data-entry/9.2")
def test_a_right_with_a_last_day_ends_at_once_and_comes_back_only_until_that_day(
    cast: Cast,
) -> None:
    last = NOW.date() + timedelta(days=60)
    for who in ("li", "qian"):
        Holding.objects.filter(staff=cast.staff[who]).update(until=last)
    review = open_review(cast.units["gas"], by=cast.admin, now=NOW)
    decide_right(review.items.get(staff=cast.staff["li"]), keep=False, by=cast.admin, now=NOW)
    assert not cast.li.holdings

    blame_complaint(found_error(cast), complaint=complained(cast), by=cast.he, now=LATER)
    proposal = propose(cast)
    approval = Approval.objects.get(kind="quality.withdrawal")
    for by in (cast.han, cast.he):
        approve(approval, by=by, now=LATER)
    deliver_open(now=LATER)
    proposal.refresh_from_db()
    after = record_training(
        unit=cast.units["service"],
        subject="补训",
        held_on=LATER.date(),
        trainer="黎文静",
        staff=[cast.staff["qian"]],
        by=cast.he,
        now=LATER,
    )
    give_back(proposal, training=after, by=cast.han, now=LATER)
    assert set(
        Holding.objects.current(LATER.date() + timedelta(days=1))
        .filter(staff=cast.staff["qian"])
        .values_list("until", flat=True)
    ) == {last}


def test_nobody_confirms_his_own_right(cast: Cast) -> None:
    review = open_review(cast.units["gas"], by=cast.he, now=NOW)
    own = review.items.get(staff=cast.staff["he"])
    with pytest.raises(Refused):
        decide_right(own, keep=True, by=cast.he, now=NOW)
    assert ReviewItem.objects.filter(verdict="kept").count() == 0
    assert Holding.objects.filter(until__isnull=False).count() == 0
    assert EntryError.objects.count() == 0
