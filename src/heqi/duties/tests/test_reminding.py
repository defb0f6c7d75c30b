"""Reminders before a duty is due, and word to those above when it is not done, each once."""

from datetime import date

import pytest

from heqi.duties.engine import Member
from heqi.duties.models import Occurrence
from heqi.duties.tests.scenes import audience_of, duty, run_on
from heqi.notices.models import Notice
from heqi.people.models import StandIn
from tests.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.clause("framework/5.2.1.6")]
VIPS = [Member("customers.party", str(n), name) for n, name in enumerate(("甲", "乙"), start=1)]


def told(template: str) -> list[tuple[str, str]]:
    rows = Notice.objects.filter(template=template, channel="in_app").order_by("id")
    return [(row.recipient.name, row.subject) for row in rows.select_related("recipient")]


def november(cast: Cast, *days: int) -> None:
    with audience_of("vip_person", VIPS):
        row = duty(cast.units["gas"], "vip_person_tips", date(2026, 11, 1))
        run_on(row, *(date(2026, 11, day) for day in days))


def test_a_reminder_comes_a_week_and_a_day_before_one_for_all_customers(cast: Cast) -> None:
    november(cast, 1, 22)
    assert told("duties.remind") == []
    Occurrence.objects.all().delete()
    november_again = duty(cast.units["gas"], "vip_org_tips", date(2026, 11, 1))
    with audience_of("vip_org", VIPS):
        for day in (1, 22, 23, 24, 28):
            run_on(november_again, date(2026, 11, day))
        assert [name for name, _said in told("duties.remind")] == ["韩雪"]
        run_on(november_again, date(2026, 11, 29), date(2026, 11, 29), date(2026, 11, 30))
    assert [name for name, _said in told("duties.remind")] == ["韩雪", "韩雪"]
    body = Notice.objects.filter(template="duties.remind").first().body
    assert "2" in body


def test_a_run_that_comes_late_still_reminds_once(cast: Cast) -> None:
    november(cast, 1, 26, 27)
    assert len(told("duties.remind")) == 1


def test_the_stand_in_is_reminded_while_he_stands_in(cast: Cast) -> None:
    StandIn.objects.create(
        absent=cast.staff["han"], deputy=cast.staff["qian"], since=date(2026, 11, 1),
        until=date(2026, 12, 31), reason="年休",
    )  # fmt: skip
    november(cast, 1, 24)
    assert [name for name, _said in told("duties.remind")] == ["钱敏"]


def test_what_is_overdue_is_told_above_once(cast: Cast) -> None:
    november(cast, 1, 30)
    assert told("duties.overdue") == []
    with audience_of("vip_person", VIPS):
        row = Occurrence.objects.first().duty
        run_on(row, date(2026, 12, 1), date(2026, 12, 2), date(2026, 12, 5))
    assert [name for name, _said in told("duties.overdue")] == ["何倩"]


def test_what_is_done_reminds_nobody(cast: Cast) -> None:
    november(cast, 1)
    Occurrence.objects.update(status="done", changes_on=None)
    with audience_of("vip_person", VIPS):
        run_on(Occurrence.objects.first().duty, date(2026, 11, 24), date(2026, 12, 2))
    assert told("duties.remind") == told("duties.overdue") == []
