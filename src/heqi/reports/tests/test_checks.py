"""The service office checks tiering by sample and proposes points for the month (tiering/8)."""

from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from heqi.conduct.models import Case
from heqi.conduct.sources import link_of
from heqi.ledger.models import Event
from heqi.ledger.states import IllegalMove
from heqi.people.access import Refused
from heqi.reports.actions import close_check, draw_check, judge_case
from heqi.reports.models import TierCheck
from heqi.service.tests.makers import make_vip
from tests.cast import NOW, Cast

pytestmark = [pytest.mark.django_db, pytest.mark.clause("tiering/8")]
SignIn = Callable[[str], Client]
RIGHT = dict.fromkeys(("tier", "mark", "contacts", "commitments"), "right")


@pytest.fixture
def check(cast: Cast) -> TierCheck:
    """Three VIPs of one department and kind, of whom two are drawn."""
    for n in range(3):
        make_vip(
            cast,
            name=f"客户{n}",
            phones=(f"1380010{3300 + n}",),
            account_no=f"0203-118-{8800 + n}",
            meter=f"4107009{80 + n}",
            room=f"{1100 + n}",
        )
    return draw_check(cast.units["gas"], NOW.date(), by=cast.he, now=NOW)


def test_the_draw_is_stratified_and_stored_with_its_seed(cast: Cast, check: TierCheck) -> None:
    assert (check.cases.count(), check.size) == (2, 3)
    first = set(check.cases.values_list("party", flat=True))
    assert check.seed.startswith("tiering/8:")
    check.cases.all().delete()
    check.delete()
    again = draw_check(cast.units["gas"], NOW.date(), by=cast.he, now=NOW)
    assert set(again.cases.values_list("party", flat=True)) == first
    with pytest.raises(IllegalMove):
        draw_check(cast.units["gas"], NOW.date(), by=cast.he, now=NOW)
    with pytest.raises(Refused):
        draw_check(cast.units["gas"], NOW.date(), by=cast.lin, now=NOW)


def test_a_sheet_is_complete_and_says_what_is_wrong(cast: Cast, check: TierCheck) -> None:
    case = check.cases.first()
    with pytest.raises(ValidationError):
        judge_case(case, findings={"tier": "right"}, by=cast.he, now=NOW)
    with pytest.raises(ValidationError):
        judge_case(case, findings=RIGHT | {"mark": "wrong"}, by=cast.he, now=NOW)
    judge_case(case, findings=RIGHT | {"mark": "wrong"}, note="系统无标识", by=cast.he, now=NOW)
    assert case.wrong == 1


def test_points_are_proposed_within_the_range_and_announced(cast: Cast, check: TierCheck) -> None:
    with pytest.raises(ValidationError):
        close_check(check, points={}, by=cast.he, now=NOW)
    for case in check.cases.all():
        judge_case(case, findings=RIGHT, by=cast.he, now=NOW)
    unit = check.cases.first().department_id
    for bad in (("-6", "过多"), ("x", "错"), ("-1", "")):
        with pytest.raises(ValidationError):
            close_check(check, points={unit: bad}, by=cast.he, now=NOW)
    close_check(check, points={unit: ("-1.5", "两户标识缺失")}, by=cast.he, now=NOW)
    told = Event.objects.get(name="reports.TieringChecked").data
    assert told["points"] == [[unit, "-1.5"]]
    with pytest.raises(IllegalMove):
        judge_case(check.cases.first(), findings=RIGHT, by=cast.he, now=NOW)


@pytest.mark.clause("conduct/2.2(3)")
def test_points_lost_propose_a_case_of_the_department_without_a_ground(
    cast: Cast, check: TierCheck
) -> None:
    for case in check.cases.all():
        judge_case(case, findings=RIGHT | {"mark": "wrong"}, note="无标识", by=cast.he, now=NOW)
    unit = check.cases.first().department
    close_check(check, points={unit.pk: ("-1.5", "两户标识缺失")}, by=cast.he, now=NOW)
    proposed = Case.objects.get()
    assert (proposed.unit, proposed.staff, proposed.ground) == (unit, None, "")
    assert (proposed.clause, proposed.why.clauses) == ("tiering/8", ["tiering/8"])
    assert "2 户不符合要求，拟扣 1.5 分" in proposed.facts
    assert link_of(proposed, cast.he) == reverse("reports:check", args=[check.pk])


def test_the_pages_draw_judge_and_close(cast: Cast, sign_in: SignIn, check: TierCheck) -> None:
    client = sign_in("he")
    assert client.post(reverse("reports:draw_check")).status_code in (302, 409)
    for case in check.cases.all():
        address = reverse("reports:case", args=[case.pk])
        assert client.post(address, {"tier": "right"}).status_code == 422
        assert "级别正确" in client.get(address).content.decode()
        assert client.post(address, RIGHT).status_code == 302
    page = reverse("reports:check", args=[check.pk])
    assert check.seed in client.get(page).content.decode()
    unit = check.cases.first().department_id
    close = reverse("reports:close_check", args=[check.pk])
    assert client.post(close, {f"points_{unit}": "9"}).status_code == 422
    assert client.post(close, {f"points_{unit}": "1", f"reason_{unit}": "好"}).status_code == 302
    assert (
        "已关闭" in client.get(page).content.decode() or "1.0" in client.get(page).content.decode()
    )
    assert sign_in("li").get(page).status_code == 403
