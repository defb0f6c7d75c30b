"""What checks tell the review of look-ups: when they were announced, what came late."""

from datetime import timedelta
from decimal import Decimal

import pytest

from heqi.customers.business import entries_in, seconds
from heqi.lookups.actions import review_company_day
from heqi.lookups.models import Flag
from heqi.quality.actions import draw_sample
from heqi.readings.actions import take_reading
from heqi.readings.tests.makers import make_round
from tests.cast import NOW, Cast

pytestmark = [pytest.mark.django_db, pytest.mark.clause("data-entry/9.3", "data-entry/7.1")]


@pytest.mark.parametrize(("days", "found"), [(0, 0), (3, 1)])
def test_readings_put_in_after_a_check_was_announced(cast: Cast, days: int, found: int) -> None:
    round_, meters = make_round(cast)
    draw_sample(cast.units["gas"], month=NOW.date(), by=cast.he, now=NOW - timedelta(hours=1))
    meter = meters[0]
    on = NOW.date() - timedelta(days=days)
    take_reading(meter, value=Decimal(104), on=on, round_=round_, by=cast.ma, now=NOW)
    (entry,) = [
        row
        for row in entries_in(cast.units["gas"].pk, seconds(NOW) - 86400, seconds(NOW) + 60)
        if row.kind == "reading"
    ]
    assert (entry.actor, entry.announced) == (cast.ma.id, seconds(NOW - timedelta(hours=1)))
    review_company_day(cast.units["gas"], NOW.date(), now=NOW + timedelta(hours=16))
    assert Flag.objects.filter(rule="F3").count() == found
