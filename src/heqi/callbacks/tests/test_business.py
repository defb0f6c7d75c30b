"""Which business of the callback policy an order belongs to."""

import pytest

from heqi.callbacks.sources.orders import business_of
from heqi.workorders.models import WorkOrder


@pytest.mark.parametrize(
    ("kind", "source", "business"),
    [
        ("emergency", "12345", "emergency"),
        ("indoor_leak", "12345", "emergency"),
        ("no_flame", "12345", "forwarded"),
        ("no_flame", "hotline", "repair"),
    ],
)
def test_an_emergency_passed_on_by_the_city_keeps_its_shorter_time(
    kind: str, source: str, business: str
) -> None:
    assert business_of(WorkOrder(kind=kind, source=source), paid=False) == business
