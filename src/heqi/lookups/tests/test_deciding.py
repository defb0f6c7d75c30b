"""Asked the same day, answered, decided by two outside the line, appealed."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from heqi.ledger.models import Event
from heqi.ledger.states import IllegalMove
from heqi.lookups.actions import (
    answer_question,
    appeal_decision,
    ask_viewer,
    flag_findings,
    give_opinion,
)
from heqi.lookups.facts import epoch
from heqi.lookups.models import Case
from heqi.lookups.rules import Finding
from heqi.lookups.thresholds import limits_on
from heqi.people.access import Refused
from tests.cast import NOW, Cast

pytestmark = [pytest.mark.django_db, pytest.mark.clause("data-entry/9.3")]
LATER = NOW + timedelta(hours=3)


def make_case(cast: Cast, who: str = "lin", points: int = 5) -> Case:
    actor = getattr(cast, who)
    finding = Finding(
        "R4", "", actor.id, epoch(NOW), epoch(NOW), points, (1, 2), (9,), {"looks": 2}
    )
    flag_findings([finding], limits_on(NOW.date(), None), now=NOW)
    return Case.objects.get(staff_id=actor.id)


def test_enough_points_ask_at_once_and_fewer_wait_for_a_reviewer(cast: Cast) -> None:
    assert make_case(cast, "lin", 5).status == "new"
    assert make_case(cast, "sun", 20).status == "asked"


def test_misuse_is_upheld_by_two_and_announced_once(cast: Cast) -> None:
    case = make_case(cast, points=25)
    answer_question(case, text="接到转接电话，未建单。", by=cast.lin, now=LATER)
    give_opinion(case, choice="uphold", reason="通话记录中没有", by=cast.he, now=LATER)
    assert case.status == "answered"
    with pytest.raises(Refused):
        give_opinion(case, choice="uphold", reason="再说一次", by=cast.he, now=LATER)
    give_opinion(case, choice="uphold", reason="同意", by=cast.audit, now=LATER)
    case.refresh_from_db()
    assert (case.status, case.is_open, len(case.evidence)) == ("upheld", False, 64)
    assert case.decision is not None
    assert case.decision.answer["investigate"] is True
    event = Event.objects.get(name="lookups.LookupMisuseUpheld")
    assert event.data["ground"] == "conduct/3.2.4(3)"
    assert event.data["reviewers"] == sorted([cast.he.id, cast.audit.id])


def test_two_of_different_minds_wait_for_a_third(cast: Cast) -> None:
    case = make_case(cast, points=25)
    answer_question(case, text="已说明", by=cast.lin, now=LATER)
    give_opinion(case, choice="uphold", reason="一", by=cast.he, now=LATER)
    give_opinion(case, choice="clear", reason="二", by=cast.audit, now=LATER)
    assert case.status == "answered"
    give_opinion(case, choice="clear", reason="三", by=cast.zhoujm, now=LATER)
    case.refresh_from_db()
    assert case.status == "cleared"
    assert not Event.objects.filter(name="lookups.LookupMisuseUpheld").exists()


def test_nobody_is_judged_unheard(cast: Cast) -> None:
    case = make_case(cast)
    with pytest.raises(IllegalMove):
        give_opinion(case, choice="uphold", reason="早", by=cast.he, now=NOW)
    ask_viewer(case, by=cast.he, now=NOW)
    with pytest.raises(ValidationError):
        give_opinion(case, choice="uphold", reason="早", by=cast.he, now=LATER)
    assert case.due_at is not None
    overdue = case.due_at + timedelta(minutes=1)
    give_opinion(case, choice="uphold", reason="逾期未答", by=cast.he, now=overdue)
    give_opinion(case, choice="uphold", reason="同意", by=cast.audit, now=overdue)
    assert case.status == "upheld"


def test_the_viewer_and_his_department_do_not_review(cast: Cast) -> None:
    case = make_case(cast, "he", 25)
    with pytest.raises(Refused):
        give_opinion(case, choice="clear", reason="自己", by=cast.he, now=LATER)
    assert not Case.objects.visible_to(cast.he).filter(pk=case.pk).exists()
    for who in (cast.lin, cast.sun, cast.other):
        with pytest.raises(Refused):
            give_opinion(case, choice="clear", reason="无权", by=who, now=LATER)
    give_opinion(case, choice="clear", reason="有任务", by=cast.audit, now=LATER)


def test_only_the_viewer_answers(cast: Cast) -> None:
    case = make_case(cast, points=25)
    with pytest.raises(Refused):
        answer_question(case, text="替他说", by=cast.sun, now=LATER)
    with pytest.raises(ValidationError):
        answer_question(case, text="  ", by=cast.lin, now=LATER)


def test_an_appeal_is_decided_by_two_others(cast: Cast) -> None:
    case = make_case(cast, points=25)
    answer_question(case, text="已说明", by=cast.lin, now=LATER)
    for who in (cast.he, cast.audit):
        give_opinion(case, choice="uphold", reason="认定", by=who, now=LATER)
    appeal_decision(case, text="当日有停气通知任务", by=cast.lin, now=LATER)
    assert case.is_open
    with pytest.raises(Refused):
        give_opinion(case, choice="clear", reason="改主意", by=cast.he, now=LATER)
    for who in (cast.zhoujm, cast.zheng):
        give_opinion(case, choice="clear", reason="任务属实", by=who, now=LATER)
    case.refresh_from_db()
    assert (case.status, case.is_open) == ("overturned", False)
    assert Event.objects.filter(name="lookups.LookupMisuseOverturned").count() == 1


def test_an_appeal_has_its_time(cast: Cast) -> None:
    case = make_case(cast, points=25)
    answer_question(case, text="已说明", by=cast.lin, now=LATER)
    for who in (cast.he, cast.audit):
        give_opinion(case, choice="uphold", reason="认定", by=who, now=LATER)
    assert case.due_at is not None
    late = case.due_at + timedelta(minutes=1)
    with pytest.raises(ValidationError):
        appeal_decision(case, text="迟了", by=cast.lin, now=late)
