"""Planned days of the stages, walked from the policy's limits and the contract's days."""

from datetime import date, datetime

from django.utils import timezone

from heqi.people.models import Unit
from heqi.policies.models import Decision
from heqi.projects.facts import ends_of
from heqi.projects.states import STAGES

Days = tuple[date, date]


def plan_days(
    stages: list[str],
    *,
    limits: Decision,
    gas_on: Decision,
    start: datetime,
    unit: Unit,
    ready_on: date | None = None,
) -> dict[str, Days]:
    """First and last planned day of stages that follow one another from ``start``.

    A stage without a limit (payment) takes no time. Where the contract names an earlier day of
    readiness than the limits give, works and acceptance are shortened to end on it.
    """
    plan: dict[str, Days] = {}
    at = start
    for code in stages:
        decision, name = (gas_on, "gas_on") if code == "gas_on" else (limits, code)
        end = ends_of(decision, at, unit).get(name, at)
        plan[code] = (_day(at), _day(end))
        at = end
    if ready_on and "acceptance" in plan and ready_on < plan["acceptance"][1]:
        return _shortened(plan, ready_on)
    return plan


def following(code: str) -> list[str]:
    """The stages from one on."""
    return list(STAGES[STAGES.index(code) :])


def _shortened(plan: dict[str, Days], ready_on: date) -> dict[str, Days]:
    """Acceptance ends on the contract's day; what lies before gives way, gas-on follows."""
    shift = plan["acceptance"][1] - ready_on
    fitted = dict(plan)
    for code in ("construction", "acceptance", "gas_on"):
        if code in plan:
            since, until = plan[code]
            first = since if code == "construction" else since - shift
            fitted[code] = (min(first, until - shift), until - shift)
    return fitted


def _day(at: datetime) -> date:
    return timezone.localdate(at)
