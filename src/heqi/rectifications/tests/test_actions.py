"""A notice goes from the office to a department and comes back as a report that is checked."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from heqi.clocks.actions import watch_clocks
from heqi.clocks.queries import clocks_of
from heqi.evidence.queries import is_frozen
from heqi.evidence.subjects import subject_of
from heqi.ledger.states import IllegalMove
from heqi.notices.models import Notice
from heqi.people.access import Refused
from heqi.rectifications import actions
from heqi.rectifications.models import Rectification
from heqi.rectifications.queries import major_notices, of_source
from heqi.rectifications.tests.scenes import DAY, brought, issued
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db


@pytest.mark.clause("inspection/6.3")
def test_a_notice_starts_its_limits_and_tells_the_department(cast: Cast) -> None:
    row = issued(cast)
    clocks = {clock.name: clock for clock in clocks_of(row)}
    assert row.number.startswith("ZG261123-")
    assert {"acknowledge", "plan", "report"} <= set(clocks)
    assert clocks["acknowledge"].due_at < clocks["plan"].due_at < clocks["report"].due_at
    assert row.due_at == clocks["acknowledge"].due_at
    told = Notice.objects.filter(template="rectifications.issued", channel="in_app")
    assert "韩雪" in set(told.values_list("recipient_name", flat=True))


@pytest.mark.clause("inspection/6.3")
def test_a_major_problem_has_shorter_limits(cast: Cast) -> None:
    def report_due(row: Rectification) -> object:
        return next(c.due_at for c in clocks_of(row) if c.name == "report")

    assert report_due(issued(cast, severity="major")) < report_due(issued(cast))


@pytest.mark.clause("inspection/6.3", "inspection/7.1.4")
def test_the_report_is_checked_again_and_the_file_is_closed_for_good(cast: Cast) -> None:
    row = brought(cast, "archived")
    assert not row.is_open
    assert is_frozen(subject_of(row))
    assert all(clock.state == "met" for clock in clocks_of(row))
    with pytest.raises(IllegalMove):
        actions.report_rectification(row, report="again", by=cast.han, now=NOW)


def test_what_is_not_put_right_goes_back_and_its_report_runs_anew(cast: Cast) -> None:
    row = brought(cast, "reported")
    later = NOW + timedelta(days=2)
    actions.recheck_rectification(
        row, passed=False, finding="仍有 3 单未联系", by=cast.he, now=later
    )
    assert row.status == "planned"
    report = next(clock for clock in clocks_of(row) if clock.name == "report")
    assert (report.state, report.started_at) == ("running", later)
    actions.report_rectification(row, report="已逐单改正", by=cast.han, now=later)
    actions.recheck_rectification(row, passed=True, finding="已改正", by=cast.he, now=later)
    assert [one.passed for one in row.rechecks.all()] == [False, True]


def test_a_plan_can_be_returned_and_a_notice_withdrawn_with_a_reason(cast: Cast) -> None:
    row = brought(cast, "planned")
    actions.return_plan(row, reason="没有责任人的具体措施", by=cast.he, now=NOW)
    assert row.status == "acknowledged"
    with pytest.raises(ValidationError):
        actions.withdraw_rectification(row, reason=" ", by=cast.he, now=NOW)
    actions.withdraw_rectification(row, reason="重复下达", by=cast.he, now=NOW)
    assert not any(clock.is_open() and clock.started_at for clock in clocks_of(row))


def test_only_the_office_issues_and_checks_and_only_the_department_answers(cast: Cast) -> None:
    with pytest.raises(Refused):
        issued(cast, by=cast.han)
    row = issued(cast)
    with pytest.raises(Refused):
        actions.acknowledge_rectification(row, by=cast.lin, now=NOW)
    done = brought(cast, "reported")
    with pytest.raises(Refused):
        actions.recheck_rectification(done, passed=True, finding="x", by=cast.han, now=NOW)
    assert not Rectification.objects.visible_to(cast.other).exists()


def test_empty_words_are_named_at_their_field(cast: Cast) -> None:
    with pytest.raises(ValidationError) as error:
        issued(cast, problem=" ", requirement="")
    assert set(error.value.message_dict) == {"problem", "requirement"}
    row = brought(cast, "acknowledged")
    with pytest.raises(ValidationError):
        actions.plan_rectification(
            row, plan="x", responsible="y", finish_on=DAY.replace(year=2025), by=cast.han, now=NOW
        )


def test_a_limit_that_passes_is_told_to_the_department(
    cast: Cast, django_capture_on_commit_callbacks: object
) -> None:
    issued(cast)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        watch_clocks(now=NOW + timedelta(days=3))
    assert Notice.objects.filter(template="rectifications.late", channel="in_app").exists()


@pytest.mark.clause("inspection/8.1")
def test_notices_of_major_problems_are_counted_per_department(cast: Cast) -> None:
    issued(cast, severity="major")
    actions.withdraw_rectification(
        issued(cast, severity="major"), reason="误发", by=cast.he, now=NOW
    )
    issued(cast)
    day = NOW.date()
    span = {"since": day.replace(month=1, day=1), "until": day + timedelta(days=1)}
    assert major_notices(cast.units["service"], **span) == 1


def test_what_raised_it_finds_its_rectifications(cast: Cast) -> None:
    source = cast.staff["ma"]
    row = issued(cast, source=source, source_number="TS261123-00001")
    assert of_source(source) == [row]
