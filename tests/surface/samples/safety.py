"""Samples of safety checks."""

from datetime import timedelta
from typing import Any

from heqi.customers.actions import change_supply
from heqi.customers.models import Compound, Party, Premises
from heqi.customers.tests.makers import make_customer
from heqi.ledger.actors import SYSTEM
from heqi.people.models import Staff
from heqi.safety.actions import (
    Draft,
    assign_route,
    initiate_full_check,
    make_plan,
    open_plan,
    refuse_check,
)
from heqi.safety.models import Hazard
from heqi.safety.tests.scenes import checked, fresh
from tests.cast import NOW, Cast
from tests.surface.samples.rows import CANARY, Capture

TODAY = NOW.date()


def make(cast: Cast, capture: Capture, n: int, rows: dict[str, Any]) -> dict[str, Any]:
    """A plan of three doors: to call at, refused, checked with a hazard; a full check."""
    team = cast.units["repair1"]
    for m in range(3):
        _household(cast, n, m)
    vip, point = _household(cast, n, 3, customer_kind="industrial")
    Party.objects.filter(pk=vip.pk).update(tier="vip_org")
    vip.tier = "vip_org"
    Premises.objects.filter(pk=point.premises_id).update(compound=None)
    plan = make_plan(
        unit=team,
        name=f"{CANARY}计划{n}",
        since=TODAY,
        until=TODAY + timedelta(days=7),
        compounds=[Compound.objects.get(name=f"{CANARY}安{n}")],
        by=cast.zhou,
        now=NOW,
    )
    route = plan.routes.select_related("plan__unit", "unit").get()
    assign_route(route, inspector=cast.staff["ma"], by=cast.zhou, now=NOW)
    open_plan(plan, by=cast.zhou, now=NOW)
    waiting, refused, done = (fresh(one) for one in plan.checks.order_by("place"))
    refuse_check(refused, reason="no_need", witness=CANARY, by=cast.ma, now=NOW)
    checked(cast, done, Draft("hose_age", "hose_cracked", note=CANARY))
    full = initiate_full_check(
        vip,
        unit=team,
        lead=Staff.objects.get(pk=cast.staff["zhou"].pk),
        members=[cast.staff["ma"]],
        planned_on=TODAY + timedelta(days=2),
        lead_reason=CANARY,
        by=cast.zhoujm,
        now=NOW,
    )
    return {
        "safety_plan": plan,
        "safety_route": route,
        "safety_check": waiting,
        "safety_refused": refused,
        "hazard": Hazard.objects.get(check_row=done),
        "full_check": full,
    }


def _household(cast: Cast, n: int, m: int, **values: Any) -> Any:
    party, point = make_customer(
        cast.units["gas"],
        f"{CANARY}安{n}{m}",
        phones=(),
        account_no=f"0309-{n}-{m}",
        meter=f"9909{n}{m}",
        compound=f"{CANARY}安{n}",
        room=f"{m}01",
        **values,
    )
    change_supply(point, step="gas_on", by=SYSTEM, now=NOW)
    Premises.objects.filter(pk=point.premises_id).update(gassed_on=TODAY - timedelta(days=800))
    return party, point


KWARGS = {
    "safety:plan": lambda s: {"pk": s.safety_plan.pk},
    "safety:change_plan": lambda s: {"pk": s.safety_plan.pk, "what": "close"},
    "safety:route": lambda s: {"pk": s.safety_route.pk},
    "safety:change_route": lambda s: {"pk": s.safety_route.pk, "what": "assign"},
    "safety:check": lambda s: {"number": s.safety_check.number},
    "safety:sheet": lambda s: {"number": s.safety_check.number},
    "safety:refusal": lambda s: {"number": s.safety_refused.number},
    "safety:change_check": lambda s: {"number": s.safety_refused.number, "what": "follow_up"},
    "safety:hazard": lambda s: {"number": s.hazard.number},
    "safety:notice": lambda s: {"number": s.hazard.number},
    "safety:change_hazard": lambda s: {"number": s.hazard.number, "what": "mend"},
    "safety:full_check": lambda s: {"number": s.full_check.number},
    "safety:full_report": lambda s: {"number": s.full_check.number},
    "safety:change_full": lambda s: {"number": s.full_check.number, "what": "begin"},
    "safety:walk": lambda s: {"pk": s.safety_route.pk},
    "safety:door": lambda s: {"number": s.safety_check.number},
    "safety:step": lambda s: {"number": s.safety_check.number, "step": "miss"},
}
LISTS = [
    ("safety:plans", "", "zhou"),
    ("safety:checks", "", "zhou"),
    ("safety:hazards", "", "zhou"),
    ("safety:hazards", "?tab=all", "zhoujm"),
    ("safety:full", "", "zhoujm"),
    ("safety:statistics", "", "zhoujm"),
    ("safety:mine", "", "ma"),
]
