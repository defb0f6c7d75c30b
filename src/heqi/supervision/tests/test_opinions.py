"""What supervisors say is answered in time, used and fed back, every single one."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from heqi.clocks.actions import watch_clocks
from heqi.clocks.queries import clocks_of
from heqi.evidence.queries import count_of
from heqi.ledger.models import Event
from heqi.ledger.states import IllegalMove, StaleState
from heqi.notices.models import Notice
from heqi.people.access import Refused
from heqi.rectifications.actions import withdraw_rectification
from heqi.rectifications.queries import of_source
from heqi.supervision import actions
from heqi.supervision.facts import terms_on
from heqi.supervision.models import Opinion
from heqi.supervision.tests.scenes import brought, linked, said, serving, submitted
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db
PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f"
    b"\x15\xc4\x89\x00\x00\x00\rIDATx\x9cc\xf8\xff\xff?\x00\x05\xfe\x02\xfe\xa75\x81\x84\x00\x00"
    b"\x00\x00IEND\xaeB`\x82"
)


def said_events(name: str) -> list[dict[str, Any]]:
    return [row.data for row in Event.objects.filter(name=f"supervision.{name}")]


@pytest.mark.clause("supervision/operation")
def test_an_opinion_starts_both_limits_and_tells_the_office(cast: Cast) -> None:
    row = submitted(cast)
    clocks = {clock.name: clock for clock in clocks_of(row)}
    assert {clock.limit for clock in clocks.values()} == {"3 working days", "15 calendar days"}
    assert row.due_at == clocks["answer_in"].due_at
    assert row.number.startswith("JD261123-")
    told = Notice.objects.filter(template="supervision.received", channel="in_app")
    assert set(told.values_list("recipient_name", flat=True)) == {"何倩"}


@pytest.mark.clause("supervision/operation")
def test_photos_come_with_the_opinion_and_the_same_sending_is_kept_once(cast: Cast) -> None:
    link = linked(cast)
    rows = {
        actions.submit_opinion(link, said(), photos=[("a.png", PNG)], key="k1", now=NOW).pk
        for _n in range(2)
    }
    assert len(rows) == 1
    assert count_of(Opinion.objects.get(), kind="photo") == 1


@pytest.mark.clause("supervision/operation")
def test_a_link_says_no_more_in_an_hour_than_the_policy_lets_it(cast: Cast) -> None:
    link = linked(cast)
    for _n in range(terms_on(on=NOW.date(), company_id=None).opinions_an_hour):
        submitted(cast, link=link)
    with pytest.raises(Refused):
        submitted(cast, link=link)
    submitted(cast, link=link, now=NOW + timedelta(hours=1, minutes=1))


def test_a_closed_link_says_nothing(cast: Cast) -> None:
    link = linked(cast)
    actions.revoke_link(link, by=cast.he, now=NOW)
    link.refresh_from_db()
    with pytest.raises(Refused):
        submitted(cast, link=link)


def test_the_office_writes_down_what_was_said_on_the_phone(cast: Cast) -> None:
    row = actions.record_opinion(serving(cast), said(), channel="phone", by=cast.he, now=NOW)
    assert row.recorded_by == cast.staff["he"]
    with pytest.raises(ValidationError):
        actions.record_opinion(row.supervisor, said(), channel="link", by=cast.he, now=NOW)
    with pytest.raises(Refused):
        actions.record_opinion(row.supervisor, said(), channel="phone", by=cast.han, now=NOW)


@pytest.mark.clause("supervision/use")
def test_a_valid_finding_becomes_a_rectification_and_counts_like_a_company_finding(
    cast: Cast,
) -> None:
    row = brought(cast, "judged")
    notice = of_source(row)[0]
    assert (notice.unit, notice.source_number) == (cast.units["service"], row.number)
    told = said_events("OpinionFoundValid")[0]
    assert (told["level"], told["unit_id"]) == ("company", cast.units["service"].pk)
    assert row.level == "company"


@pytest.mark.clause("supervision/use")
def test_judged_anew_there_is_one_notice_or_none(cast: Cast) -> None:
    row = brought(cast, "judged")
    assert [one.status for one in of_source(row)] == ["issued"]

    def again(**given: str) -> list[str]:
        actions.return_answer(row, reason="答复不全", by=cast.he, now=NOW)
        actions.answer_opinion(row, answer="补充说明", by=cast.han, now=NOW)
        actions.judge_opinion(row, **given, by=cast.he, now=NOW)
        return [one.status for one in of_source(row)]

    assert again(verdict="valid", outcome="rectify", requirement="增开窗口") == ["issued"]
    assert again(verdict="unfounded", outcome="explain") == ["withdrawn"]
    once_more = {"verdict": "valid", "outcome": "rectify", "requirement": "增开窗口"}
    assert again(**once_more) == ["withdrawn", "issued"]


@pytest.mark.clause("supervision/use")
def test_a_suggestion_becomes_an_improvement_and_praise_is_announced(cast: Cast) -> None:
    brought(cast, "judged", verdict="suggestion", outcome="improve")
    assert said_events("ImprovementWanted")[0]["title"] == "营业厅排队太久"
    assert said_events("OpinionFoundValid") == []


@pytest.mark.clause("supervision/use")
def test_what_is_borne_out_cannot_end_in_words(cast: Cast) -> None:
    row = brought(cast, "answered")
    for given, field in (
        ({"verdict": "valid", "outcome": "explain"}, "outcome"),
        ({"verdict": "unfounded", "outcome": "rectify", "requirement": "x"}, "outcome"),
        ({"verdict": "valid", "outcome": "rectify"}, "requirement"),
        (
            {"verdict": "suggestion", "outcome": "improve", "concerned": cast.staff["ma"]},
            "concerned",
        ),
        ({"verdict": "valid", "outcome": "improve", "ground": "conduct/3.2.2(5)"}, "ground"),
    ):
        with pytest.raises(ValidationError) as error:
            actions.judge_opinion(row, **given, by=cast.he, now=NOW)
        assert field in error.value.message_dict
    with pytest.raises(Refused):
        actions.judge_opinion(row, verdict="valid", outcome="improve", by=cast.han, now=NOW)


@pytest.mark.clause("supervision/use")
def test_no_opinion_closes_without_its_supervisor_being_told(cast: Cast) -> None:
    row = brought(cast, "judged")
    with pytest.raises(ValidationError):
        actions.feed_back(row, result=" ", told_by="link", by=cast.he, now=NOW)
    later = NOW + timedelta(days=1)
    actions.feed_back(row, result="已下达整改通知", told_by="link", by=cast.he, now=later)
    assert row.status == "closed"
    assert all(clock.state == "met" for clock in clocks_of(row))
    assert Notice.objects.filter(template="supervision.result", channel="sms").exists()
    early = submitted(cast, link=linked(cast, 7))
    with pytest.raises(IllegalMove):
        actions.feed_back(early, result="x", told_by="phone", by=cast.he, now=NOW)


def test_a_withdrawn_notice_keeps_the_opinion_from_closing(cast: Cast) -> None:
    row = brought(cast, "judged")
    withdraw_rectification(of_source(row)[0], reason="误发", by=cast.he, now=NOW)
    with pytest.raises(ValidationError):
        actions.feed_back(row, result="已整改", told_by="phone", by=cast.he, now=NOW)


@pytest.mark.clause("supervision/use")
def test_who_is_not_satisfied_is_answered_once_more(cast: Cast) -> None:
    row = brought(cast, "closed")
    link = row.supervisor.links.get()
    later = NOW + timedelta(days=4)
    with pytest.raises(ValidationError):
        actions.reply_to_result(link, row, satisfied=False, now=later)
    actions.reply_to_result(link, row, satisfied=False, reply="周一仍然排队", now=later)
    assert (row.status, row.returns, row.satisfied) == ("assigned", 1, None)
    assert {clock.state for clock in clocks_of(row)} == {"running"}
    actions.answer_opinion(row, answer="周一增开两个窗口", by=cast.han, now=later)
    actions.judge_opinion(row, verdict="valid", outcome="improve", by=cast.he, now=later)
    actions.feed_back(
        row, result="已调整班次", told_by="phone", satisfied=False, reply="再看看", by=cast.he,
        now=later,
    )  # fmt: skip
    assert (row.status, row.satisfied) == ("closed", False)


def test_a_supervisor_replies_once_and_only_to_his_own(cast: Cast) -> None:
    row = brought(cast, "closed")
    link, other = row.supervisor.links.get(), linked(cast, 5)
    with pytest.raises(Refused):
        actions.reply_to_result(other, row, satisfied=True, now=NOW)
    actions.reply_to_result(link, row, satisfied=True, now=NOW)
    with pytest.raises(StaleState):
        actions.reply_to_result(link, row, satisfied=True, now=NOW)


def test_an_answer_that_does_not_do_goes_back(cast: Cast) -> None:
    row = brought(cast, "answered")
    actions.return_answer(row, reason="没有回答何时改", by=cast.he, now=NOW)
    assert row.status == "assigned"
    assert Notice.objects.filter(template="supervision.returned").exists()
    actions.withdraw_opinion(row, reason="监督员收回", by=cast.he, now=NOW)
    assert not row.is_open


@pytest.mark.clause("supervision/operation")
def test_a_limit_that_passes_is_told_and_announced(
    cast: Cast, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    row = brought(cast, "assigned")
    with django_capture_on_commit_callbacks(execute=True):
        watch_clocks(now=NOW + timedelta(days=6))
    told = Notice.objects.filter(template="supervision.late", channel="in_app")
    assert {"韩雪", "何倩"} <= set(told.values_list("recipient_name", flat=True))
    assert said_events("OpinionLate")[0]["opinion_id"] == row.pk


def test_a_department_sees_what_it_answers_and_nothing_else(cast: Cast) -> None:
    row = submitted(cast)
    assert not Opinion.objects.visible_to(cast.han).exists()
    actions.assign_opinion(row, unit=cast.units["service"], by=cast.he, now=NOW)
    assert Opinion.objects.visible_to(cast.han).get() == row
    assert not Opinion.objects.visible_to(cast.other).exists()
    with pytest.raises(Refused):
        actions.answer_opinion(row, answer="x", by=cast.lin, now=NOW)


def test_what_was_put_right_is_told_to_who_found_it(
    cast: Cast, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    from heqi.rectifications import actions as putting_right

    notice = of_source(brought(cast, "closed"))[0]
    putting_right.acknowledge_rectification(notice, by=cast.han, now=NOW)
    putting_right.plan_rectification(
        notice, plan="排班", responsible="韩雪", finish_on=NOW.date(), by=cast.han, now=NOW
    )
    putting_right.report_rectification(notice, report="已改", by=cast.han, now=NOW)
    with django_capture_on_commit_callbacks(execute=True):
        putting_right.recheck_rectification(notice, passed=True, finding="好", by=cast.he, now=NOW)
    assert Notice.objects.filter(template="supervision.put_right", channel="sms").exists()
