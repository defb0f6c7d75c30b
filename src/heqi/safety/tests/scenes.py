"""What tests of safety checks begin with."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from heqi.customers.actions import change_supply
from heqi.customers.models import Compound, Party, Premises, ServicePoint
from heqi.customers.tests.makers import make_customer
from heqi.evidence.actions import attach
from heqi.evidence.tests.files import drawn, png
from heqi.ledger.actors import SYSTEM
from heqi.people.models import Post, Staff
from heqi.safety.actions import (
    Draft,
    Findings,
    assign_route,
    finish_check,
    make_plan,
    open_plan,
)
from heqi.safety.checklist import ALWAYS, BAD, IF_BAD, OK, items_of
from heqi.safety.models import Check, Plan
from tests.cast import NOW, Cast

PIXEL = drawn(png())


def household(
    cast: Cast, n: int = 1, *, gassed_on: date | None = None, **values: Any
) -> tuple[Party, ServicePoint]:
    """A household with gas in the compound of the tests."""
    tier = values.pop("tier", "standard")
    party, point = make_customer(
        cast.units["gas"],
        values.pop("name", f"住户{n}"),
        phones=(f"1390000{n:04}",),
        account_no=f"0301-{n:04}",
        meter=f"77{n:06}",
        room=values.pop("room", f"{n}01"),
        **values,
    )
    change_supply(point, step="gas_on", by=SYSTEM, now=NOW)
    if tier != "standard":
        Party.objects.filter(pk=party.pk).update(tier=tier)
        party.tier = tier
    day = gassed_on or date(2024, 5, 6)
    Premises.objects.filter(pk=point.premises_id).update(gassed_on=day)
    return party, point


def post_of(cast: Cast, who: str, post: str) -> Staff:
    """Give somebody of the cast another post."""
    staff = cast.staff[who]
    staff.post = Post.objects.get(pk=post)
    staff.save()
    return staff


def planned(cast: Cast, *, vips: bool = False, compounds: Sequence[Compound] | None = None) -> Plan:
    """A plan of the repair team's November over the compound of the tests, not yet open."""
    rows = Compound.objects.filter(name="滨江新城") if compounds is None else compounds
    return make_plan(
        unit=cast.units["repair1"],
        name="十一月安检",
        since=NOW.date().replace(day=1),
        until=NOW.date() + timedelta(days=7),
        compounds=list(rows),
        vips=vips,
        by=cast.zhou,
        now=NOW,
    )


def under_way(cast: Cast, who: str = "ma") -> Check:
    """The first check of an open plan whose routes are all somebody's."""
    plan = planned(cast)
    for route in plan.routes.all():
        assign_route(route, inspector=cast.staff[who], by=cast.zhou, now=NOW)
    open_plan(plan, by=cast.zhou, now=NOW)
    return fresh(plan.checks.order_by("place").first())


def fresh(check: Check | None) -> Check:
    """The check as it stands now."""
    assert check is not None
    related = ("unit", "company", "route__inspector", "plan", "full", "party", "service_point")
    return Check.objects.select_related(*related).get(pk=check.pk)


def photographed(check: Check, *codes: str) -> None:
    """Photos of items, and of all that want one in any case."""
    wanted = [
        code
        for code, item in items_of(check.customer_kind, check.scope).items()
        if item.photo == ALWAYS or (code in codes and item.photo == IF_BAD)
    ]
    for code in wanted:
        attach(
            check,
            content=png(),
            name=f"{code}.png",
            kind="photo",
            note=code,
            by=SYSTEM,
            now=NOW,
        )


def findings(check: Check, *drafts: Draft, **values: Any) -> Findings:
    """Everything in order but what the drafts name; signed."""
    bad = {draft.item for draft in drafts}
    items = {
        code: BAD if code in bad else OK for code in items_of(check.customer_kind, check.scope)
    }
    given: dict[str, Any] = {
        "items": items,
        "hazards": drafts,
        "signer": "住户",
        "signature": PIXEL,
        "notice_to": "住户" if drafts else "",
    }
    return Findings(**{**given, **values})


def checked(
    cast: Cast, check: Check, *drafts: Draft, who: str = "ma", at: datetime = NOW, **values: Any
) -> Check:
    """The check, made whole by somebody."""
    photographed(check, *(draft.item for draft in drafts))
    actor = getattr(cast, who)
    return finish_check(fresh(check), findings(check, *drafts, **values), by=actor, now=at)
