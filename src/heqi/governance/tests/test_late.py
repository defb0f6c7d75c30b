"""What is past its day in governance is red, told once, and found in the lists."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from heqi.duties.models import Occurrence
from heqi.duties.tests.scenes import duty, run_on
from heqi.governance import actions
from heqi.governance.models import Matter
from heqi.governance.queries import late_count, missing_plans
from heqi.governance.tests.test_governance import asked, called, held, improvement
from heqi.notices.models import Notice
from tests.cast import NOW, Cast
from tests.surface.clock import still_clock

pytestmark = pytest.mark.django_db
DAY = NOW.date()
LATER = NOW + timedelta(days=100)


def told(code: str) -> set[str]:
    rows = Notice.objects.filter(template=f"governance.{code}", channel="in_app")
    return set(rows.values_list("recipient_name", flat=True))


@pytest.mark.clause("inspection/8.2", "inspection/3.5", "conduct/2.3(3)")
def test_what_is_late_is_told_once_to_whoever_must_act(cast: Cast) -> None:
    asked(cast)
    sitting = called(cast)  # takes the matter onto its agenda; nobody opens it
    improvement(cast)
    actions.file_idea(title="回单照片模板", text="统一模板", by=cast.ma, now=NOW)
    assert actions.remind(now=NOW) == 0
    assert late_count(cast.he, now=NOW) == 0
    assert actions.remind(now=LATER) == 4
    assert actions.remind(now=LATER) == 0
    assert told("matter_late") == told("minutes_late") == told("idea_late") == {"何倩"}
    assert "韩雪" in told("improvement_late")
    assert late_count(cast.he, now=LATER) >= 4
    assert late_count(cast.ma, now=LATER) == 0
    assert sitting.minutes_by is not None
    assert sitting.minutes_by.date() == date(2026, 11, 26)


@pytest.mark.clause("inspection/5.1")
def test_a_service_plan_that_is_missing_is_told_and_red_on_the_page(
    cast: Cast, sign_in: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    still_clock(monkeypatch)
    missing = {
        str(one): (one.due_on, one.late) for one in missing_plans(cast.units["gas"], now=NOW)
    }
    assert missing["2026 Q4"] == (date(2026, 10, 10), True)
    actions.remind(now=NOW)
    actions.remind(now=NOW)
    rows = Notice.objects.filter(template="governance.plan_missing", recipient_name="何倩")
    assert rows.count() == len(missing)
    page = sign_in("he").get(reverse("governance:list", args=["plans"])).content.decode()
    assert "2026 Q4" in page
    assert "inspection/5.1" in page


@pytest.mark.clause("conduct/2.3(4)", "inspection/3.6")
def test_a_training_without_its_list_is_late_and_with_it_shows_the_duty_done(cast: Cast) -> None:
    service = cast.units["service"]
    run_on(duty(cast.units["gas"], "service_training", date(2026, 1, 1)), DAY)
    row = actions.record_session(
        unit=service, kind="training", subject="上门规范", held_on=DAY + timedelta(days=2),
        led_by="韩雪", content="礼仪", present=[], by=cast.han, now=NOW,
    )  # fmt: skip
    assert row.status == "planned"
    after = NOW + timedelta(days=3)
    actions.remind(now=after)
    assert "韩雪" in told("attendance_late")
    actions.record_attendance(row, present=[cast.staff["ma"]], by=cast.han, now=after)
    owed = Occurrence.objects.filter(code="service_training", subject_id=str(service.pk))
    assert owed.filter(status="done").count() == 1


def test_lists_filter_by_what_is_late_sort_and_export(
    cast: Cast, sign_in: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    still_clock(monkeypatch)
    first, second = asked(cast), asked(cast)
    Matter.objects.filter(pk=first.pk).update(decide_by=NOW - timedelta(days=1))
    office, here = sign_in("he"), reverse("governance:list", args=["matters"])
    page = office.get(here, {"late": "on"}).content.decode()
    assert first.number in page
    assert second.number not in page
    page = office.get(here, {"sort": "-number", "text": first.title, "status": "asked"})
    body = page.content.decode()
    assert body.index(second.number) < body.index(first.number)
    assert office.get(here, {"sort": "asked_by__x", "unit": "9" * 30}).status_code == 200
    export = reverse("governance:export", args=["matters"])
    assert office.get(export, {"late": "on"}).content[:2] == b"PK"


@pytest.mark.clause("inspection/8.2")
def test_what_was_answered_without_a_sitting_waits_no_more(cast: Cast) -> None:
    source = ("x.y", "7", "X7")
    row = actions.ask_committee(
        unit=cast.units["service"], title="申诉", text="不服", source=source, by=cast.he, now=NOW
    )
    held(cast)
    row.refresh_from_db()
    assert row.status == "listed"
    actions.settle_matter(source[:2], outcome="维持原决定", by=cast.he, now=NOW)
    row.refresh_from_db()
    assert (row.status, row.outcome, row.carried) == ("decided", "维持原决定", None)
