"""Every number opens its records; everybody sees his own sheet and no more."""

import re
from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.test import Client

from heqi.appraisal import actions
from heqi.appraisal.models import Line, Period, Sheet, StaffSheet
from heqi.appraisal.queries.years import year_lines
from heqi.appraisal.tests.scenes import opened, self_scores, sheet_of
from heqi.complaints.models import Complaint
from heqi.complaints.tests.scenes import taken
from heqi.conduct.models import Case
from heqi.conduct.tests.scenes import decided
from tests.cast import SHANGHAI, Cast
from tests.surface.clock import still_clock

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], Client]
OCTOBER = date(2026, 10, 1)
IN_OCTOBER = datetime(2026, 10, 14, 10, 0, tzinfo=SHANGHAI)


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    still_clock(monkeypatch)


def hrefs(page: str, start: str) -> list[str]:
    return [found.replace("&amp;", "&") for found in re.findall(rf'href="({start}[^"]*)"', page)]


def october(cast: Cast) -> tuple[Period, Sheet, Case]:
    """A month that is over on the day of the tests, with one decision in it."""
    case = decided(cast, now=IN_OCTOBER, happened_on=IN_OCTOBER.date())
    period = opened(cast, OCTOBER)
    return period, sheet_of(cast, period), case


@pytest.mark.clause("inspection/6.1", "conduct/2.2(3)")
def test_every_line_leads_in_two_clicks_to_its_record_and_clause(
    cast: Cast, sign_in: SignIn
) -> None:
    period, sheet, case = october(cast)
    client = sign_in("he")
    grid = client.get(f"/appraisal/{period.pk}/").content.decode()
    cells = hrefs(grid, rf"/appraisal/sheets/{sheet.pk}/\?item=")
    assert len(cells) == Line.objects.filter(sheet__period=period).values("item").count() == 1
    lines = client.get(cells[0].split("#")[0]).content.decode()
    (record,) = set(hrefs(lines, f"/conduct/{case.pk}/"))
    assert client.get(record).status_code == 200
    chips = hrefs(lines[lines.index('id="lines"') :], "/policies/conduct/3.2.2")
    assert len(chips) == 2
    assert [client.get(chip).status_code for chip in chips] == [200, 200]


def test_a_month_walks_through_the_pages(cast: Cast, sign_in: SignIn) -> None:
    period, sheet, case = october(cast)
    office, head, judge = sign_in("he"), sign_in("han"), sign_in("zheng")
    own = f"/appraisal/sheets/{sheet.pk}/"
    scores = {**self_scores(period), "note": "均已整改"}
    refused = head.post(f"{own}score/", {**scores, "callbacks": "15.5"})
    assert refused.status_code == 422
    assert "15.5" in refused.content.decode()
    assert head.post(f"{own}score/", {**scores, "callbacks": "13.5"}).status_code == 302
    assert "98.5" in head.get(own).content.decode()
    assert head.post(f"/appraisal/{period.pk}/review/").status_code == 403
    line = Line.objects.get()
    assert office.post(f"/appraisal/lines/{line.pk}/strike/", {"reason": ""}).status_code == 422
    assert office.post(f"/appraisal/{period.pk}/review/").status_code == 302
    assert sign_in("ma").get(f"/appraisal/{period.pk}/print/").status_code == 404
    assert office.post(f"/appraisal/{period.pk}/publish/").status_code == 302
    page = sign_in("ma").get(f"/appraisal/{period.pk}/print/").content.decode()
    assert "98.00" in page
    assert head.post(f"{own}appeal/", {"appeal": "客户改期"}).status_code == 302
    refused = office.post(f"/appraisal/{period.pk}/close/")
    assert refused.status_code == 422
    answer = {"answer": "理由成立", "strike": [Line.objects.get().pk]}
    assert head.post(f"{own}answer/", answer).status_code == 403
    assert judge.post(f"{own}answer/", answer).status_code == 302
    sheet.refresh_from_db()
    assert (sheet.score, sheet.grade) == (100, "A")
    assert case.number in office.get(own).content.decode()


@pytest.mark.clause("data-entry/8.3", "complaint/results")
def test_a_person_sees_his_own_sheet_and_the_head_those_of_the_unit(
    cast: Cast, sign_in: SignIn
) -> None:
    period, _sheet, _case = october(cast)
    complaint = taken(cast)
    Complaint.objects.filter(pk=complaint.pk).update(
        verdict="upheld", responsibility="employee", judged_at=IN_OCTOBER,
        responsible_unit=cast.units["repair1"], responsible=cast.staff["ma"],
    )  # fmt: skip
    actions.reckon(period, now=cast.now)
    mine = StaffSheet.objects.get(period=period, staff=cast.staff["ma"])
    assert (mine.score, mine.lines) == (98, 1)
    assert sheet_of(cast, period).score == 96
    page = sign_in("ma").get(mine.get_absolute_url()).content.decode()
    assert complaint.number in page
    assert sign_in("han").get(mine.get_absolute_url()).status_code == 200
    assert sign_in("li").get(mine.get_absolute_url()).status_code == 404
    Complaint.objects.update(responsibility="force_majeure")
    actions.reckon(period, now=cast.now)
    assert sheet_of(cast, period).score == 98


@pytest.mark.clause("conduct/3.2.5")
def test_a_decision_against_the_award_bars_it_with_its_reason(cast: Cast) -> None:
    _period, _sheet, case = october(cast)
    company, today = cast.units["gas"], date(2026, 11, 23)

    def line() -> object:
        lines = year_lines(cast.he, company, 2026, today=today)
        return next(one for one in lines if one.unit == cast.units["service"])

    assert line().eligible  # type: ignore[attr-defined]
    Case.objects.filter(pk=case.pk).update(bars_award=True)
    found = line()
    assert not found.eligible  # type: ignore[attr-defined]
    assert [one.number for one in found.reasons] == [case.number]  # type: ignore[attr-defined]


def test_the_year_the_people_and_the_files_open(cast: Cast, sign_in: SignIn) -> None:
    period, sheet, _case = october(cast)
    mine = StaffSheet.objects.get(period=period, staff=cast.staff["ma"])
    client = sign_in("he")
    for url in (
        "/appraisal/", "/appraisal/export/", "/appraisal/mine/", "/appraisal/people/",
        "/appraisal/people/export/", "/appraisal/years/", "/appraisal/years/export/",
        "/appraisal/years/print/", f"/appraisal/{period.pk}/export/",
        f"/appraisal/sheets/{sheet.pk}/export/", f"/appraisal/sheets/{sheet.pk}/print/",
        f"/appraisal/people/{mine.pk}/print/",
    ):  # fmt: skip
        assert client.get(url).status_code == 200, url
