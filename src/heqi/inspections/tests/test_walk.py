"""An inspection from the arrangement to the closed file."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from heqi.evidence.actions import attach
from heqi.evidence.tests.files import png
from heqi.inspections import actions
from heqi.inspections.business import schemes_written
from heqi.inspections.models import Inspection
from heqi.inspections.queries.group import answering_for
from heqi.inspections.states import Status
from heqi.inspections.tests.scenes import (
    SCHEME,
    answered,
    arranged,
    closed,
    filled,
    found,
    item,
    owed,
    routine,
    started,
)
from heqi.ledger.models import Event
from heqi.ledger.states import IllegalMove, StaleState
from heqi.people.access import Refused
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=6)


@pytest.mark.clause("inspection/2.1")
def test_the_general_manager_leads_the_group_and_the_inspected_head_stays_out(cast: Cast) -> None:
    row = arranged(cast)

    group = {member.staff.name: member.role for member in row.members.select_related("staff")}
    assert group == {"郑国栋": "leader", "周敬民": "deputy", "何倩": "member"}


@pytest.mark.clause("inspection/2.2")
def test_the_calendar_names_who_answers_first_directly_and_by_executing(cast: Cast) -> None:
    told = [(one.posts, one.names) for one in answering_for(cast.units["gas"], on=NOW.date())]
    assert told == [
        ("总经理", "郑国栋"), ("分管副总经理", "周敬民"), ("部门主任、兼职服务管理员", ""),
    ]  # fmt: skip


@pytest.mark.clause("inspection/4.1", "inspection/1.2")
def test_departments_and_teams_are_inspected_at_three_levels_and_a_company_is_not(
    cast: Cast,
) -> None:
    team = {"unit": cast.units["repair1"], "kind": "scheduled"}
    rows = [
        arranged(cast, **team),
        arranged(cast, **team, level="department", by=cast.han),
        arranged(cast, **team, level="team", by=cast.han),
    ]
    assert [row.level for row in rows] == ["company", "department", "team"]
    for wrong in ({"level": "street"}, {"unit": cast.units["gas"]}):
        with pytest.raises((ValidationError, Refused)):
            arranged(cast, **{**team, **wrong})


@pytest.mark.clause("inspection/4.3")
def test_a_department_inspects_itself_under_its_own_head(cast: Cast) -> None:
    row = routine(cast)

    assert [m.staff.name for m in row.members.all()] == ["韩雪"]
    with pytest.raises(Refused):
        routine(cast, by=cast.qian)


@pytest.mark.clause("inspection/4.2")
def test_special_inspections_are_the_companys(cast: Cast) -> None:
    with pytest.raises(ValidationError) as refused:
        arranged(cast, level="department", by=cast.han)
    assert "kind" in refused.value.message_dict

    with pytest.raises(Refused):
        arranged(cast, by=cast.han)


@pytest.mark.clause("inspection/4.4")
def test_an_inspection_needs_a_method(cast: Cast) -> None:
    with pytest.raises(ValidationError) as refused:
        arranged(cast, methods=["rumour"])
    assert "methods" in refused.value.message_dict


@pytest.mark.clause("inspection/5.5")
def test_no_inspection_starts_without_its_scheme(cast: Cast) -> None:
    row = arranged(cast)

    with pytest.raises(ValidationError, match=r"inspection/5\.5"):
        actions.start_inspection(row, by=cast.he, now=NOW)
    assert row.status == Status.PLANNED

    actions.write_scheme(row, scheme=SCHEME, by=cast.he, now=NOW)
    # From here on it is known what will be looked at: late entries are seen in this light.
    at = int(NOW.timestamp())
    assert list(schemes_written(row.company_id, at, at + 1)) == [at]
    actions.start_inspection(row, by=cast.he, now=NOW)
    assert row.status == Status.UNDER_WAY
    assert row.decision.clauses == ["inspection/5.5"]


@pytest.mark.clause("inspection/3.1", "inspection/3.2", "inspection/3.3")
def test_the_sheet_has_the_seven_items_with_the_systems_figures(cast: Cast) -> None:
    row = started(cast, arranged(cast))

    clauses = list(row.items.values_list("clause", flat=True))
    assert clauses == [f"inspection/3.{n}" for n in range(1, 8)]
    told = [figure["en"] for figure in item(row, "complaints").figures]
    assert "complaints handled in time" in told
    assert "rectifications finished" in told


@pytest.mark.clause("inspection/5.6")
def test_a_sheet_with_gaps_is_not_handed_over(cast: Cast) -> None:
    row = started(cast, arranged(cast))
    with pytest.raises(ValidationError, match="7"):
        actions.hand_over(row, by=cast.he, now=NOW)

    for one in row.items.all():
        actions.judge_item(one, result="good", note="", by=cast.he, now=NOW)
    with pytest.raises(ValidationError):
        actions.hand_over(row, by=cast.he, now=NOW)

    actions.sign_sheet(row, by=cast.zheng, now=NOW)
    with pytest.raises(StaleState):
        actions.sign_sheet(row, by=cast.zheng, now=NOW)
    actions.hand_over(row, by=cast.he, now=NOW)
    assert row.status == Status.SIGNING


def test_a_problem_without_a_finding_is_no_complete_sheet(cast: Cast) -> None:
    row = started(cast, arranged(cast))
    actions.judge_item(item(row), result="problem", note="着装不整", by=cast.he, now=NOW)
    for one in row.items.filter(result=""):
        actions.judge_item(one, result="good", note="", by=cast.he, now=NOW)
    actions.sign_sheet(row, by=cast.zheng, now=NOW)

    with pytest.raises(ValidationError, match="行为规范"):
        actions.hand_over(row, by=cast.he, now=NOW)


@pytest.mark.clause("inspection/form-1", "conduct/2.3(2)")
def test_the_head_of_the_department_signs_with_an_opinion_and_no_inspector_for_him(
    cast: Cast,
) -> None:
    row = filled(cast, started(cast, arranged(cast)))

    with pytest.raises(Refused):
        actions.answer_sheet(row, opinion="同意", by=cast.he, now=LATER)
    with pytest.raises(ValidationError):
        actions.answer_sheet(row, opinion=" ", by=cast.han, now=LATER)
    answered(cast, row)
    assert (row.status, row.head_name) == (Status.ANSWERED, "韩雪")


def test_the_group_may_take_the_sheet_back_until_the_department_has_answered(cast: Cast) -> None:
    row = filled(cast, started(cast, arranged(cast)))
    actions.take_back(row, reason="补充一项", by=cast.he, now=LATER)
    assert row.status == Status.UNDER_WAY

    actions.hand_over(row, by=cast.he, now=LATER)
    answered(cast, row)
    with pytest.raises(IllegalMove):
        actions.take_back(row, reason="补充一项", by=cast.he, now=LATER)


def test_only_members_sign_and_who_did_not_come_is_taken_out(cast: Cast) -> None:
    row = started(cast, arranged(cast))
    with pytest.raises(Refused):
        actions.sign_sheet(row, by=cast.han, now=NOW)

    for one in row.items.all():
        actions.judge_item(one, result="good", note="", by=cast.he, now=NOW)
    actions.sign_sheet(row, by=cast.he, now=NOW)
    actions.hand_over(row, by=cast.he, now=NOW)
    answered(cast, row)
    with pytest.raises(ValidationError, match="郑国栋"):
        actions.close_inspection(row, by=cast.he, now=LATER)

    signed = row.members.get(staff=cast.staff["he"])
    with pytest.raises(ValidationError):
        actions.remove_member(signed, by=cast.he, now=LATER)
    for member in row.members.filter(signed_at=None):
        actions.remove_member(member, by=cast.he, now=LATER)
    actions.close_inspection(row, by=cast.he, now=LATER)
    assert row.status == Status.CLOSED


@pytest.mark.clause("inspection/7.3")
def test_nothing_in_a_closed_inspection_changes(cast: Cast) -> None:
    row = started(cast, arranged(cast))
    finding = found(cast, row)
    closed(cast, row)

    with pytest.raises(IllegalMove):
        actions.judge_item(item(row), result="good", note="", by=cast.he, now=LATER)
    with pytest.raises(IllegalMove):
        found(cast, row)
    with pytest.raises(IllegalMove):
        actions.withdraw_finding(finding, reason="误记", by=cast.he, now=LATER)
    with pytest.raises(IllegalMove):
        actions.write_scheme(row, scheme="另一个", by=cast.he, now=LATER)
    with pytest.raises((StaleState, Refused)):
        attach(row, content=png(), name="晚到的照片.png", by=cast.he, now=LATER)
    assert Event.objects.filter(name="inspections.InspectionClosed").count() == 1


@pytest.mark.clause("inspection/4.2")
def test_a_closed_special_inspection_does_the_quarters_duty(cast: Cast) -> None:
    duty = owed("special_inspection", cast.units["gas"], due=date(2026, 12, 31))
    assert duty.status == "open"

    closed(cast, arranged(cast))

    duty.refresh_from_db()
    assert duty.status == "done"


@pytest.mark.clause("inspection/5.3")
def test_a_department_does_its_month_with_scheme_sheet_and_summary(cast: Cast) -> None:
    unit = cast.units["service"]
    duty = owed("routine_inspection", unit, due=date(2026, 11, 30))

    closed(cast, routine(cast))
    duty.refresh_from_db()
    assert duty.status == "open"

    texts = dict.fromkeys(("achievements", "measures", "problems", "suggestions"), "见附件")
    summary = actions.save_summary(unit, month=NOW.date(), texts=texts, by=cast.han, now=LATER)
    actions.hand_in_summary(summary, by=cast.han, now=LATER)
    duty.refresh_from_db()
    assert (duty.status, summary.late) == ("done", False)
    with pytest.raises(IllegalMove):
        actions.save_summary(unit, month=NOW.date(), texts=texts, by=cast.han, now=LATER)


def test_an_inspection_that_has_not_begun_can_be_cancelled_with_a_reason(cast: Cast) -> None:
    row = arranged(cast)
    with pytest.raises(ValidationError):
        actions.cancel_inspection(row, reason=" ", by=cast.he, now=NOW)
    actions.cancel_inspection(row, reason="台风停工", by=cast.he, now=NOW)
    assert row.status == Status.CANCELLED
    with pytest.raises(IllegalMove):
        actions.start_inspection(row, by=cast.he, now=NOW)


@pytest.mark.clause("inspection/4.2")
def test_a_spot_check_is_a_surprise_to_the_inspected_until_it_begins(cast: Cast) -> None:
    spot = arranged(cast, kind="spot")
    rows = Inspection.objects.filter(pk=spot.pk)

    def seen_by() -> list[str]:
        return [
            who for who in ("he", "han", "zheng") if rows.visible_to(getattr(cast, who)).exists()
        ]

    assert seen_by() == ["he", "zheng"]
    rows.update(status="under_way")
    assert seen_by() == ["he", "han", "zheng"]
