"""What the authority matrix asks of projects (授权办法 4). The caller may read the project."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from heqi.clocks.facts import calendar_for
from heqi.ledger.days import midnight
from heqi.projects.actions.settling import received
from heqi.projects.facts import end_of, waiver_terms
from heqi.projects.models import Contract, Household, Project
from heqi.projects.states import STAGES, H
from heqi.rulebook.due import due_at
from heqi.rulebook.spans import parse_limit


def paid(household: Household) -> bool:
    """Whether the initial fee of a household is in: its own, or its party's by the contract."""
    return Household.objects.filter(pk=household.pk, paid_at__isnull=False).exists()


def installed(household: Household) -> bool:
    """Whether the facilities of a household are installed."""
    return Household.objects.filter(pk=household.pk, installed_at__isnull=False).exists()


def on_gas(household: Household) -> bool:
    """Whether gas burns at a household."""
    return Household.objects.filter(pk=household.pk, status=H["ON_GAS"]).exists()


def contract_signed(project: Project) -> bool:
    """Whether the project has a contract."""
    return Contract.objects.filter(project=project).exists()


def paid_as_agreed(project: Project, *, on: date) -> bool:
    """Whether everything is in that by the contract is due by a day (authority/4-priority-1)."""
    contract: Contract | None = Contract.objects.filter(project=project).first()
    if contract is None:
        return False
    reached = (
        STAGES[: STAGES.index(project.status) + 1] if project.status in STAGES else tuple(STAGES)
    )
    due = sum(
        part.amount
        for part in contract.instalments.all()
        if part.before_stage in reached or part.is_late(on) or part.due_on == on
    )
    return received(project) >= due


def contract_expires_within(project: Project, limit: str, *, on: date) -> bool:
    """Whether the contract ends in the time of a limit (“1 month”) counted from a day.

    A contract that has ended already does not expire soon, it has; False without a contract.
    """
    due = due_at(parse_limit(limit), midnight(on), calendar_for(project.unit))
    return _ends_by(project, due.at, on)


def contract_expires_within_month(project: Project, on: date) -> bool:
    """Whether the contract ends within the time that authority/4-waiver-2 names (a month)."""
    last = end_of(
        waiver_terms(on=on, company_id=project.company_id),
        "expires_within",
        midnight(on),
        project.unit,
    )
    return _ends_by(project, last, on)


def _ends_by(project: Project, last: datetime | None, on: date) -> bool:
    contract: Contract | None = Contract.objects.filter(project=project).first()
    if contract is None or last is None:
        return False
    return on <= contract.expires_on <= timezone.localdate(last)


def households_affected(project: Project) -> int:
    """Households that wait for gas because others obstruct the works; 0 where nobody does."""
    if not households_obstructing(project):
        return 0
    waiting = project.households.filter(
        status__in=[H["WAITING"], H["INSTALLED"]], obstructing_since__isnull=True
    )
    return waiting.count()


def households_obstructing(project: Project) -> int:
    """Households that keep the works from going on."""
    return project.households.filter(obstructing_since__isnull=False).count()


@dataclass(frozen=True, slots=True)
class Obstruction:
    """How a project stands to authority/4-waiver-2: its figures beside those of the clause."""

    obstructing: int
    affected: int
    expires_soon: bool
    few: bool
    enough: bool


def obstruction_of(project: Project, *, on: date) -> Obstruction | None:
    """None where nobody obstructs the works."""
    obstructing = households_obstructing(project)
    if not obstructing:
        return None
    affected = households_affected(project)
    terms = waiver_terms(on=on, company_id=project.company_id)
    most = (terms.get("households_blocking") or {}).get("at_most")
    least = (terms.get("households_affected") or {}).get("at_least")
    return Obstruction(
        obstructing=obstructing,
        affected=affected,
        expires_soon=contract_expires_within_month(project, on),
        few=most is not None and obstructing <= int(most),
        enough=least is not None and affected >= int(least),
    )
