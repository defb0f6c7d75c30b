"""A person appeals against the own sheet: what falls, for whom, and what waits for it."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from heqi.appraisal import actions
from heqi.appraisal.models import Line, StaffSheet
from heqi.appraisal.tests.scenes import CLOSED, PUBLISHED, days, opened, published, sheet_of, upheld
from heqi.complaints.models import Complaint
from heqi.notices.models import Notice
from heqi.people.access import Refused
from tests.cast import Cast
from tests.surface.clock import still_clock

pytestmark = pytest.mark.django_db


def blamed(cast: Cast, n: int = 1) -> StaffSheet:
    """The published sheet of a repairer with valid complaints of November."""
    for _one in range(n):
        upheld(cast)
    period = published(cast, opened(cast))
    rows = StaffSheet.objects.select_related("period__company", "staff", "unit")
    return rows.get(period=period, staff=cast.staff["ma"])


def test_a_record_that_is_not_the_persons_stays_with_the_department(cast: Cast) -> None:
    row = blamed(cast, 2)
    assert (row.score, sheet_of(cast, row.period).score) == (Decimal(96), Decimal(96))
    with pytest.raises(Refused):
        actions.appeal_own(row, appeal="x", by=cast.li, now=PUBLISHED)
    actions.appeal_own(row, appeal="当日由二队上门", by=cast.ma, now=PUBLISHED)
    assert Notice.objects.filter(
        template="appraisal.appealed", recipient=cast.staff["zheng"]
    ).exists()
    with pytest.raises(ValidationError):
        actions.close_month(row.period, by=cast.he, now=CLOSED)
    with pytest.raises(Refused):
        actions.answer_own(row, answer="x", by=cast.han, now=PUBLISHED)
    other, false = Line.objects.order_by("pk")
    actions.answer_own(
        row, answer="派工记录属实", free=[other.pk], strike=[false.pk], by=cast.zheng,
        now=PUBLISHED,
    )  # fmt: skip
    assert (row.score, row.undecided) == (100, False)
    assert sheet_of(cast, row.period).score == 98
    told = Notice.objects.filter(template="appraisal.answered", recipient=cast.staff["ma"])
    assert told.exists()
    actions.close_month(row.period, by=cast.he, now=CLOSED)
    # The closed month and its records agree: nothing is put right in the next one.
    following = opened(cast, PUBLISHED.date(), CLOSED)
    assert not Line.objects.filter(sheet__period=following).exists()


def test_nobody_decides_his_own_appeal_nor_appeals_late(cast: Cast) -> None:
    row = blamed(cast)
    with pytest.raises(ValidationError):
        actions.appeal_own(row, appeal="x", by=cast.ma, now=CLOSED)
    rows = StaffSheet.objects.select_related("period", "staff", "unit")
    mine = rows.get(period=row.period, staff=cast.staff["zheng"])
    actions.appeal_own(mine, appeal="x", by=cast.zheng, now=PUBLISHED)
    with pytest.raises(Refused):
        actions.answer_own(mine, answer="x", by=cast.zheng, now=PUBLISHED)


def test_an_appeal_of_a_person_walks_through_the_pages(
    cast: Cast, sign_in: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    row = blamed(cast)
    still_clock(monkeypatch).now = PUBLISHED
    here = row.get_absolute_url()
    mine, judge = sign_in("ma"), sign_in("zheng")
    assert "appeal/" in mine.get(here).content.decode()
    assert "appeal/" not in judge.get(here).content.decode()
    assert mine.post(f"{here}appeal/", {"appeal": " "}).status_code == 422
    assert mine.post(f"{here}appeal/", {"appeal": "非本人办理"}).status_code == 302
    assert mine.post(f"{here}answer/", {"answer": "x"}).status_code == 403
    assert here in judge.get(row.period.get_absolute_url()).content.decode()
    line = Line.objects.get()
    twice = {"answer": "属实", "free": [line.pk], "strike": [line.pk]}
    assert judge.post(f"{here}answer/", twice).status_code == 422
    assert judge.post(f"{here}answer/", {**twice, "strike": []}).status_code == 302
    page = mine.get(here).content.decode()
    assert "100.00" in page
    assert "属实" in page


@pytest.mark.clause("complaint/results")
def test_a_record_of_a_closed_month_that_was_anothers_goes_from_the_one_to_the_other(
    cast: Cast,
) -> None:
    period = blamed(cast).period
    actions.close_month(period, by=cast.he, now=CLOSED)
    complaint = Complaint.objects.get()
    Complaint.objects.filter(pk=complaint.pk).update(responsible=cast.staff["li"])
    following = opened(cast, PUBLISHED.date(), CLOSED)
    lines = Line.objects.filter(sheet__period=following).order_by("points")
    assert [(one.staff, one.points, one.for_staff) for one in lines] == [
        (cast.staff["li"], Decimal(-2), True), (cast.staff["ma"], Decimal(2), True),
    ]  # fmt: skip
    assert {(one.corrects, one.source_number) for one in lines} == {
        (period.month, complaint.number)
    }
    assert sheet_of(cast, following).score == 100
    own = dict(following.staff_sheets.filter(lines=1).values_list("staff__name", "points"))
    assert own == {"李工": Decimal(-2), "马超群": Decimal(2)}
    # Once: adding up again, and the month after, find nothing more to put right.
    actions.reckon(following, now=CLOSED)
    assert lines.count() == 2
    type(following).objects.filter(pk=following.pk).update(status="closed")
    after = opened(cast, date(2027, 1, 1), CLOSED + days(20))
    assert not Line.objects.filter(sheet__period=after).exists()


@pytest.mark.clause("complaint/results")
def test_what_an_appeal_took_off_a_person_is_later_put_on_whose_it_was(cast: Cast) -> None:
    row = blamed(cast)
    actions.appeal_own(row, appeal="当日由二队上门", by=cast.ma, now=PUBLISHED)
    actions.answer_own(
        row, answer="非本人", free=[Line.objects.get().pk], by=cast.zheng, now=PUBLISHED
    )
    actions.close_month(row.period, by=cast.he, now=CLOSED)
    Complaint.objects.update(responsible=cast.staff["li"])
    following = opened(cast, PUBLISHED.date(), CLOSED)
    own = dict(following.staff_sheets.exclude(points=0).values_list("staff__name", "points"))
    assert own == {"李工": Decimal(-2)}
    assert sheet_of(cast, following).score == 100
