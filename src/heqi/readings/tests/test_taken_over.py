"""What the dial showed at a take-over is what the first round begins with."""

from decimal import Decimal

import pytest

from heqi.customers.models import Meter
from heqi.imports.tests.makers import imported, row, text_of
from heqi.readings.facts import before, doubts
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def files(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


def test_the_first_round_is_held_against_the_reading_of_the_take_over(cast: Cast) -> None:
    said = {"起始读数": "12", "上次读数": "123,456.5", "上次抄表日期": "2026/2/20"}
    batch = imported(cast.units["gas"], text_of([row(1) | said]))
    assert batch.status == "committed", batch.problem
    meter = Meter.objects.get()
    assert (meter.start_reading, meter.digits) == (Decimal(12), 6)
    known = before(meter, on=NOW.date())
    assert (known.last, str(known.last_on)) == (Decimal("123456.5"), "2026-02-20")
    found = doubts(meter, Decimal("123400"), on=NOW.date(), reason="", known=known)
    assert [one.error for one in found] == ["wrong"]
