"""Samples of tiers: a proposal, a VIP with contacts, a file, a missing contact, a standard."""

from datetime import timedelta
from typing import Any

from heqi.customers.actions import create_party
from heqi.ledger.actors import SYSTEM
from heqi.people.models import Staff
from heqi.tiers.actions import check_contacts, check_file, confirm_standards, propose_tier
from heqi.tiers.models import NamedContact
from heqi.tiers.tests.makers import sign
from tests.cast import NOW, Cast
from tests.surface.samples.rows import CANARY, Capture, Samples


def make(cast: Cast, capture: Capture, n: int, rows: dict[str, Any]) -> dict[str, Any]:
    """The n-th of each."""
    at, gas = NOW + timedelta(minutes=n), cast.units["gas"]
    given = {"reason": CANARY, "proof": CANARY, "criterion": "media", "by": cast.lin, "now": at}
    vip = create_party(unit=gas, name=CANARY, by=SYSTEM, now=at)
    sign(propose_tier(vip, **given), cast.zhoujm, now=at)
    vip.refresh_from_db()
    named = NamedContact.objects.create(
        company=gas, unit=gas, party=vip, post="deputy_gm", staff=cast.staff["zhoujm"],
        since=at.date(), named_by=CANARY,
    )  # fmt: skip
    check_contacts([vip], now=at)
    other = create_party(unit=gas, name=CANARY, by=SYSTEM, now=at)
    plain = create_party(unit=gas, name=CANARY, by=SYSTEM, now=at)
    content = f"客户编号,户名,标准,证明材料\n{plain.number},{CANARY},新闻媒体,{CANARY}\n"
    batch = check_file([content.encode()], name=f"{CANARY}.csv", company=gas, by=cast.he, now=at)
    made = {
        "vip": vip,
        "tier_proposal": propose_tier(other, **given),
        "tier_plain": plain,
        "named_contact": named,
        "tier_batch": batch,
    }
    if n == 1:
        made["tier_standard"] = confirm_standards(gas, note=CANARY, by=SYSTEM, now=at)
        Staff.objects.filter(pk=cast.staff["zhoujm"].pk).update(phone="")
    return made


def _pk(name: str) -> Any:
    return lambda samples: {"pk": getattr(samples, name).pk}


def _post(samples: Samples) -> dict[str, Any]:
    return {"pk": samples.vip.pk, "post": "deputy_gm"}


KWARGS = {
    "tiers:vip": _pk("vip"),
    "tiers:name_contact": _post,
    "tiers:end_contact": _pk("named_contact"),
    "tiers:propose": _pk("tier_plain"),
    "tiers:assessment": _pk("tier_proposal"),
    "tiers:complete": _pk("tier_proposal"),
    "tiers:withdraw": _pk("tier_proposal"),
    "tiers:batch": _pk("tier_batch"),
    "tiers:batch_columns": _pk("tier_batch"),
    "tiers:batch_report": _pk("tier_batch"),
    "tiers:batch_confirm": _pk("tier_batch"),
    "tiers:batch_discard": _pk("tier_batch"),
    "tiers:batch_undo": _pk("tier_batch"),
    "tiers:keeper": lambda samples: {"pk": samples.cast.units["service"].pk},
}
LISTS = [
    ("tiers:ledger", "", "he"),
    ("tiers:proposals", "", "he"),
    ("tiers:review", "?of=all", "zhoujm"),
    ("tiers:batches", "", "he"),
    ("tiers:gaps", "", "he"),
]
