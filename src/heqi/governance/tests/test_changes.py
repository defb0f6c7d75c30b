"""Sittings, plans, improvements and trainings are moved, changed and cancelled with reasons."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from heqi.evidence.access import may as may_touch
from heqi.evidence.subjects import subject_of
from heqi.governance import actions
from heqi.governance.models import Improvement, Session, Sitting
from heqi.governance.tests.test_governance import asked, called, held, improvement, seated
from heqi.inspections.actions import hand_in_summary, save_summary
from heqi.inspections.prefills import figures_for
from heqi.ledger.audit import history
from heqi.ledger.states import IllegalMove
from heqi.notices.models import Notice
from heqi.people.access import Refused
from tests.cast import NOW, Cast
from tests.surface.clock import still_clock

pytestmark = pytest.mark.django_db
DAY = NOW.date()
LATER = NOW + timedelta(days=3)


@pytest.mark.clause("inspection/8.2")
def test_a_sitting_that_is_cancelled_sends_its_matters_to_the_next_one(cast: Cast) -> None:
    seated(cast)
    matter, first = asked(cast), called(cast)
    actions.move_sitting(first, at=LATER, place="二楼", by=cast.he, now=NOW)
    assert (first.at, first.place, first.minutes_by.date()) == (LATER, "二楼", date(2026, 12, 1))
    told = Notice.objects.filter(template="governance.sitting_called", channel="in_app")
    assert told.filter(recipient=cast.staff["zheng"]).count() == 2
    with pytest.raises(ValidationError):
        actions.cancel_sitting(first, reason=" ", by=cast.he, now=NOW)
    actions.cancel_sitting(first, reason="总经理出差", by=cast.he, now=NOW)
    matter.refresh_from_db()
    assert (matter.status, matter.sitting_id, first.status) == ("asked", None, "dropped")
    assert actions.remind(now=LATER + timedelta(days=9)) == 0  # no minutes are awaited
    with pytest.raises(IllegalMove):
        actions.move_sitting(first, at=LATER, place="x", by=cast.he, now=NOW)
    second = called(cast)
    assert [one.pk for one in second.matters.all()] == [matter.pk]


@pytest.mark.clause("inspection/8.2", "conduct/2.3(3)")
def test_what_the_committee_decided_becomes_an_improvement_of_the_department_once(
    cast: Cast,
) -> None:
    matter = asked(cast)
    with pytest.raises(IllegalMove):
        actions.improve_after(matter, by=cast.he, now=NOW)
    held(cast)
    matter.refresh_from_db()
    actions.decide_matter(
        matter, outcome="一个月内改进停气告知", votes_for=2, votes_against=0, by=cast.he, now=NOW
    )
    for _once in range(2):
        actions.improve_after(matter, by=cast.he, now=NOW)
    row = Improvement.objects.get()
    assert (row.unit, row.gap, row.status) == (matter.unit, "一个月内改进停气告知", "wanted")
    assert row.source_number == matter.number


@pytest.mark.clause("conduct/2.3(3)")
def test_the_office_allows_a_later_day_and_the_department_does_not_itself(cast: Cast) -> None:
    row = improvement(cast)
    assert row.due_on is not None
    given: dict[str, Any] = {"due_on": row.due_on + timedelta(days=7), "reason": "等待配件"}
    with pytest.raises(Refused):
        actions.postpone_improvement(row, **given, by=cast.han, now=NOW)
    with pytest.raises(ValidationError):
        actions.postpone_improvement(row, **{**given, "due_on": DAY}, by=cast.he, now=NOW)
    late = NOW + timedelta(days=6)
    assert actions.remind(now=late) == 1
    actions.postpone_improvement(row, **given, by=cast.he, now=late)
    assert actions.remind(now=late) == 0
    assert actions.remind(now=late + timedelta(days=9)) == 1  # the new day is told of, too
    kept = next(one for one in history(row, limit=10) if one.code == "governance.postpone")
    assert kept.reason == "等待配件"


@pytest.mark.clause("inspection/5.1")
def test_a_draft_of_a_plan_is_changed_and_an_issued_one_is_not(cast: Cast) -> None:
    row = actions.write_plan(
        cast.units["gas"], period="year", day=DAY, aims="提升", measures="培训", by=cast.he, now=NOW
    )
    actions.change_plan(row, aims="满意度 95%", measures="培训", by=cast.he, now=NOW)
    row.refresh_from_db()
    assert row.aims == "满意度 95%"
    type(row).objects.filter(pk=row.pk).update(status="issued")
    with pytest.raises(IllegalMove):
        actions.change_plan(row, aims="x", measures="y", by=cast.he, now=NOW)


@pytest.mark.clause("conduct/2.3(4)", "inspection/3.6")
def test_a_training_knows_who_was_missing_and_inspections_see_the_attendance(cast: Cast) -> None:
    service = cast.units["service"]
    row: Session = actions.record_session(
        unit=service, kind="training", subject="上门规范", held_on=DAY, led_by="韩雪",
        content="礼仪", present=[], by=cast.han, now=NOW,
    )  # fmt: skip
    actions.move_session(row, held_on=LATER.date(), reason="抢修", by=cast.han, now=NOW)
    with pytest.raises(ValidationError):
        actions.record_attendance(row, present=[cast.staff["ma"]], by=cast.han, now=NOW)
    actions.record_attendance(row, present=[cast.staff["ma"]], by=cast.han, now=LATER)
    missing = set(row.absent.values_list("name", flat=True))
    assert {"李工", "韩雪"} <= missing
    assert "马超群" not in missing
    shown = figures_for("training_and_meetings", service, DAY, DAY + timedelta(days=9), LATER)
    assert [one["n"] for one in shown if one["m"]] == [1]
    other = actions.record_session(
        unit=service, kind="meeting", subject="例会", held_on=LATER.date(), led_by="韩雪",
        content="x", present=[], by=cast.han, now=NOW,
    )  # fmt: skip
    actions.cancel_session(other, reason="并入下月", by=cast.han, now=NOW)
    assert actions.remind(now=LATER + timedelta(days=30)) == 0


@pytest.mark.clause("inspection/3.6")
def test_the_sign_in_sheet_of_a_training_is_kept_with_it(
    cast: Cast, sign_in: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    still_clock(monkeypatch)
    row = actions.record_session(
        unit=cast.units["service"], kind="training", subject="上门规范", held_on=DAY,
        led_by="韩雪", content="礼仪", present=[cast.staff["ma"]], by=cast.han, now=NOW,
    )  # fmt: skip
    subject = subject_of(row)
    assert may_touch(cast.han, subject, "attach")
    assert may_touch(cast.zheng, subject, "read")
    assert not may_touch(cast.lin, subject, "read")
    page = sign_in("han").get(reverse("governance:record", args=["sessions", row.pk]))
    body = page.content.decode()
    assert "缺席" in body
    assert 'type="file"' in body
    sitting = called(cast)
    path = reverse("governance:step", args=["sittings", sitting.pk, "cancel"])
    assert sign_in("he").post(path, {"reason": ""}).status_code == 422
    assert sign_in("he").post(path, {"reason": "延期"}).status_code == 302
    assert Sitting.objects.get().status == "dropped"


@pytest.mark.clause("inspection/3.2", "inspection/5.1", "inspection/5.3", "inspection/8.2")
def test_inspections_find_plans_summaries_and_matters_before_the_committee(cast: Cast) -> None:
    service = cast.units["service"]
    span = (DAY.replace(day=1), DAY + timedelta(days=1), NOW)

    def told(item: str) -> dict[str, tuple[int, int]]:
        shown = figures_for(item, service, *span)
        return {one["clause"]: (one["n"], one["m"]) for one in shown}

    assert told("special_work") == {"inspection/5.3": (0, 1), "inspection/5.1": (0, 2)}
    assert "inspection/8.2" not in told("complaints")
    asked(cast)
    plan = actions.write_plan(
        cast.units["gas"], period="quarter", day=DAY, aims="a", measures="b", by=cast.he, now=NOW
    )
    type(plan).objects.filter(pk=plan.pk).update(status="issued")
    texts = dict.fromkeys(("achievements", "measures", "problems", "suggestions"), "见附件")
    row = save_summary(service, month=date(2026, 10, 1), texts=texts, by=cast.han, now=NOW)
    hand_in_summary(row, by=cast.han, now=NOW)
    assert told("special_work") == {"inspection/5.3": (1, 1), "inspection/5.1": (1, 2)}
    assert told("complaints")["inspection/8.2"] == (0, 1)
