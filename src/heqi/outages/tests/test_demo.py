"""The emergencies and outages of the demo can be played in an ordinary company."""

import pytest

from heqi.outages.demo import build_outages
from heqi.outages.models import Emergency, Outage, Summons
from heqi.outages.tests.makers import make_leader, with_customers
from heqi.service.tests.makers import make_vip
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_demo_plays_emergencies_and_outages(cast: Cast) -> None:
    make_leader(cast, "head_pipeline", "pipeline", "方管网", "6001")
    for name in ("云栖", "江畔小区", "春江花月园", "钱塘人家小区"):
        with_customers(cast, 3, name)
    make_vip(cast, compound="云栖", account_no="990001", phones=("13700000001",))
    build_outages(cast.units["gas"], now=NOW)
    assert set(Emergency.objects.values_list("stage", flat=True)) == {"running", "ended"}
    assert Summons.objects.filter(status="excuse_given").exists()
    states = sorted(Outage.objects.values_list("status", flat=True))
    assert states == ["announced", "off", "restored", "restored"]
