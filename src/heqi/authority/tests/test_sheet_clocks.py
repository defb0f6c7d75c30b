"""The limits of contact and priority sheets: they open, draw near, are late, and what follows."""

from datetime import datetime, timedelta

import pytest

from heqi.authority import actions
from heqi.authority.models import Sheet
from heqi.authority.queries import sheets
from heqi.authority.tests.scenes import actor, known, use
from heqi.clocks.actions import watch_clocks
from heqi.clocks.queries import clocks_of
from heqi.ledger.events import deliver_open
from heqi.notices.models import Notice
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db


def watched(now: datetime) -> None:
    """The loop looks at the clocks, and what it announces is heard."""
    watch_clocks(now=now)
    deliver_open(now=now)


def told(code: str, sheet: Sheet) -> set[str]:
    url = f"/authority/sheets/{sheet.pk}/"
    rows = Notice.objects.filter(template=code, url=url)
    return set(rows.values_list("recipient_name", flat=True))


@pytest.mark.clause("authority/4-priority-1")
def test_a_priority_sheet_opens_draws_near_and_is_late_after_two_days(cast: Cast) -> None:
    sheet = use(cast, "priority_1").sheet
    engineering = actor(cast, "engineering")
    dispatch = next(one for one in clocks_of(sheet) if one.name == "dispatch")
    assert (dispatch.state, dispatch.due_at) == ("running", NOW + timedelta(days=2))
    assert "贺东升" in told("authority.sheet", sheet)
    actions.acknowledge_sheet(sheet, by=engineering, now=NOW)
    watched(NOW + timedelta(hours=23))
    assert told("authority.nearing", sheet) == set()
    watched(NOW + timedelta(hours=25))  # less than a day is left
    assert "贺东升" in told("authority.nearing", sheet)
    assert told("authority.late", sheet) == set()
    late = NOW + timedelta(days=2, minutes=1)
    watched(late)
    assert "贺东升" in told("authority.late", sheet)
    assert sheet in sheets(engineering, "late", now=late)
    with known("BZ261126-00002"):
        actions.finish_sheet(
            sheet, report="已派工", order="BZ261126-00002", by=engineering, now=late
        )
    states = {one.name: one.state for one in clocks_of(sheet)}
    assert states["dispatch"] == "missed"  # done, and late all the same
    assert sheet not in sheets(engineering, "late", now=late)


@pytest.mark.clause("authority/4-permission-5")
def test_a_contact_sheet_is_late_after_the_day_that_it_names(cast: Cast) -> None:
    sheet = use(cast, "permission_5").sheet
    engineering = actor(cast, "engineering")
    assert {one.name for one in clocks_of(sheet)} == {"acknowledge", "finish"}
    actions.acknowledge_sheet(sheet, by=engineering, now=NOW + timedelta(hours=1))
    finish = next(one for one in clocks_of(sheet) if one.name == "finish")
    assert finish.due_at is not None
    watched(finish.due_at - timedelta(hours=2))
    assert "贺东升" in told("authority.nearing", sheet)
    watched(finish.due_at + timedelta(minutes=1))
    assert "贺东升" in told("authority.late", sheet)
    actions.finish_sheet(
        sheet, report="已配合开挖", by=engineering, now=finish.due_at + timedelta(hours=1)
    )
    states = {one.name: one.state for one in clocks_of(sheet)}
    assert (states["acknowledge"], states["finish"]) == ("met", "missed")


@pytest.mark.clause("authority/4-permission-5")
def test_a_sheet_that_nobody_acknowledged_in_time_is_missed(cast: Cast) -> None:
    sheet = use(cast, "permission_5").sheet
    clock = next(one for one in clocks_of(sheet) if one.name == "acknowledge")
    assert clock.due_at is not None
    watched(clock.due_at + timedelta(minutes=1))
    assert "贺东升" in told("authority.late", sheet)
