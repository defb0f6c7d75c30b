"""An appeal is decided by the committee in a sitting, by nobody who had a part in the decision."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from heqi.conduct import actions
from heqi.conduct.actions.appealing import may_judge
from heqi.conduct.actions.submitting import content_words
from heqi.conduct.facts import outcome
from heqi.conduct.forms import JudgementForm
from heqi.conduct.models import Case, Circular, ProposedSum
from heqi.conduct.tests.scenes import decided
from heqi.governance import actions as governance
from heqi.governance.models import Matter
from heqi.people.access import Refused
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db
FINES = {"amount": Decimal(300), "head_amount": Decimal(100), "points": Decimal(3)}


def appealed(cast: Cast, **values: Any) -> tuple[Case, Matter]:
    """A decision that the repairer Ma appeals against, before a committee of six."""
    gas = cast.units["gas"]
    names = "zheng zhoujm han he lin sun"
    for name in names.split():
        governance.name_member(gas, staff=cast.staff[name], office="member", by=cast.he, now=NOW)
    case = decided(cast, **values)
    actions.appeal_case(case, appeal="客户当天改期。", by=cast.ma, now=NOW + timedelta(days=1))
    return case, Matter.objects.get(source_type="conduct.case", source_id=str(case.pk))


def voted(cast: Cast, matter: Matter, *, votes: tuple[int, int]) -> None:
    """The committee sits with everybody and votes on an appeal."""
    given: dict[str, Any] = {"by": cast.he, "now": NOW}
    sitting = governance.call_sitting(cast.units["gas"], at=NOW, place="三楼", **given)
    there = [cast.staff[name] for name in ["zheng", "zhoujm", "han", "he", "lin", "sun"]]
    governance.hold_sitting(sitting, present=there, **given)
    matter.refresh_from_db()
    governance.decide_matter(
        matter, outcome="情节较轻，减轻处罚。", votes_for=votes[0], votes_against=votes[1], **given
    )


@pytest.mark.clause("conduct/2.2(3)", "inspection/8.2")
def test_who_signed_the_decision_neither_votes_nor_judges_the_appeal(cast: Cast) -> None:
    case, matter = appealed(cast)
    assert (matter.source_number, matter.decide_by) == (case.number, case.due_at)
    assert "客户当天改期" not in matter.text  # whose words they are stays on the case
    signers = {cast.staff[name].pk for name in ("ma", "he", "han", "zhoujm", "zheng")}
    assert set(matter.barred) == signers
    with pytest.raises(Refused):  # the general manager signed: he does not decide alone
        actions.judge_appeal(case, outcome_="uphold", judgement="x", by=cast.zheng, now=NOW)
    with pytest.raises(Refused):  # and no member does before the committee has voted
        actions.judge_appeal(case, outcome_="uphold", judgement="x", by=cast.lin, now=NOW)
    with pytest.raises(ValidationError):  # six are present, two of them have a vote
        voted(cast, matter, votes=(4, 0))


@pytest.mark.clause("conduct/2.2(3)", "conduct/3.2.3")
def test_what_the_committee_voted_binds_and_changes_figures_and_notice(cast: Cast) -> None:
    case, matter = appealed(cast, ground="3.2.3.1", figures=FINES)
    voted(cast, matter, votes=(2, 0))
    assert not may_judge(case, cast.zheng, now=NOW)
    assert Case.objects.visible_to(cast.lin).filter(pk=case.pk).exists()
    given: dict[str, Any] = {"judgement": "情节较轻", "by": cast.lin, "now": NOW}
    with pytest.raises(ValidationError) as error:
        actions.judge_appeal(case, outcome_="uphold", **given)
    assert "outcome_" in error.value.message_dict
    with pytest.raises(ValidationError):
        actions.judge_appeal(case, outcome_="change", figures={"amount": Decimal(50)}, **given)
    actions.judge_appeal(case, outcome_="change", figures={"amount": Decimal(100)}, **given)
    open_sums = ProposedSum.objects.filter(case=case, state="proposed", part="person")
    assert [row.amount for row in open_sums] == [Decimal(-100)]
    assert (case.status, case.judge_name) == ("final", cast.staff["lin"].name)
    told = Circular.objects.get(case=case)
    assert told.changed_at is not None
    assert "100" in told.content


@pytest.mark.clause("conduct/2.2(3)")
def test_an_appeal_that_finds_no_majority_leaves_the_decision(cast: Cast) -> None:
    case, matter = appealed(cast)
    voted(cast, matter, votes=(1, 1))
    given: dict[str, Any] = {"judgement": "申诉理由不成立", "by": cast.sun, "now": NOW}
    with pytest.raises(ValidationError):
        actions.judge_appeal(case, outcome_="overturn", **given)
    actions.judge_appeal(case, outcome_="uphold", **given)
    assert (case.status, case.outcome) == ("final", "uphold")


def test_a_committee_of_signers_only_has_no_vote(cast: Cast) -> None:
    gas = cast.units["gas"]
    case, matter = appealed(cast)
    given: dict[str, Any] = {"by": cast.he, "now": NOW}
    sitting = governance.call_sitting(gas, at=NOW, place="三楼", **given)
    there = [cast.staff[name] for name in ["zheng", "zhoujm", "han", "he"]]
    governance.hold_sitting(sitting, present=there, **given)
    matter.refresh_from_db()
    with pytest.raises(ValidationError):
        governance.decide_matter(matter, outcome="x", votes_for=1, votes_against=0, **given)
    assert case.status == "appealed"


@pytest.mark.clause("conduct/3.2.4", "conduct/2.2(3)")
def test_an_appeal_changes_the_measure_where_there_is_no_figure(cast: Cast) -> None:
    case, matter = appealed(
        cast, ground="3.2.4.2", figures={"year_points": Decimal(5)}, measure="suspension"
    )
    voted(cast, matter, votes=(2, 0))
    given: dict[str, Any] = {"judgement": "情节较轻", "by": cast.lin, "now": NOW}
    with pytest.raises(ValidationError) as error:  # nothing changes
        actions.judge_appeal(case, outcome_="change", measure="suspension", **given)
    assert "outcome_" in error.value.message_dict
    with pytest.raises(ValidationError) as error:
        actions.judge_appeal(case, outcome_="change", measure="dismissal", **given)
    assert "measure" in error.value.message_dict
    actions.judge_appeal(case, outcome_="change", measure="probation", **given)
    case.refresh_from_db()
    assert (case.measure, case.outcome, case.status) == ("probation", "change", "final")
    assert "留用察看" in content_words(case)


@pytest.mark.clause("conduct/3.2.1", "conduct/2.2(3)")
def test_an_appeal_changes_how_the_department_deals_with_a_person(cast: Cast) -> None:
    case, matter = appealed(
        cast,
        ground="3.2.1.1",
        figures={},
        signers="han",
        treatment="部门内通报批评，扣当月绩效 5%",
    )
    voted(cast, matter, votes=(4, 0))
    form = JudgementForm(
        {"outcome_": "change", "judgement": "情节较轻", "treatment": "部门内批评教育"},
        case=case, outcome=outcome(case, now=NOW),
    )  # fmt: skip
    assert form.is_valid()
    actions.judge_appeal(case, **form.values(), by=cast.lin, now=NOW)
    case.refresh_from_db()
    assert case.treatment == "部门内批评教育"
