"""Uses of delegated authority, some of them on their way to the general manager."""

from datetime import datetime

from heqi.authority.demo import Players, build_authority
from heqi.authority.models import Use
from heqi.web.demo.organisation import Company
from heqi.workorders.models import WorkOrder
from heqi.workorders.proofs import order_subject

VIPS = 2


def build_papers(company: Company, *, now: datetime) -> list[Use]:
    """Play them; the waivers refer to finished orders of VIPs."""
    gas = company.units["gas"]
    orders = WorkOrder.objects.filter(company=gas, tier__startswith="vip").select_related("party")
    players = Players(
        holders=company.holders,
        actor=company.actor,
        units=company.units,
        vip_orders=[order_subject(order) for order in orders.order_by("-id")[:VIPS]],
    )
    return build_authority(gas, players, now=now)
