"""Makers of requests for tests of this app and of those above it."""

from datetime import datetime
from typing import Any

from heqi.customers.actions import set_tier_mark
from heqi.customers.models import Party, ServicePoint
from heqi.customers.tests.makers import make_customer
from heqi.ledger.actors import SYSTEM
from heqi.service.actions import open_request
from heqi.service.models import ServiceRequest
from tests.cast import NOW, Cast


def make_vip(cast: Cast, tier: str = "vip_person", **values: Any) -> tuple[Party, ServicePoint]:
    """A customer with a VIP mark."""
    party, point = make_customer(cast.units["gas"], **values)
    set_tier_mark(
        party,
        tier=tier,
        criterion="media" if tier == "vip_person" else "none",
        basis="制度标准",
        proof="已审核",
        by=SYSTEM,
        now=NOW,
    )
    party.refresh_from_db()
    return party, point


def make_request(cast: Cast, *, now: datetime = NOW, **values: Any) -> ServiceRequest:
    """A request as the agent takes it up: a repair, unless said otherwise."""
    given: dict[str, Any] = {
        "kind": "repair",
        "address": "滨江新城3幢2单元1102室",
        "contact_phone": "13800102207",
        "contact_name": "王志远",
        "description": "左侧灶眼松手即熄",
        "symptom": "no_flame" if values.get("kind", "repair") == "repair" else "",
        "by": cast.lin,
        "now": now,
    }
    return open_request(**{**given, **values})
