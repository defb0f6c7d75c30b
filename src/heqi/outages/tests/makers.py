"""Makers of emergencies and outages for tests of this app and of those above it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from heqi.customers.models import Compound
from heqi.customers.tests.makers import make_compound, make_customer
from heqi.ledger.actors import SYSTEM
from heqi.outages.actions import Chosen, plan_stop, set_area
from heqi.outages.models import Emergency, Outage
from heqi.people.actions import grant_role, hire_staff
from heqi.people.models import Post, Role, Staff, Unit
from heqi.service.tests.makers import make_request
from tests.cast import NOW, Cast

Capture = Callable[..., Any]


def make_emergency(
    cast: Cast, capture: Capture, *, now: datetime = NOW, **values: Any
) -> Emergency:
    """An emergency as the desk takes it up: an address and a phone."""
    given = {
        "kind": "emergency",
        "symptom": "gas_leak",
        "address": "滨江新城9幢",
        "contact_phone": "13800109999",
        "contact_name": "",
        "description": "",
    }
    with capture(execute=True):
        request = make_request(cast, now=now, **{**given, **values})
    return Emergency.objects.select_related("order__request", "company", "compound").get(
        order__request=request
    )


def make_leader(cast: Cast, post: str, unit: str, name: str, number: str) -> Staff:
    """A head of a department whom the policies name."""
    place: Unit = cast.units[unit]
    staff = hire_staff(
        number=number,
        name=name,
        unit=place,
        post=Post.objects.get(pk=post),
        username=f"u{number}",
        password=None,
        by=SYSTEM,
        now=NOW,
    )
    grant_role(
        staff,
        role=Role.objects.get(pk="department_head"),
        unit=place,
        since=NOW.date(),
        by=SYSTEM,
        now=NOW,
    )
    return staff


def make_stop(
    cast: Cast,
    *,
    starts_at: datetime = NOW + timedelta(hours=72),
    hours: int = 6,
    customers: int = 3,
    now: datetime = NOW,
) -> Outage:
    """A planned stop of a compound with a few customers, drafted."""
    compound = with_customers(cast, customers)
    outage = plan_stop(
        cast.units["service"],
        title="更换庭院阀门",
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=hours),
        by=cast.han,
        now=now,
    )
    return set_area(outage, [Chosen(compound)], by=cast.han, now=now)


def with_customers(cast: Cast, number: int, name: str = "云栖花园") -> Compound:
    """A compound with as many customers, each with a phone."""
    for n in range(number):
        make_customer(
            cast.units["gas"],
            f"住户{n}",
            phones=(f"139{len(name):02d}{n:06d}",),
            account_no=f"77{len(name)}{n:05d}",
            meter="",
            compound=name,
            building=str(n % 3 + 1),
            room=str(100 + n),
        )
    return make_compound(cast.units["gas"], name)
