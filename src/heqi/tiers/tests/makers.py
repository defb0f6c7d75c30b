"""Proposals and VIPs for the tests of tiers and of the apps above."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from heqi.approvals.actions import approve
from heqi.approvals.models import Approval
from heqi.customers.actions import create_party
from heqi.customers.models import Party
from heqi.customers.tests.makers import make_customer
from heqi.ledger.actors import SYSTEM
from heqi.ledger.events import deliver_open
from heqi.tiers.actions import RawFact, propose_tier
from heqi.tiers.models import Assessment
from tests.cast import NOW, Cast


def another_party(cast: Cast, name: str = "赵明", **values: Any) -> Party:
    """A customer without an address, in the company ``gas``."""
    return create_party(unit=cast.units["gas"], name=name, by=SYSTEM, now=NOW, **values)


def volume(m3: str, kind: str = "average") -> RawFact:
    """A figure of daily use, of today."""
    return RawFact(kind, NOW.date(), m3=Decimal(m3), source="计量系统")


def propose(cast: Cast, party: Party, **values: Any) -> Assessment:
    """A proposal by the agent: a journalist, unless said otherwise."""
    given: dict[str, Any] = {
        "criterion": "media", "reason": "客户来电自述，已核实", "proof": "记者证",
        "by": cast.lin, "now": NOW,
    }  # fmt: skip
    return propose_tier(party, **{**given, **values})


def sign(assessment: Assessment, by: Any, *, now: datetime = NOW) -> Assessment:
    """The leader's signature, with what follows from it."""
    approve(Approval.objects.get(pk=assessment.approval_id), by=by, now=now)
    deliver_open(now=now)
    assessment.refresh_from_db()
    return assessment


def make_vip_person(cast: Cast, criterion: str = "media", **values: Any) -> Party:
    """A VIP with an approved assessment."""
    party, _point = make_customer(cast.units["gas"], **values)
    sign(propose(cast, party, criterion=criterion), cast.zhoujm)
    party.refresh_from_db()
    return party


def make_vip_org(cast: Cast, m3: str = "1200", **values: Any) -> Party:
    """A large user with an approved assessment."""
    given = {"kind": "organisation", "customer_kind": "industrial", "name": "临江玻璃厂"}
    party, _point = make_customer(cast.units["gas"], **{**given, **values})
    made = propose(
        cast, party, criterion="none", facts=[volume(m3)], occasion="capacity_added",
        proof="供气合同", reason="新增锅炉一台",
    )  # fmt: skip
    sign(made, cast.zhoujm)
    party.refresh_from_db()
    return party
