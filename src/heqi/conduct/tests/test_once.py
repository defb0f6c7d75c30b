"""A fact is taken up once under a clause, measured where the clause measures, and heard first."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from heqi.authority.tests.scenes import use
from heqi.clocks.queries import clocks_of
from heqi.conduct import actions
from heqi.conduct.actions.raising import propose_case
from heqi.conduct.models import Case
from heqi.conduct.tests.scenes import DAY, raised
from heqi.governance.models import Matter
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db


@pytest.mark.clause("conduct/2.2(3)")
def test_the_same_record_raises_one_case_whatever_names_it(cast: Cast) -> None:
    row = use(cast, "permission_1")
    case = raised(cast, source_number=row.number.lower())
    assert (case.fact, case.source_type) == (f"authority.use:{row.pk}", "authority.use")
    again = propose_case(
        "commitment_missed", about=cast.staff["ma"], title="x", text="x", happened_on=DAY,
        source=row, source_number="另一编号", ground="3.2.2.5", now=NOW,
    )  # fmt: skip
    assert again is None
    with pytest.raises(ValidationError) as error:
        raised(cast, source_number=row.number, facts="换一种说法", distinct="不同")
    assert "ground" in error.value.message_dict


@pytest.mark.clause("conduct/2.2(3)")
def test_a_second_case_of_the_day_says_why_it_is_another_fact(cast: Cast) -> None:
    first = raised(cast, source_number="A-1")
    with pytest.raises(ValidationError) as error:  # the same words of the same day
        raised(cast, source_number="B-2", distinct="另一件事")
    assert "ground" in error.value.message_dict
    with pytest.raises(ValidationError) as error:
        raised(cast, source_number="B-2", facts="下午又推诿另一客户。")
    assert first.number in error.value.message_dict["distinct"][0]
    other = raised(cast, source_number="", facts="下午又推诿另一客户。", distinct="另一客户")
    third = raised(cast, source_number="", facts="傍晚推诿第三户。", distinct="第三户")
    assert other.distinct == "另一客户"
    assert other.fact != third.fact


@pytest.mark.clause("conduct/2.2(3)")
def test_a_proposal_is_told_apart_before_it_is_taken_up(cast: Cast) -> None:
    first = raised(cast, ground="3.2.2.1")
    row = use(cast, "permission_1")
    case = propose_case(
        "commitment_missed", about=cast.staff["ma"], title="超时", text="超时", happened_on=DAY,
        source=row, source_number=row.number, now=NOW,
    )  # fmt: skip
    assert case is not None
    with pytest.raises(ValidationError) as error:
        actions.take_up_case(case, ground="3.2.2.1", by=cast.he, now=NOW)
    assert first.number in error.value.message_dict["distinct"][0]
    actions.take_up_case(case, ground="3.2.2.1", distinct="另一户", by=cast.he, now=NOW)
    assert (case.status, case.distinct) == ("open", "另一户")


@pytest.mark.clause("conduct/3.2.1(3)")
def test_absence_is_measured_and_below_half_an_hour_is_no_ground(cast: Cast) -> None:
    for minutes in (None, Decimal(29)):
        with pytest.raises(ValidationError) as error:
            raised(cast, ground="3.2.1.3", measured=minutes)
        assert "measured" in error.value.message_dict
    case = raised(cast, ground="3.2.1.3", measured=Decimal(30))
    assert (case.measured, case.why.clauses) == (Decimal(30), ["conduct/3.2.1(3)"])


@pytest.mark.clause("conduct/3.2.4(1)")
def test_a_loss_beyond_the_clause_is_no_ground_of_it_and_goes_to_the_committee(cast: Cast) -> None:
    with pytest.raises(ValidationError):
        raised(cast, ground="3.2.4.1", measured=Decimal("1999.99"))
    case = raised(cast, ground="3.2.4.1", measured=Decimal(5000))
    assert (case.status, case.ground, case.measured) == ("proposed", "", Decimal(5000))
    matter = Matter.objects.get(source_type="conduct.ground", source_id=str(case.pk))
    assert matter.barred == [cast.staff["ma"].pk]
    with pytest.raises(ValidationError) as error:
        actions.take_up_case(case, ground="3.2.4.1", by=cast.he, now=NOW)
    assert "ground" in error.value.message_dict
    actions.take_up_case(case, ground="3.2.4.2", by=cast.he, now=NOW)
    assert Case.objects.get(pk=case.pk).ground == "3.2.4.2"


@pytest.mark.clause("conduct/3.2.4(4)")
def test_two_complaints_are_not_three(cast: Cast) -> None:
    with pytest.raises(ValidationError):
        raised(cast, ground="3.2.4.4", measured=Decimal(2))
    assert raised(cast, ground="3.2.4.4", measured=Decimal(3)).status == "open"


@pytest.mark.clause("conduct/2.2(3)")
def test_only_the_person_waives_the_hearing_before_its_time_is_over(cast: Cast) -> None:
    case = raised(cast)
    with pytest.raises(ValidationError) as error:
        actions.record_statement(case, hearing="waived", by=cast.he, now=NOW)
    assert "hearing" in error.value.message_dict
    due = next(one for one in clocks_of(case) if one.name == "statement").due_at
    assert due is not None
    later = due + timedelta(minutes=1)
    actions.record_statement(case, hearing="waived", by=cast.he, now=later)
    assert case.stated_by == "何倩"
    own = raised(cast, ground="3.2.2.1")
    actions.record_statement(own, waive=True, by=cast.ma, now=NOW)
    assert (own.hearing, own.stated_by) == ("waived", "马超群")
