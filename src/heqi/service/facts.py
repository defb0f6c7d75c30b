"""Rows as the policies ask for them: the only bridge from requests to the rulebook."""

from typing import Any

from heqi.customers.models import Party, ServicePoint
from heqi.service.kinds import desk
from heqi.service.models import ServiceRequest

QUESTION = "service.commitments"


def commitment_facts(
    kind: str,
    *,
    tier: str = "",
    area: str = "",
    place: str = "",
    conditions_met: bool | None = None,
    scope: str = "",
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The facts of ``service.commitments`` and, apart, those that had to be assumed.

    What nobody knows yet is assumed as the data say (the stricter promise), so that an emergency
    can be taken up with an address and a phone number alone.
    """
    known = {
        "tier": tier or None,
        "area": area or None,
        "place": place or None,
        "conditions_met": conditions_met,
        "scope": scope or None,
    }
    assumed: dict[str, Any] = {}
    for name, value in known.items():
        if value is None:
            default = desk()["assumed"][name]
            if not isinstance(default, bool | str):
                default = default.get(kind, default["otherwise"])
            assumed[name] = default
    given = {name: value for name, value in known.items() if value is not None}
    return {"service": kind, **given, **assumed}, assumed


def request_facts(request: ServiceRequest) -> tuple[dict[str, Any], dict[str, Any]]:
    """The facts of a request as it stands, and those assumed."""
    return commitment_facts(
        request.kind,
        tier=request.tier,
        area=request.area or area_of(request.service_point),
        place=request.place,
        conditions_met=request.conditions_met,
    )


def tier_of(party: Party | None) -> str:
    """The tier of a customer; of an unknown caller the standard one."""
    return party.tier if party else "standard"


def criterion_of(party: Party | None) -> str:
    """The criterion that made the customer a VIP; empty without one."""
    if party is None or party.tier_criterion == "none":
        return ""
    return party.tier_criterion


def area_of(point: ServicePoint | None) -> str:
    """Town or remote, from the premises; empty where it is not known."""
    return point.premises.area if point else ""
