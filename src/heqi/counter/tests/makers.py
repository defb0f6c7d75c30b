"""Makers of halls, tills and sales for tests of this app and of those above it."""

from datetime import datetime
from decimal import Decimal
from itertools import count
from typing import Any

from heqi.counter.actions import (
    CountedSlips,
    add_item,
    bill_readings,
    close_shift,
    issue_range,
    open_hall,
    open_order,
    open_shift,
    pay_order,
)
from heqi.counter.models import Bill, Hall, SalesOrder, Shift
from heqi.counter.queries import takings, totals_of
from heqi.customers.actions import create_meter
from heqi.customers.models import Meter, Party, ServicePoint
from heqi.customers.tests.makers import make_customer
from heqi.ledger.actors import SYSTEM, Actor
from heqi.people.actions import create_unit, grant_role, hire_staff
from heqi.people.models import Post, Role
from heqi.people.queries import actor_of
from heqi.readings.actions import take_reading
from tests.cast import NOW, Cast

KEYS = count(1)


def make_hall(cast: Cast, name: str = "滨江营业厅") -> Hall:
    """A hall with three clerks: ``yao`` and ``tan`` besides the cast's ``qian``."""
    unit = create_unit(
        kind="team", code="hall", name=name, name_en="Hall", parent=cast.units["service"],
        by=SYSTEM, now=NOW,
    )  # fmt: skip
    cast.units["hall"] = unit
    hall = open_hall(unit, address="江南路 18 号", by=SYSTEM, now=NOW)
    for number, (key, person) in enumerate((("yao", "姚静"), ("tan", "谭丽华")), start=5002):
        staff = hire_staff(
            number=str(number), name=person, unit=unit, post=Post.objects.get(pk="clerk"),
            username=key, password=None, by=SYSTEM, now=NOW,
        )  # fmt: skip
        grant_role(
            staff, role=Role.objects.get(pk="clerk"), unit=cast.units["gas"],
            since=NOW.date().replace(month=1), by=SYSTEM, now=NOW,
        )  # fmt: skip
        cast.staff[key] = staff
    for place, key in enumerate(("qian", "yao", "tan")):
        for kind, prefix in (("receipt", "R"), ("invoice", "F")):
            issue_range(
                hall, kind=kind, prefix=prefix, first=1000 * place + 1, last=1000 * place + 900,
                holder=cast.staff[key], by=SYSTEM, now=NOW,
            )  # fmt: skip
    return hall


def clerk(cast: Cast, key: str) -> Actor:
    """A clerk of the hall as an actor."""
    return actor_of(cast.staff[key], now=cast.now)


def make_shift(
    cast: Cast, key: str = "qian", *, opening_float: object = 200, now: datetime = NOW
) -> Shift:
    """An open till; the hall is made if it is not there."""
    hall = Hall.objects.first() or make_hall(cast)
    return open_shift(hall, opening_float=opening_float, till="1", by=clerk(cast, key), now=now)


def make_card_customer(
    cast: Cast, name: str = "王志远", *, n: int = 1, **values: object
) -> tuple[Party, ServicePoint, Meter]:
    """A customer with an IC card meter."""
    party, point = make_customer(
        cast.units["gas"],
        name,
        phones=(f"1390000{n:04}",),
        account_no=f"0300-{n:04}",
        meter="",
        room=f"{n:04}",
        **values,
    )
    meter = create_meter(point=point, number=f"IC{n:06}", kind="ic_card", by=SYSTEM, now=NOW)
    return party, point, meter


def make_bill(
    cast: Cast, name: str = "王志远", *, n: int = 1, used: object = 30, **place: Any
) -> Bill:
    """A bill for gas by reading, of a customer of his own; the hall is open already."""
    _party, point = make_customer(
        cast.units["gas"], name, phones=(f"1391000{n:04}",), account_no=f"0310-{n:04}",
        meter=f"JX{n:06}", room=f"{n:04}", **place,
    )  # fmt: skip
    meter = point.meters.get()
    Meter.objects.filter(pk=meter.pk).update(start_reading=100)
    meter.refresh_from_db()
    take_reading(
        meter, value=100 + Decimal(str(used)), on=NOW.date(), confirmed=True, by=SYSTEM, now=NOW
    )
    bill_readings(now=NOW, most=10)
    return Bill.objects.select_related("party").get(service_point=point)


def make_sale(
    cast: Cast,
    shift: Shift,
    key: str = "qian",
    *,
    item: str = "hose",
    quantity: object = 1,
    method: str = "cash",
    slip: str = "receipt",
    party: Party | None = None,
    now: datetime = NOW,
) -> SalesOrder:
    """Something sold and paid."""
    by = clerk(cast, key)
    order = open_order(shift, party=party, by=by, now=now)
    add_item(order, item=item, quantity=quantity, key=f"k{next(KEYS)}", by=by, now=now)
    return pay_order(
        order, money={method: order.total}, slip=slip, key=f"p{next(KEYS)}", by=by, now=now
    )


def honest_close(cast: Cast, shift: Shift, key: str = "qian", *, now: datetime = NOW) -> Shift:
    """Close a till with counts that say exactly what the system says."""
    totals = totals_of(shift)
    money = dict(totals.by_method)
    money["cash"] += shift.opening_float
    slips = [CountedSlips(s.kind, s.first, s.last, s.used, s.void, s.amount) for s in totals.slips]
    closed = close_shift(
        shift, money=money, slips=slips, volume=totals.volume, by=clerk(cast, key), now=now
    )
    assert takings(closed) == totals.by_method
    return closed
