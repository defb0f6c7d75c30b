"""Policies are made known, asked about, judged; replays run in the loop and move nothing."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from heqi.clocks.models import Clock
from heqi.compendium import actions
from heqi.compendium.models import Acknowledgement, Campaign
from heqi.compendium.terms import report_span
from heqi.compendium.tests import scenes
from heqi.ledger.actors import SYSTEM
from heqi.ledger.events import deliver_open
from heqi.notices.models import Notice
from heqi.people.access import Refused
from heqi.policies.actions import (
    ClauseDraft,
    answer_query,
    import_document,
    put_in_force,
    raise_query,
    write_version,
)
from heqi.policies.models import PolicyQuery
from heqi.policies.reader.tests.synthetic import compendium_text
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db
QUIZ = [
    {"question": "几分钟上门？", "clause": "tiering/6.1(4)", "options": ["60", "30"], "right": 0},
    {"question": "谁答复？", "clause": "", "options": ["分管副总", "坐席"], "right": 0},
]


@pytest.fixture
def campaign(cast: Cast) -> Campaign:
    version = write_version(
        cast.units["gas"], key="tiering", name="分级办法", clauses=[ClauseDraft("1", "目的")],
        effective_from=NOW.date(), by=SYSTEM, now=NOW,
    )  # fmt: skip
    put_in_force(version, since=NOW.date(), trial_until=None, by=SYSTEM, now=NOW)
    return actions.start_campaign(
        version, company=cast.units["gas"], units=[cast.units["service"]], title="分级办法宣贯",
        due_on=NOW.date() + timedelta(days=7), quiz=QUIZ, by=cast.he, now=NOW,
    )  # fmt: skip


@pytest.mark.clause("framework/5.2.1.4")
def test_staff_confirm_and_pass_a_quiz(campaign: Campaign, cast: Cast) -> None:
    with pytest.raises(Refused):
        actions.confirm_read(campaign, by=cast.lin, now=NOW)
    with pytest.raises(ValidationError):
        actions.answer_quiz(campaign, answers=[0, 0], by=cast.qian, now=NOW)
    actions.confirm_read(campaign, by=cast.qian, now=NOW)
    row = actions.answer_quiz(campaign, answers=[1, 0], by=cast.qian, now=NOW)
    assert (row.right, row.passed_at) == (1, None)
    row = actions.answer_quiz(campaign, answers=[0, 0], by=cast.qian, now=NOW)
    assert (row.tries, row.passed_at) == (2, NOW)


@pytest.mark.clause("framework/5.2.1.4")
def test_who_has_not_passed_is_reminded_once_a_step(campaign: Campaign, cast: Cast) -> None:
    Acknowledgement.objects.filter(staff=cast.staff["qian"]).update(passed_at=NOW)
    open_rows = campaign.people.filter(passed_at=None).count()
    later = NOW + timedelta(days=2)
    assert actions.remind_readers(now=later) == open_rows
    assert actions.remind_readers(now=later) == 0
    told = Notice.objects.filter(template="compendium.remind", recipient=cast.staff["qian"])
    assert not told.exists()


@pytest.mark.clause("framework/5.2.1.5")
def test_anyone_asks_about_a_clause_and_the_answer_stands_beside_it(cast: Cast) -> None:
    gas = cast.units["gas"]
    query = raise_query(gas, ref="tiering/6.1(4)", text="预约改期算谁的？", by=cast.zhou, now=NOW)
    with pytest.raises(ValidationError):
        raise_query(gas, ref="tiering/99", text="?", by=cast.zhou, now=NOW)
    answer_query(query, answer="以新预约为准", by=cast.he, now=NOW)
    query = PolicyQuery.objects.get(pk=query.pk)
    assert (query.raised_by, query.answer) == (cast.zhou.name, "以新预约为准")


@pytest.mark.clause("framework/5.2.3.3")
def test_departments_report_once_a_quarter_and_suggest(cast: Cast) -> None:
    unit = cast.units["service"]
    said: dict[str, Any] = {"since": NOW.date(), "effect": "好", "improvements": "缩短"}
    actions.file_report(unit, **said, by=cast.han, now=NOW)
    with pytest.raises(ValidationError):
        actions.file_report(unit, **said, by=cast.han, now=NOW)
    row = actions.file_suggestion(clause="tiering/6.1(4)", text="放宽", by=cast.han, now=NOW)
    with pytest.raises(ValidationError):
        actions.answer_suggestion(row, adopt=True, answer="", by=cast.he, now=NOW)
    actions.answer_suggestion(row, adopt=True, answer="采纳", by=cast.he, now=NOW)
    assert row.status == "adopted"


@pytest.mark.clause("framework/5.2.3.2")
def test_a_department_studies_with_attendance(cast: Cast) -> None:
    row = actions.record_study(
        cast.units["service"], policy="tiering", subject="学习", held_on=NOW.date(), trainer="韩雪",
        attendees=[cast.staff["qian"]], by=cast.han, now=NOW,
    )  # fmt: skip
    assert list(row.attendees.all()) == [cast.staff["qian"]]


@pytest.mark.clause("framework/5.2.1.6")
@pytest.mark.clause("framework/5.2.2.2")
def test_an_evaluation_leads_to_an_appraisal_by_the_general_office(cast: Cast) -> None:
    row = actions.evaluate_policy(
        cast.units["gas"], kind="effect", unit=cast.units["service"], policy="tiering",
        findings="到场率偏低", outcome="appraise", by=cast.he, now=NOW,
    )  # fmt: skip
    with pytest.raises(Refused):
        actions.carry_out_evaluation(row, by=cast.he, now=NOW)
    from heqi.people.queries import actor_of

    actions.carry_out_evaluation(row, by=actor_of(scenes.officer(cast), now=NOW), now=NOW)
    assert row.carried_out_by == "苏晓梅"


@pytest.mark.clause("framework/5.2.1.3")
@pytest.mark.clause("framework/5.2.3.1")
def test_a_department_drafts_its_own_policy_and_its_consistency_is_checked_on_record(
    cast: Cast,
) -> None:
    said: dict[str, Any] = {
        "kind": "new", "key": "hall-rules", "title": "营业厅细则", "serves": "external",
        "reason": "服务管理办公室要求",
    }  # fmt: skip
    service = cast.units["service"]
    with pytest.raises(Refused):
        actions.begin_draft(unit=service, department=service, **said, by=cast.lin, now=NOW)
    draft = actions.begin_draft(unit=service, department=service, **said, by=cast.han, now=NOW)
    assert draft.author == "韩雪"
    checked: dict[str, Any] = {
        "kind": "consistency", "unit": service, "policy": "tiering",
        "findings": "细则与分级办法 6.1(4) 不一致", "outcome": "revise",
    }  # fmt: skip
    with pytest.raises(Refused):
        actions.evaluate_policy(cast.units["gas"], **checked, by=cast.han, now=NOW)
    row = actions.evaluate_policy(cast.units["gas"], **checked, by=cast.he, now=NOW)
    actions.carry_out_evaluation(row, draft=draft, by=cast.he, now=NOW)
    assert list(draft.evaluations.all()) == [row]


@pytest.mark.clause("framework/5.2.1.6")
def test_an_evaluation_that_asks_for_a_revision_opens_its_draft(cast: Cast) -> None:
    said: dict[str, Any] = {
        "kind": "effect", "unit": cast.units["smo"], "policy": "tiering",
        "findings": "到场率偏低，6.1(4) 应改", "outcome": "revise",
    }  # fmt: skip
    row = actions.evaluate_policy(cast.units["gas"], **said, by=cast.he, now=NOW)
    actions.carry_out_evaluation(row, by=cast.he, now=NOW)
    draft = row.draft
    assert draft
    assert (draft.key, draft.sort, draft.kind, draft.reason) == (
        "tiering", "tiering", "revise", "到场率偏低，6.1(4) 应改",
    )  # fmt: skip
    with pytest.raises(ValidationError, match="已"):
        actions.carry_out_evaluation(row, by=cast.he, now=NOW)
    again = actions.evaluate_policy(cast.units["gas"], **said, by=cast.he, now=NOW)
    actions.carry_out_evaluation(again, by=cast.he, now=NOW)
    assert again.draft == draft


@pytest.mark.clause("framework/5.2.3.3")
def test_how_often_departments_report_is_said_by_the_packs(cast: Cast) -> None:
    unit = cast.units["service"]
    assert report_span(NOW.date(), unit) == (date(2026, 10, 1), date(2027, 1, 1))
    with pytest.raises(ValidationError) as refused:
        report_span(date(2001, 1, 1), unit)
    assert "since" in refused.value.message_dict


@pytest.mark.clause("framework/5.2.1.5")
def test_doubts_found_at_import_have_the_limit_of_every_question(cast: Cast) -> None:
    source = import_document(
        compendium_text().encode(), filename="汇编.txt", unit=cast.units["gas"], by=cast.he, now=NOW
    )
    deliver_open(now=NOW)
    doubts = list(source.queries.all())
    assert doubts
    assert all(one.due_at and one.due_clause == "framework/5.2.1.5" for one in doubts)
    told = Notice.objects.filter(template="compendium.doubts", recipient=cast.staff["he"])
    assert told.count() == 1
    answer_query(doubts[0], answer="以条款为准", by=cast.he, now=NOW + timedelta(hours=1))
    deliver_open(now=NOW + timedelta(hours=1))
    clock = Clock.objects.get(timeline__subject_id=doubts[0].pk, name="reply")
    assert clock.state == "met"
