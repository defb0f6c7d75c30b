"""A case is raised, heard, looked into, signed in the form's order and decided."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from heqi.approvals.actions import refuse_approval, return_approval
from heqi.approvals.models import Approval
from heqi.approvals.queries import chain_of
from heqi.clocks.actions import watch_clocks
from heqi.clocks.queries import clocks_of
from heqi.conduct import actions
from heqi.conduct.actions.proving import Paper
from heqi.conduct.actions.raising import propose_case
from heqi.conduct.facts import grounds, outcome_of, side_of_ground
from heqi.conduct.models import Case, Consequence, ProposedSum
from heqi.conduct.tests.scenes import DAY, FINE, decided, raised, ready, signed
from heqi.evidence.tests.files import png
from heqi.inspections.grounds import clause_of_ground
from heqi.ledger.states import IllegalMove
from heqi.notices.models import Notice
from heqi.people.access import Refused
from heqi.policies.packs import find_clause
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db


# How many grounds each article has, and what follows: the figures with their ranges.
ARTICLES = {
    "3.1.1": (7, {"amount": (100, 500)}),
    "3.2.1": (4, {}),
    "3.2.2": (5, {"amount": (100, 500)}),
    "3.2.3": (4, {"amount": (100, 500), "head_amount": (100, 500)}),
    "3.2.4": (4, {}),
    "3.2.5": (3, {}),
}
GROUNDS = [
    f"conduct/{article}({n})"
    for article, (many, _f) in ARTICLES.items()
    for n in range(1, many + 1)
]


@pytest.mark.clause(
    "conduct/3.1.1", "conduct/3.1.1(1)", "conduct/3.1.1(2)", "conduct/3.1.1(3)",
    "conduct/3.1.1(4)", "conduct/3.1.1(5)", "conduct/3.1.1(6)", "conduct/3.1.1(7)",
    "conduct/3.2.1", "conduct/3.2.1(1)", "conduct/3.2.1(2)", "conduct/3.2.1(3)",
    "conduct/3.2.1(4)",
    "conduct/3.2.2", "conduct/3.2.2(1)", "conduct/3.2.2(2)", "conduct/3.2.2(3)",
    "conduct/3.2.2(4)", "conduct/3.2.2(5)",
    "conduct/3.2.3", "conduct/3.2.3(1)", "conduct/3.2.3(2)", "conduct/3.2.3(3)",
    "conduct/3.2.3(4)",
    "conduct/3.2.4", "conduct/3.2.4(1)", "conduct/3.2.4(2)", "conduct/3.2.4(3)",
    "conduct/3.2.4(4)",
    "conduct/3.2.5", "conduct/3.2.5(1)", "conduct/3.2.5(2)", "conduct/3.2.5(3)",
)  # fmt: skip
def test_every_ground_is_a_clause_of_chapter_three_with_its_proof_and_figures() -> None:
    assert [clause_of_ground(ground) for ground in grounds()] == GROUNDS
    for ground in grounds():
        article = ground.rpartition(".")[0]
        found = outcome_of(ground, together=False, on=NOW.date(), company_id=None)
        assert find_clause(clause_of_ground(ground)) is not None, ground
        assert found.proof, ground
        assert (found.handling == "reward") == (side_of_ground(ground) == "reward")
        for one in found.ranges.values():
            assert one.least < one.most
            assert one.clause
        money = {
            what: (one.least, one.most) for what, one in found.ranges.items() if "amount" in what
        }
        assert money == ARTICLES[article][1], ground


@pytest.mark.clause("conduct/2.2(3)")
def test_a_penalty_starts_its_limits_and_asks_the_person_to_speak(cast: Cast) -> None:
    case = raised(cast)
    clocks = {clock.name for clock in clocks_of(case)}
    assert case.number.startswith("JF261123-")
    assert {"statement", "investigate", "decide"} <= clocks
    assert case.unit == cast.units["repair1"]
    assert Notice.objects.filter(template="conduct.raised", recipient_name="马超群").exists()


@pytest.mark.clause("conduct/3.2.2")
def test_a_fine_outside_its_range_is_refused_and_the_database_holds_it_inside(cast: Cast) -> None:
    case = raised(cast)
    for amount in (Decimal("99.99"), Decimal("500.01")):
        with pytest.raises(ValidationError) as error:
            actions.set_content(case, figures={**FINE, "amount": amount}, by=cast.he, now=NOW)
        assert "100" in str(error.value.message_dict["amount"])
    actions.set_content(case, figures={**FINE, "amount": Decimal(500)}, by=cast.he, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Consequence.objects.filter(case=case, what="amount").update(value=Decimal(501))


@pytest.mark.clause("conduct/3.2.1")
def test_a_ground_without_a_fine_takes_none(cast: Cast) -> None:
    case = raised(cast, ground="3.2.1.2")
    with pytest.raises(ValidationError):
        actions.set_content(case, figures={"amount": Decimal(100)}, by=cast.he, now=NOW)


@pytest.mark.clause("conduct/2.2(3)")
def test_the_same_fact_is_not_penalised_twice_under_one_clause(cast: Cast) -> None:
    first = raised(cast, source_number="TS261120-00001")
    with pytest.raises(ValidationError) as error:
        raised(cast, source_number="ts261120-00001 ")
    assert "ground" in error.value.message_dict
    raised(cast, source_number="TS261120-00001", staff=cast.staff["li"])
    raised(cast, source_number="TS261120-00001", ground="3.2.2.1")
    actions.drop_case(first, reason="查无此事", by=cast.he, now=NOW)
    raised(cast, source_number="TS261120-00001")


@pytest.mark.clause("conduct/3.2.5")
def test_a_department_is_not_penalised_twice_either(cast: Cast) -> None:
    given = {"ground": "3.2.5.2", "staff": None, "source_number": "ZG261101-00001"}
    case = raised(cast, **given)
    assert (case.staff, case.unit) == (None, cast.units["service"])
    with pytest.raises(ValidationError):
        raised(cast, **given)
    with pytest.raises(ValidationError):
        raised(cast, ground="3.2.5.1")


def test_nobody_is_penalised_unheard_or_without_proof(cast: Cast) -> None:
    case = raised(cast)
    with pytest.raises(ValidationError) as error:
        actions.submit_case(case, opinion="建议", by=cast.he, now=NOW)
    assert len(error.value.messages) >= 3
    with pytest.raises(ValidationError) as error:
        actions.record_inquiry(case, report="属实", proofs={}, by=cast.he, now=NOW)
    assert set(error.value.message_dict) == {"proof_service_record"}


def test_only_the_person_states_in_writing_for_himself(cast: Cast) -> None:
    case = raised(cast)
    with pytest.raises(ValidationError):
        actions.record_statement(case, statement="他认错", by=cast.he, now=NOW)
    with pytest.raises(Refused):
        actions.record_statement(case, statement="x", by=cast.li, now=NOW)
    actions.record_statement(case, hearing="oral", statement="已当面听取", by=cast.he, now=NOW)
    assert case.stated_by == "何倩"
    actions.record_statement(case, statement="我补充一点。", by=cast.ma, now=NOW)
    assert case.hearing == "written"


# Each of the three answers for service: the general manager, the office, the department's head.
@pytest.mark.clause("conduct/2.1", "conduct/2.2", "conduct/2.3")
@pytest.mark.clause("conduct/form-1", "conduct/form-1-note")
def test_the_form_is_signed_in_its_order_and_the_maker_does_not_sign(cast: Cast) -> None:
    case = ready(cast)
    actions.submit_case(case, opinion="建议罚款 200 元。", by=cast.he, now=NOW)
    assert [row["code"] for row in case.signers] == [
        "dept_head", "deputy_gm", "service_office", "gm",
    ]  # fmt: skip
    assert case.signers[2]["by"] == "maker"
    approval = Approval.objects.get(pk=case.approval_id)
    assert [link.step.posts for link in chain_of(approval)] == [
        ["head_customer_service"], ["deputy_gm"], ["gm"],
    ]  # fmt: skip
    signed(cast, case, "han zhoujm zheng")
    assert Approval.objects.get(pk=case.approval_id).status == "granted"


@pytest.mark.clause("conduct/3.2.1")
def test_what_a_department_handles_ends_with_the_service_office(cast: Cast) -> None:
    case = raised(cast, ground="3.2.1.2", by=cast.han)
    actions.record_statement(case, waive=True, by=cast.ma, now=NOW)
    papers = {"photo": Paper("监控 10:20.png", png())}
    actions.record_inquiry(case, report="属实", papers=papers, by=cast.han, now=NOW)
    actions.set_content(case, figures={}, treatment="部门内谈话提醒", by=cast.han, now=NOW)
    actions.submit_case(case, opinion="谈话提醒", by=cast.han, now=NOW)
    assert [row["by"] for row in case.signers] == ["maker", "step"]


def test_whom_it_is_about_does_not_sign(cast: Cast) -> None:
    case = ready(cast, staff=cast.staff["han"])
    actions.submit_case(case, opinion="建议", by=cast.he, now=NOW)
    assert case.signers[0] == {"code": "dept_head", "by": "concerned"}
    with pytest.raises(Refused):
        raised(cast, staff=cast.staff["he"], by=cast.he, ground="3.2.2.1")


@pytest.mark.clause("conduct/3.2.3", "conduct/2.2(3)")
def test_a_decision_proposes_sums_tells_everybody_and_takes_no_pay(cast: Cast) -> None:
    figures = {"amount": Decimal(300), "head_amount": Decimal(100), "points": Decimal(3)}
    case = decided(cast, ground="3.2.3.1", figures=figures)
    rows = {row.part: row for row in ProposedSum.objects.filter(case=case)}
    assert (rows["person"].amount, rows["person"].state) == (Decimal(-300), "proposed")
    assert (rows["head"].amount, rows["head"].staff) == (Decimal(-100), cast.staff["han"])
    assert case.counts_in == NOW.date().replace(day=1)
    assert case.public
    told = Notice.objects.filter(template="conduct.public", channel="in_app")
    assert {"韩雪", "郑国栋", "何倩"} <= set(told.values_list("recipient_name", flat=True))
    assert actions.hand_over_sums([rows["person"].pk], by=cast.he, now=NOW) == 0  # not final


@pytest.mark.clause("conduct/3.1.1", "conduct/3.1.1-team")
def test_a_group_is_rewarded_and_its_main_contributors_as_well(cast: Cast) -> None:
    with pytest.raises(ValidationError):
        raised(cast, ground="3.2.2.1", staff=None, members=[cast.staff["ma"], cast.staff["li"]])
    case = raised(
        cast, ground="3.1.1.3", staff=None, members=[cast.staff["ma"], cast.staff["li"]],
        main=[cast.staff["wu"]],
    )  # fmt: skip
    main = case.members.get(is_main=True)
    other = case.members.filter(is_main=False).first()
    papers = {"report": Paper("事迹.png", png())}
    actions.record_inquiry(case, report="突出", papers=papers, by=cast.he, now=NOW)
    with pytest.raises(ValidationError):
        actions.set_content(case, figures={}, shares={main.pk: Decimal(600)}, by=cast.he, now=NOW)
    with pytest.raises(ValidationError):
        actions.set_content(case, figures={}, shares={other.pk: Decimal(200)}, by=cast.he, now=NOW)
    actions.set_content(
        case, figures={"amount": Decimal(500)}, shares={main.pk: Decimal(200)}, by=cast.he, now=NOW
    )
    actions.submit_case(case, opinion="建议奖励", by=cast.he, now=NOW)
    actions.decide_case(case, now=NOW)
    sums = {row.part: row.amount for row in ProposedSum.objects.filter(case=case)}
    assert sums == {"group": Decimal(500), "member": Decimal(200)}
    assert case.status == "final"  # nothing to appeal against


@pytest.mark.clause("conduct/3.2.4")
def test_probation_grades_the_month_and_costs_the_year_points(cast: Cast) -> None:
    case = raised(cast, ground="3.2.4.1", measured=Decimal(3000))
    actions.set_content(
        case, figures={"year_points": Decimal(3)}, measure="probation", by=cast.he, now=NOW
    )
    assert (case.grade, case.measure, case.year_points) == ("C", "probation", Decimal(3))
    with pytest.raises(ValidationError):
        actions.set_content(case, figures={}, measure="dismissal", by=cast.he, now=NOW)


def test_a_return_reopens_and_the_form_goes_round_again(cast: Cast) -> None:
    case = ready(cast)
    actions.submit_case(case, opinion="建议", by=cast.he, now=NOW)
    approval = Approval.objects.get(pk=case.approval_id)
    return_approval(approval, reason="补充录音", by=cast.han, now=NOW)
    actions.end_signing(case, refused=False, reason="补充录音", now=NOW)
    assert case.status == "open"
    actions.submit_case(case, opinion="已补充", by=cast.he, now=NOW)
    approval.refresh_from_db()
    assert (approval.status, approval.round) == ("pending", 2)


def test_a_refusal_ends_it(cast: Cast) -> None:
    case = ready(cast)
    actions.submit_case(case, opinion="建议", by=cast.he, now=NOW)
    approval = Approval.objects.get(pk=case.approval_id)
    refuse_approval(approval, reason="证据不足", by=cast.han, now=NOW)
    actions.end_signing(case, refused=True, reason="证据不足", now=NOW)
    assert (case.status, case.is_open) == ("refused", False)
    assert not ProposedSum.objects.exists()


def test_another_ground_drops_figures_of_the_former_range(cast: Cast) -> None:
    case = ready(cast)
    actions.change_ground(case, ground="3.2.3.1", by=cast.he, now=NOW)
    assert case.figures == {}
    with pytest.raises(ValidationError):
        actions.change_ground(case, ground="3.1.1.1", by=cast.he, now=NOW)


def test_after_its_time_there_is_no_appeal_and_the_loop_makes_it_final(cast: Cast) -> None:
    case = decided(cast)
    late = case.appeal_until + timedelta(minutes=1)
    with pytest.raises(ValidationError):
        actions.appeal_case(case, appeal="晚了", by=cast.ma, now=late)
    assert actions.finish_cases(now=NOW) == 0
    assert actions.finish_cases(now=late) == 1
    case.refresh_from_db()
    assert case.status == "final"
    with pytest.raises(IllegalMove):
        actions.appeal_case(case, appeal="晚了", by=cast.ma, now=late)


def test_a_reversal_cancels_what_is_proposed_and_gives_back_what_payroll_has(cast: Cast) -> None:
    case = decided(cast)
    actions.finish_cases(now=case.appeal_until + timedelta(minutes=1))
    case.refresh_from_db()
    row = ProposedSum.objects.get(case=case)
    with pytest.raises(Refused):
        actions.hand_over_sums([row.pk], by=cast.zheng, now=NOW)
    assert actions.hand_over_sums([row.pk], by=cast.he, now=NOW) == 1
    actions.reverse_case(case, reason="新证据", by=cast.zheng, now=NOW)
    back = ProposedSum.objects.get(case=case, part="back")
    assert (back.amount, back.state) == (Decimal(200), "proposed")
    raised(cast)  # the fact is free again


def test_people_see_their_own_case_and_others_by_right(cast: Cast) -> None:
    case = raised(cast)
    seen = {name for name in cast.names() if Case.objects.visible_to(getattr(cast, name)).exists()}
    assert {"ma", "han", "he", "zheng", "zhoujm", "audit"} <= seen
    assert not seen & {"li", "lin", "sun", "qian", "zhou", "other", "admin"}
    assert case.happened_on == DAY


@pytest.mark.clause("conduct/1.4")
def test_the_policy_holds_in_both_companies_each_with_its_own_cases(cast: Cast) -> None:
    praised = {
        name: propose_case(
            "written_praise", about=cast.staff[name], title="客户表扬", text="耐心解答",
            happened_on=DAY, source=("callbacks.callbacktask", "1"), source_number="HF1", now=NOW,
        )
        for name in ("ma", "other")
    }  # fmt: skip
    grounds_ = {name: (case.ground, case.company) for name, case in praised.items() if case}
    gas, other = cast.units["gas"], cast.units["other"]
    assert grounds_ == {"ma": ("3.1.1.1", gas), "other": ("3.1.1.1", other)}
    assert list(Case.objects.visible_to(cast.he)) == [praised["ma"]]


def test_the_person_to_be_heard_is_warned_before_the_time_for_it_ends(
    cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    case = raised(cast)
    due = next(one for one in clocks_of(case) if one.name == "statement").due_at
    assert due is not None
    with django_capture_on_commit_callbacks(execute=True):
        watch_clocks(now=due - timedelta(minutes=5))
    told = Notice.objects.filter(template="conduct.nearing", channel="in_app")
    assert cast.staff["ma"].pk in set(told.values_list("recipient", flat=True))


HEAD_FINES = {"amount": Decimal(300), "head_amount": Decimal(100), "points": Decimal(3)}


@pytest.mark.clause("conduct/3.2.3", "conduct/2.2(3)")
def test_a_head_who_is_fined_for_his_man_neither_fixes_nor_signs_his_own_fine(cast: Cast) -> None:
    case = raised(cast, ground="3.2.3.1", by=cast.han)
    assert case.head == cast.staff["han"]
    told = Notice.objects.filter(template="conduct.raised", channel="in_app")
    assert {"马超群", "韩雪"} <= set(told.values_list("recipient_name", flat=True))
    given: dict[str, Any] = {"by": cast.han, "now": NOW}
    for step in (
        lambda: actions.set_content(case, figures=HEAD_FINES, **given),
        lambda: actions.record_inquiry(case, report="属实", proofs={}, **given),
        lambda: actions.change_ground(case, ground="3.2.2.5", **given),
        lambda: actions.drop_case(case, reason="算了", **given),
        lambda: actions.submit_case(case, opinion="同意", **given),
    ):
        with pytest.raises(Refused):
            step()
    actions.record_statement(case, waive=True, by=cast.ma, now=NOW)
    proofs = dict.fromkeys((case.ruling.answer or {})["proof"], "见附件")
    actions.record_inquiry(case, report="属实", proofs=proofs, by=cast.he, now=NOW)
    actions.set_content(case, figures=HEAD_FINES, by=cast.he, now=NOW)
    with pytest.raises(ValidationError, match="韩雪"):  # he has not been heard
        actions.submit_case(case, opinion="建议", by=cast.he, now=NOW)
    actions.record_statement(case, statement="已组织整改。", **given)
    assert (case.head_statement, case.head_hearing) == ("已组织整改。", "written")
    actions.submit_case(case, opinion="建议", by=cast.he, now=NOW)
    # The next post signs: the deputy general manager.
    assert case.signers[0] == {"code": "dept_head", "by": "concerned"}
    approval = Approval.objects.get(pk=case.approval_id)
    assert [link.step.posts for link in chain_of(approval)] == [["deputy_gm"], ["gm"]]
    with pytest.raises(Refused):
        signed(cast, case, "han")


@pytest.mark.clause("conduct/3.2.3", "conduct/2.2(3)")
def test_a_head_who_is_fined_is_told_appeals_and_joins_the_appeal(cast: Cast) -> None:
    case = decided(cast, ground="3.2.3.1", figures=HEAD_FINES)
    told = Notice.objects.filter(template="conduct.penalised", channel="in_app")
    assert {"马超群", "韩雪"} <= set(told.values_list("recipient_name", flat=True))
    assert Case.objects.visible_to(cast.han).filter(pk=case.pk).exists()
    with pytest.raises(Refused):
        actions.appeal_case(case, appeal="x", by=cast.lin, now=NOW)
    actions.appeal_case(case, appeal="当日在外地培训。", by=cast.han, now=NOW)
    assert (case.status, case.head_appeal, case.appeal) == ("appealed", "当日在外地培训。", "")
    actions.appeal_case(case, appeal="客户当天改期。", by=cast.ma, now=NOW)
    case.refresh_from_db()
    assert (case.appeal, case.head_appeal) == ("客户当天改期。", "当日在外地培训。")
    with pytest.raises(IllegalMove):
        actions.appeal_case(case, appeal="再说一次", by=cast.han, now=NOW)


def test_where_no_head_is_fined_nobody_but_the_person_is_concerned(cast: Cast) -> None:
    case = ready(cast, ground="3.2.3.1", staff=cast.staff["han"])
    assert (case.head, case.unheard) == (None, [])
