"""Makers of tills that were closed, honestly or not, and of orders with money."""

from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from random import Random
from typing import Any

from heqi.counter.actions import (
    CountedSlips,
    add_gas,
    add_item,
    ask_reversal,
    close_shift,
    confirm_reversal,
    open_order,
    pay_order,
    void_slip,
)
from heqi.counter.models import Shift
from heqi.counter.queries import totals_of
from heqi.counter.states import Method
from heqi.counter.tests.makers import KEYS, clerk, make_sale, make_shift
from heqi.customers.models import Meter, Party, ServicePoint
from heqi.reconciliation.models import Sheet
from heqi.workorders.actions import close_order, finish_order
from heqi.workorders.actions.finishing import Fee, Material
from heqi.workorders.models import WorkOrder
from heqi.workorders.tests.makers import bring, make_order
from tests.cast import NOW, Cast

Capture = Callable[..., Any]
Customer = tuple[Party, ServicePoint, Meter]


def close(
    cast: Cast,
    capture: Capture,
    shift: Shift,
    key: str = "qian",
    *,
    money: Mapping[str, Decimal] | None = None,
    slips: Mapping[str, Decimal] | None = None,
    volume: Decimal = Decimal(0),
    now: datetime = NOW,
) -> Sheet:
    """Close a till; ``money``, ``slips`` and ``volume`` are what the counts are off by."""
    totals = totals_of(shift)
    counted = {m: totals.by_method[m] + (money or {}).get(m, Decimal(0)) for m in Method.values}
    counted["cash"] += shift.opening_float
    off = slips or {}
    stubs = [
        CountedSlips(
            s.kind, s.first, s.last, s.used, s.void, s.amount + off.get(s.kind, Decimal(0))
        )
        for s in totals.slips
    ]
    with capture(execute=True):
        close_shift(
            shift,
            money=counted,
            slips=stubs,
            volume=totals.volume + volume,
            by=clerk(cast, key),
            now=now,
        )
    return Sheet.objects.select_related("shift", "unit", "company", "decision").get(shift=shift)


def closed_till(
    cast: Cast, capture: Capture, key: str = "qian", *, now: datetime = NOW, **off: Any
) -> Sheet:
    """A till with two sales, closed."""
    with capture(execute=True):
        shift = make_shift(cast, key, now=now)
        make_sale(cast, shift, key, now=now)
        make_sale(cast, shift, key, item="alarm", method="qr", slip="invoice", now=now)
    return close(cast, capture, shift, key, now=now, **off)


def random_day(cast: Cast, capture: Capture, random: Random, customers: list[Customer]) -> Shift:
    """A shift of random sales, spoilt slips and reversals."""
    by = clerk(cast, "tan")
    with capture(execute=True):
        shift = make_shift(cast, "tan", opening_float=random.randrange(0, 50_000) / 100)
        for _sale in range(random.randrange(1, 7)):
            _random_sale(cast, shift, random, customers)
            if random.random() < 0.2:
                kind = random.choice(["receipt", "invoice"])
                void_slip(shift, kind=kind, reason="卡纸", by=by, now=NOW)
    return shift


def _random_sale(cast: Cast, shift: Shift, random: Random, customers: list[Customer]) -> None:
    by = clerk(cast, "tan")
    party, point, meter = random.choice(customers)
    order = open_order(shift, party=party, point=point, by=by, now=NOW)
    for item in random.sample(["hose", "alarm", "insurance"], random.randrange(0, 3)):
        quantity = Decimal(random.randrange(1, 400)) / 100
        add_item(order, item=item, quantity=quantity, key=f"k{next(KEYS)}", by=by, now=NOW)
    volume = Decimal(random.randrange(1, 40_000)) / 100
    add_gas(order, meter=meter, volume=volume, key=f"k{next(KEYS)}", by=by, now=NOW)
    cut = [Decimal(random.randrange(0, int(order.total * 100) + 1)) / 100 for _ in range(2)]
    low, high = sorted(cut)
    parts = dict(zip(random.sample(list(Method.values), 3), (low, high - low, order.total - high),
                     strict=True))  # fmt: skip
    slip = random.choice(["receipt", "invoice"])
    pay_order(order, money=parts, slip=slip, key=f"p{next(KEYS)}", by=by, now=NOW)
    if random.random() < 0.25:
        reversal = ask_reversal(order, reason="退", by=by, now=NOW)
        confirm_reversal(reversal, by=cast.han, now=NOW)


def closed_order(
    cast: Cast,
    capture: Capture,
    *,
    fee: object = 50,
    price: object = 50,
    waived: object = 0,
    **values: Any,
) -> WorkOrder:
    """A repair with one piece of material and its fee, finished and closed."""
    order = bring(make_order(cast, capture, **values), "working", cast)
    with capture(execute=True):
        finish_order(
            order,
            result="repaired",
            materials=[Material("球阀", used=1, returned=1, issued=2, price=price)],
            fees=[Fee("material", fee)],
            by=cast.ma,
            now=NOW,
        )
        if waived:
            order.fees.update(waived=waived, clause="authority/4-waiver-1")
        close_order(order, reason="", by=cast.sun, now=NOW)
    return order
