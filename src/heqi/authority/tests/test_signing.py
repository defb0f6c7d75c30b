"""The form (服务授权处理单): who signs, in which order, and what a signature brings about."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from heqi.approvals.actions import refuse_approval, return_approval
from heqi.approvals.models import Approval, Step
from heqi.authority import actions
from heqi.authority.actions.using import Paper
from heqi.authority.facts import terms_of
from heqi.authority.forms import ResubmitForm
from heqi.authority.models import Use
from heqi.authority.states import Status
from heqi.authority.tests.scenes import (
    LATER,
    actor,
    happen,
    heads,
    known,
    sign,
    stand_in,
    use,
)
from heqi.clocks.queries import clocks_of
from heqi.evidence.queries import attachments_of
from heqi.evidence.tests.files import png
from heqi.people.access import Refused
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db


def chain(row: Use) -> list[list[str]]:
    """The steps of a form as posts and names."""
    steps = Step.objects.filter(approval_id=row.approval_id).order_by("order")
    return [[seat.staff.name for seat in step.seats.all()] or step.posts for step in steps]


@pytest.mark.clause("authority/form-1-note1")
@pytest.mark.parametrize("item", ["permission_1", "permission_3", "permission_5", "priority_1"])
def test_without_an_amount_there_is_no_form(cast: Cast, item: str) -> None:
    row = use(cast, item)
    assert not row.needs_form
    assert row.approval_id is None
    assert row.effective_at == NOW


@pytest.mark.clause("authority/5.1", "authority/form-1")
def test_with_an_amount_the_head_signs_and_the_general_manager_approves(cast: Cast) -> None:
    row = use(cast, "waiver_1")
    assert row.needs_form
    assert chain(row) == [["韩雪"], ["gm"]]
    row = sign(row, cast, "han", "zheng")
    assert row.status == Status.OPEN


@pytest.mark.clause("authority/form-1-note2")
def test_the_head_of_another_department_concerned_must_sign(cast: Cast) -> None:
    heads(cast)
    row = use(cast, "waiver_1", others=[cast.units["engineering"]])
    assert len(chain(row)) == 3
    sign(row, cast, "han", "engineering")
    assert Approval.objects.get(pk=row.approval_id).current.posts == ["gm"]


@pytest.mark.clause("authority/4-waiver-2")
def test_market_and_engineering_sign_before_the_general_manager(cast: Cast) -> None:
    row = use(cast, "waiver_2")
    assert chain(row) == [["贺东升"], ["gm"]]
    row = sign(row, cast, "engineering")
    assert row.effective_at is None
    row = sign(row, cast, "zheng")
    assert (row.status, row.effective_at) == (Status.DONE, LATER)


@pytest.mark.clause("authority/4-bearing-1")
def test_the_week_for_the_installation_begins_with_the_approval(cast: Cast) -> None:
    row = use(cast, "bearing_1")
    assert clocks_of(row) == []
    row = sign(row, cast, "he", "zheng")
    (clock,) = clocks_of(row)
    assert (clock.name, clock.clause) == ("install", "authority/4-bearing-1")
    assert (clock.due_at - NOW).days == 7
    given: dict[str, Any] = {"code": "install", "by": actor(cast, "engineering"), "now": NOW}
    with pytest.raises(ValidationError) as refused:  # no such order
        actions.settle_formality(row, reference="安装单 5", **given)
    assert list(refused.value.message_dict) == ["reference"]
    with known("AZ261123-00005"):
        actions.settle_formality(row, reference="AZ261123-00005", **given)
    row.refresh_from_db()
    assert row.status == Status.DONE


@pytest.mark.clause("authority/4-permission-3")
def test_the_order_for_somebody_frail_is_placed_on_the_same_day(cast: Cast) -> None:
    (clock,) = clocks_of(use(cast, "permission_3"))
    assert (clock.name, clock.clause) == ("order", "authority/4-permission-3")
    midnight = NOW.replace(hour=0) + timedelta(days=1)
    assert clock.due_at == midnight
    row = Use.objects.get()
    lin = actor(cast, "lin")
    with pytest.raises(ValidationError):  # a word is no order
        actions.settle_formality(row, code="mark_vulnerable", reference="已下单", by=lin, now=NOW)
    assert [one.state for one in clocks_of(row)] == ["running"]
    with known("WX261123-00009"):
        actions.settle_formality(
            row, code="mark_vulnerable", reference="wx261123-00009 ", by=lin, now=NOW
        )
    assert [one.state for one in clocks_of(row)] == ["met"]


@pytest.mark.clause("authority/4-priority-1")
def test_a_priority_sheet_ends_with_the_order_dispatched_within_two_days(cast: Cast) -> None:
    row = use(cast, "priority_1")
    clocks = {clock.name: clock for clock in clocks_of(row.sheet)}
    assert set(clocks) == {"acknowledge", "dispatch"}
    assert clocks["dispatch"].due_at == NOW + timedelta(days=2)
    assert clocks["dispatch"].clause == "authority/4-priority-1"
    by = actor(cast, "engineering")
    actions.acknowledge_sheet(row.sheet, by=by, now=NOW)
    with pytest.raises(ValidationError) as refused:
        actions.finish_sheet(row.sheet, report="已安排", by=by, now=NOW)
    assert list(refused.value.message_dict) == ["order"]
    with pytest.raises(ValidationError) as refused:  # an order that there is not
        actions.finish_sheet(row.sheet, report="已安排", order="x", by=by, now=NOW)
    assert list(refused.value.message_dict) == ["order"]
    states = {clock.name: clock.state for clock in clocks_of(row.sheet)}
    assert states["dispatch"] == "running"
    with known("BZ261123-00002"):
        actions.finish_sheet(row.sheet, report="已安排", order="BZ261123-00002", by=by, now=NOW)
    row.refresh_from_db()
    assert (row.status, row.order_number) == (Status.DONE, "BZ261123-00002")


def test_the_maker_never_signs_his_own_form(cast: Cast) -> None:
    row = use(cast, "waiver_2")
    with pytest.raises(Refused):
        sign(row, cast, "market")


@pytest.mark.clause("authority/4-waiver-2")
def test_what_a_stand_in_makes_is_not_signed_by_the_absent_holder_again(cast: Cast) -> None:
    stand_in(cast, "market", "han")
    row = use(cast, "waiver_2", by="han")
    assert all("毛新宇" not in names for names in chain(row))


def test_what_is_sent_back_is_changed_and_held_against_the_policy_anew(cast: Cast) -> None:
    row = use(cast, "waiver_2", amount=Decimal("600"), reason="特殊情况")
    approval = Approval.objects.get(pk=row.approval_id)
    return_approval(approval, reason="按标准", by=actor(cast, "engineering"), now=NOW)
    happen(row)
    assert row.status == Status.RETURNED
    market = actor(cast, "market")
    actions.resubmit_use(row, matter="按标准减免", amount=Decimal("400"), by=market, now=NOW)
    row = sign(row, cast, "engineering", "zheng")
    assert (row.status, row.beyond, row.amount) == (Status.DONE, [], 400)


@pytest.mark.clause("authority/4-waiver-2", "authority/form-1-note2")
def test_what_was_sent_back_takes_other_households_departments_and_a_missing_photo(
    cast: Cast,
) -> None:
    row = use(cast, "waiver_2", amount=Decimal("600"), reason="特殊情况")
    approval = Approval.objects.get(pk=row.approval_id)
    return_approval(approval, reason="实为三户", by=actor(cast, "engineering"), now=NOW)
    happen(row)
    market = actor(cast, "market")
    given: dict[str, Any] = {"matter": "减免", "amount": Decimal("600"), "by": market, "now": LATER}
    with pytest.raises(ValidationError):  # no condition of this item
        actions.resubmit_use(row, papers=[Paper("vulnerable", "x.png", png())], **given)
    actions.resubmit_use(
        row, households=3, others=[cast.units["service"]],
        papers=[Paper("mediation_failed", "协调.png", png())], **given,
    )  # fmt: skip
    row.refresh_from_db()
    assert (row.households, row.beyond) == (3, [])
    assert list(row.others.all()) == [cast.units["service"]]
    assert "韩雪" in [name for names in chain(row) for name in names]
    assert "协调.png" in [one.name for one in attachments_of(market, row)]


@pytest.mark.clause("authority/5.1")
def test_the_form_of_what_was_sent_back_offers_what_the_item_knows(cast: Cast) -> None:
    row = use(cast, "waiver_2")
    terms = terms_of("waiver_2", on=NOW.date(), company_id=row.company_id)
    form = ResubmitForm({"matter": "改", "amount": "400", "households": "2"}, row=row, terms=terms)
    assert form.is_valid(), form.errors
    assert (form.values()["households"], form.values()["papers"]) == (2, [])
    sheet = use(cast, "permission_5")
    terms = terms_of("permission_5", on=NOW.date(), company_id=row.company_id)
    fields = set(ResubmitForm(row=sheet, terms=terms).fields)
    assert "file_affects_supply_or_hazard" in fields
    assert not fields & {"households", "others"}


def test_what_is_refused_ends_and_stays_in_the_ledger(cast: Cast) -> None:
    row = use(cast, "bearing_1")
    approval = Approval.objects.get(pk=row.approval_id)
    refuse_approval(approval, reason="证据不足", by=actor(cast, "he"), now=NOW)
    happen(row)
    assert (row.status, row.is_open, row.effective_at) == (Status.REFUSED, False, None)


def test_a_withdrawn_use_takes_its_request_and_its_sheet_along(cast: Cast) -> None:
    row = use(cast, "waiver_2")
    market = actor(cast, "market")
    actions.withdraw_use(row, reason="已谈妥", by=market, now=NOW)
    assert Approval.objects.get(pk=row.approval_id).status == "withdrawn"
    note = use(cast, "priority_1")
    actions.withdraw_use(note, reason="客户取消", by=market, now=NOW)
    note.sheet.refresh_from_db()
    assert note.sheet.status == "withdrawn"
