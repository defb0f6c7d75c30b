"""Uses of delegated authority, some of them on their way to the general manager."""

from datetime import date, datetime, timedelta

from django.utils import timezone

from heqi.authority.demo import Players, build_authority
from heqi.authority.models import Use
from heqi.authority.subjects import Subject, prove_condition
from heqi.customers.models import ServicePoint
from heqi.customers.proofs import point_subject
from heqi.customers.states import PointState
from heqi.people.models import Unit
from heqi.projects.models import Project
from heqi.projects.proofs import project_subject
from heqi.web.demo.organisation import Company
from heqi.workorders.models import WorkOrder
from heqi.workorders.proofs import order_subject

VIPS, POINTS, PROJECTS = 2, 20, 60
# Most uses lie less than this back: on that day the records have to say so already.
BACK = timedelta(days=4)
AT_HOME = ("already_on_gas", "initial_fee_paid", "facilities_installed")


def build_papers(company: Company, *, now: datetime) -> list[Use]:
    """Play them; they refer to finished orders of VIPs, to customers and to projects."""
    gas, on = company.units["gas"], timezone.localdate(now - BACK)
    orders = WorkOrder.objects.filter(company=gas, tier__startswith="vip").select_related("party")
    players = Players(
        holders=company.holders,
        actor=company.actor,
        units=company.units,
        vip_orders=[order_subject(order) for order in orders.order_by("-id")[:VIPS]],
        points=_points(gas, on),
        numbers=_numbers(gas),
        paid=_projects(gas, ("contract_signed", "paid_as_agreed"), on),
        blocked=_projects(gas, ("few_blocking", "enough_affected"), on),
    )
    return build_authority(gas, players, now=now)


def _points(gas: Unit, on: date) -> list[Subject]:
    """Accounts on gas of customers with the mark of the frail, of which nothing is denied."""
    rows = ServicePoint.objects.filter(
        company=gas, state=PointState.GAS_ON, occupancies__until__isnull=True,
        occupancies__party__vulnerable=True,
    )  # fmt: skip
    found = [point_subject(point) for point in rows.order_by("id").distinct()[:POINTS]]
    return [
        one
        for one in found
        if all(
            (told := prove_condition(one, code, on=on)) is None or told.holds for code in AT_HOME
        )
    ]


def _projects(gas: Unit, conditions: tuple[str, ...], on: date) -> list[Subject]:
    """Projects whose records say so of every condition, and where they count, count some."""
    found = []
    for project in Project.objects.filter(company=gas).order_by("id")[:PROJECTS]:
        subject = project_subject(project)
        told = [prove_condition(subject, code, on=on) for code in conditions]
        if all(one and one.holds and one.value != 0 for one in told):
            found.append(subject)
    return found


def _numbers(gas: Unit) -> dict[str, str]:
    """A project and an order that papers may name."""
    project = Project.objects.filter(company=gas).order_by("-id").first()
    order = WorkOrder.objects.filter(company=gas).order_by("id").first()
    return {"project": project.number if project else "", "order": order.number if order else ""}
