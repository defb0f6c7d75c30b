"""Master data of installed households: address, account and meter, by the customers' actions."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from heqi.customers.access import CHANGE, TASKS
from heqi.customers.actions import (
    cancel_task,
    change_supply,
    create_meter,
    create_party,
    create_premises,
    create_service_point,
    finish_task,
    open_task,
)
from heqi.customers.models import MasterDataTask, Party, ServicePoint
from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.ledger.numbers import next_number
from heqi.ledger.states import IllegalMove
from heqi.people.access import may
from heqi.people.models import Unit
from heqi.projects.access import OPEN, require_work
from heqi.projects.actions.stages import stage_of
from heqi.projects.models import Household, Project
from heqi.projects.states import H

ACCOUNT = "YH"


def lent(by: Actor, company: Unit) -> Actor:
    """The actor with the rights over the customers of a company, for what a step of a project
    makes true there: whoever may turn on the gas may not otherwise edit customers."""
    return by.lent((CHANGE, TASKS), company.path)


def want_master_data(
    project: Project, households: Iterable[Household], *, by: Actor, now: datetime
) -> None:
    """A task for each household without an account; its limit begins (data-entry/6.4)."""
    for household in households:
        if household.service_point_id is None:
            with override("zh-hans"):  # what is kept is read by everybody
                title = _("Installed: {household}").format(household=household.label)
            open_task(
                unit=project.company,
                title=title[:120],
                detail=_address(project, household) or project.address,
                party=household.party,
                source_type=household._meta.label_lower,
                source_id=str(household.pk),
                source_number=project.number,
                by=by,
                now=now,
            )


def task_of(household: Household) -> MasterDataTask | None:
    """The open task that asks for a household's master data."""
    return (
        MasterDataTask.objects.filter(
            source_type=household._meta.label_lower, source_id=str(household.pk), state="open"
        )
        .select_related("unit")
        .first()
    )


def drop_task(household: Household, *, reason: str, by: Actor, now: datetime) -> None:
    """Nothing has to be created for a household that has withdrawn."""
    task = task_of(household)
    if task is not None:
        clerk = lent(by, household.project.company)
        cancel_task(task, reason=reason, by=clerk, now=now)


@transaction.atomic
def create_master_data(
    project: Project, households: Iterable[Household], *, by: Actor, now: datetime
) -> int:
    """Create address, account and meter of installed households that have none; how many.

    Done by who keeps the project's list or works at its gas-on (data-entry/2.1).
    """
    if not may(by, CHANGE, project):
        require_work(by, stage_of(project, "survey"), OPEN)
    done = 0
    for household in households:
        if household.service_point_id is None:
            enrol(household, by=by, now=now)
            done += 1
    return done


def enrol(household: Household, *, by: Actor, now: datetime) -> ServicePoint:
    """Address, customer, meter and account of one household, on file until its gas burns."""
    if household.status not in (H["INSTALLED"], H["ON_GAS"]):
        raise IllegalMove(_("{label} is not installed yet.").format(label=household.label))
    project = household.project
    clerk = lent(by, project.company)
    compound = project.compound if project.has_many else None
    premises = create_premises(
        unit=project.company,
        compound=compound,
        building=household.building,
        unit_no=household.entrance,
        floor=household.floor,
        room=household.room,
        text=_address(project, household),
        area=project.area,
        by=clerk,
        now=now,
    )
    party = _customer(household, by=clerk, now=now)
    point = create_service_point(
        premises=premises,
        account_no=next_number(ACCOUNT, timezone.localdate(now)),
        party=party,
        by=clerk,
        now=now,
    )
    if household.meter_no:
        create_meter(
            point=point, number=household.meter_no, kind=household.meter_kind, by=clerk, now=now
        )
    Household.objects.filter(pk=household.pk).update(service_point=point, party=party)
    household.service_point, household.party = point, party
    task = task_of(household)
    if task is not None:
        finish_task(task, service_point=point, by=clerk, now=now)
    audit(
        household,
        "projects.create_master_data",
        by=by,
        now=now,
        changes={"account_no": point.account_no, "meter_no": household.meter_no},
    )
    return point


def _customer(household: Household, *, by: Actor, now: datetime) -> Party | None:
    """The household's customer; a new one where the list names one who is not on file yet."""
    if household.party is not None or not household.name.strip():
        return household.party
    return create_party(
        unit=household.project.company,
        name=household.name,
        phones=[household.phone] if household.phone else [],
        by=by,
        now=now,
    )


def _address(project: Project, household: Household) -> str:
    """The whole address; a compound's is put together with the compound's own where it has one."""
    if not project.has_many:
        return project.address
    return "" if project.compound else f"{project.address}{household.label}"


def light(household: Household, point: ServicePoint, *, by: Actor, now: datetime) -> None:
    """The account's state follows the flame; its meter is put on file where it is new."""
    clerk = lent(by, household.project.company)
    if household.meter_no and not point.meters.filter(state="in_use").exists():
        create_meter(
            point=point, number=household.meter_no, kind=household.meter_kind, by=clerk, now=now
        )
    if point.state == "on_file":
        change_supply(point, step="gas_on", reason=household.project.number, by=clerk, now=now)


def adopt_account(household_id: int, *, service_point_id: int) -> None:
    """An account that was created for a household elsewhere is the household's."""
    Household.objects.filter(pk=household_id, service_point__isnull=True).update(
        service_point_id=service_point_id
    )
