"""Steps of the price of gas, exact to the cent."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from heqi.counter.pricing import split

STEPS = [
    {"above": 0, "price": Decimal("2.95")},
    {"above": 360, "price": Decimal("3.54")},
    {"above": 540, "price": Decimal("4.43")},
]
VOLUMES = st.decimals(min_value="0.01", max_value="2000", places=2)


def test_a_purchase_within_the_first_step_has_one_part() -> None:
    (part,) = split(STEPS, before=Decimal(0), volume=Decimal(100))
    assert (part.step, part.volume, part.amount) == (1, Decimal(100), Decimal("295.00"))


def test_a_purchase_across_all_steps_is_split_at_their_bounds() -> None:
    parts = split(STEPS, before=Decimal(350), volume=Decimal(200))
    assert [(p.step, p.volume, p.amount) for p in parts] == [
        (1, Decimal(10), Decimal("29.50")),
        (2, Decimal(180), Decimal("637.20")),
        (3, Decimal(10), Decimal("44.30")),
    ]


@given(before=VOLUMES, volume=VOLUMES)
def test_the_parts_add_up_to_the_purchase_and_lie_in_their_steps(
    before: Decimal, volume: Decimal
) -> None:
    parts = split(STEPS, before=before, volume=volume)
    assert sum(part.volume for part in parts) == volume
    exact = Decimal(0)
    at = before
    for part in parts:
        since = Decimal(STEPS[part.step - 1]["above"])
        until = Decimal(STEPS[part.step]["above"]) if part.step < len(STEPS) else at + part.volume
        assert since <= at
        assert at + part.volume <= until
        exact += part.volume * part.price
        at += part.volume
    assert abs(sum(part.amount for part in parts) - exact) <= Decimal("0.005") * len(parts)
