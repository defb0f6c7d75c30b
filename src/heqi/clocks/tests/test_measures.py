"""Months are counted by the loop, kept as they were, and shown with the counts behind a rate."""

import zipfile
from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse

from heqi.clocks.actions import record_moment, start_timeline, watch_clocks
from heqi.ledger.models import Event
from heqi.policies.deciding import ask
from heqi.policies.measures import measures
from heqi.policies.measures.actions import HISTORY, keep_measured, take_measures
from heqi.policies.measures.reading import by_department
from heqi.policies.models import MeasuredMonth, Tally
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], Client]
REF = "tiering/6.1(3)"
FACTS = {"service": "relocation", "tier": "vip_person", "area": "town", "place": "indoor"}
NOVEMBER = NOW.date().replace(day=1)


def relocation(
    cast: Cast, n: int, *, unit: str, received: datetime, took: timedelta | None
) -> None:
    """A VIP's pipe alteration; ``took`` until it was done, None: not yet."""
    decision = ask("service.commitments", FACTS, on=NOW.date(), company_id=None)
    subject = list(cast.staff.values())[n]
    timeline = start_timeline(
        subject,
        unit=cast.units[unit],
        decision=decision,
        facts=FACTS,
        label=f"GX26112{n}-00001",
        by=cast.lin,
        now=received,
    )
    record_moment(timeline, "received", at=received, by=cast.lin, now=received)
    if took is not None:
        at = received + took
        record_moment(timeline, "completed", at=at, by=cast.zhou, now=at)


@pytest.fixture
def month(cast: Cast) -> None:
    """Two kept and one late in one department, one running in another."""
    start = NOW - timedelta(days=9)
    relocation(cast, 0, unit="repair1", received=start, took=timedelta(hours=20))
    relocation(cast, 1, unit="repair1", received=start, took=timedelta(hours=30))
    relocation(cast, 2, unit="service", received=start, took=timedelta(days=5))
    relocation(cast, 3, unit="pipeline", received=NOW - timedelta(hours=1), took=None)


def row(cast: Cast, month: object = NOVEMBER) -> object:
    found = measures(cast.units["gas"], month, cast.he).get(REF, [])  # type: ignore[arg-type]
    return next((one for one in found if one.mark == "clause"), None)


@pytest.mark.clause(REF)
def test_a_month_says_kept_of_decided_and_what_is_open(cast: Cast, month: None) -> None:
    take_measures(cast.units["gas"], NOVEMBER, now=NOW)
    found = row(cast)
    assert (found.kept, found.decided, found.open) == (2, 3, 1)  # type: ignore[attr-defined]


def test_departments_add_up_to_the_company(cast: Cast, month: None) -> None:
    take_measures(cast.units["gas"], NOVEMBER, now=NOW)
    rows = by_department(cast.units["gas"], NOVEMBER, clause=REF)
    shown = {r.unit.code: (r.now.kept, r.now.decided, r.now.open) for r in rows}
    assert shown["service"] == (2, 3, 0)
    assert shown["pipeline"][2] == 1
    whole = Tally.objects.filter(clause=REF, month=NOVEMBER)
    assert sum(r.now.decided for r in rows) == sum(t.decided for t in whole)


def test_a_promise_counts_in_the_month_in_which_it_was_decided(cast: Cast) -> None:
    october = datetime(2026, 10, 31, 20, 0, tzinfo=NOW.tzinfo)
    relocation(cast, 0, unit="repair1", received=october, took=timedelta(hours=20))
    for at in (NOVEMBER, NOVEMBER.replace(month=10)):
        take_measures(cast.units["gas"], at, now=NOW)
    assert row(cast, NOVEMBER.replace(month=10)) is None
    assert row(cast).decided == 1  # type: ignore[attr-defined]


def test_the_loop_counts_every_month_once_and_the_present_one_again(
    cast: Cast, month: None
) -> None:
    while keep_measured(now=NOW):
        pass
    gas = MeasuredMonth.objects.filter(company=cast.units["gas"])
    assert gas.count() == HISTORY
    assert list(gas.filter(closed_at=None).values_list("month", flat=True)) == [NOVEMBER]
    assert keep_measured(now=NOW + timedelta(minutes=5)) == 0
    assert keep_measured(now=NOW + timedelta(minutes=11)) == 2  # both companies' present month


def test_a_closed_month_never_changes_and_is_announced(cast: Cast, month: None) -> None:
    closing = datetime(2026, 12, 3, 1, 0, tzinfo=NOW.tzinfo)
    watch_clocks(now=closing)
    take_measures(cast.units["gas"], NOVEMBER, now=closing)
    before = [(t.clause, t.kept, t.missed) for t in Tally.objects.filter(month=NOVEMBER)]
    assert Event.objects.filter(name__icontains="MonthMeasured").count() == 1
    # Something recorded afterwards for that month.
    late = NOW - timedelta(days=3)
    relocation(cast, 4, unit="repair1", received=late, took=timedelta(hours=2))
    take_measures(cast.units["gas"], NOVEMBER, now=closing + timedelta(days=1))
    assert [(t.clause, t.kept, t.missed) for t in Tally.objects.filter(month=NOVEMBER)] == before


def test_a_month_is_open_for_its_days_of_grace(cast: Cast, month: None) -> None:
    at = datetime(2026, 12, 1, 1, 0, tzinfo=NOW.tzinfo)
    assert take_measures(cast.units["gas"], NOVEMBER, now=at).closed_at is None


def test_the_page_lists_each_promise_with_its_counts_and_leads_to_the_misses(
    cast: Cast, sign_in: SignIn, month: None
) -> None:
    take_measures(cast.units["gas"], NOVEMBER, now=NOW)
    client = sign_in("he")
    page = client.get(reverse("policies:measures"), {"month": "2026-11"}).content.decode()
    assert "66.6%" in page
    assert "2 / 3" in page
    query = {"clause": REF, "source": "clocks", "name": "complete·办结", "month": "2026-11"}
    misses = client.get(reverse("policies:misses"), query).content.decode()
    assert "GX261122-00001" in misses
    assert "GX261120-00001" not in misses
    clause = client.get("/policies/tiering/6.1(3)?month=2026-11").content.decode()
    assert "2/3" in clause
    departments = client.get(reverse("policies:departments"), {"month": "2026-11"})
    assert "客户服务部" in departments.content.decode()


def test_misses_are_cut_down_to_what_the_reader_may_see(
    cast: Cast, sign_in: SignIn, month: None
) -> None:
    take_measures(cast.units["gas"], NOVEMBER, now=NOW)
    query = {"clause": REF, "source": "clocks", "name": "complete·办结", "month": "2026-11"}
    page = sign_in("li").get(reverse("policies:misses"), query).content.decode()
    assert "GX261122-00001" not in page
    assert "0" in page
    other = sign_in("other").get(reverse("policies:misses"), query).content.decode()
    assert "GX261122-00001" not in other


def test_a_clause_without_a_figure_says_why(cast: Cast, sign_in: SignIn) -> None:
    page = sign_in("he").get(reverse("policies:measures"), {"policy": "tiering"}).content.decode()
    assert "只作说明" in page


def test_the_table_and_the_misses_go_to_excel(cast: Cast, sign_in: SignIn, month: None) -> None:
    take_measures(cast.units["gas"], NOVEMBER, now=NOW)
    client = sign_in("he")
    book = client.get(reverse("policies:export_measures"), {"month": "2026-11"})
    with zipfile.ZipFile(BytesIO(book.content)) as parts:
        assert "66.6%" in parts.read("xl/sharedStrings.xml").decode()
    query = {"clause": REF, "source": "clocks", "name": "complete·办结", "month": "2026-11"}
    book = client.get(reverse("policies:export_misses"), query)
    assert book["Content-Disposition"] == 'attachment; filename="misses-2026-11.xlsx"'


def test_a_question_for_misses_that_do_not_exist_is_not_found(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in("he")
    assert client.get(reverse("policies:misses"), {"clause": "x/1"}).status_code == 404
    assert (
        client.get(reverse("policies:misses"), {"clause": REF, "source": "nowhere"}).status_code
        == 404
    )
