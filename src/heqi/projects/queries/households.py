"""Households of a project: a filtered list and how far they are."""

from collections.abc import Iterable
from dataclasses import dataclass, fields

from django.db import models
from django.db.models import Count, Q

from heqi.projects.models import Household, Project
from heqi.projects.states import H


@dataclass(frozen=True, slots=True)
class HouseholdFilters:
    """What the list is asked for; every field may be left out.

    ``state`` is a household's state, ``unpaid``, ``obstructing``, ``to_enrol`` (installed without
    master data) or ``to_ticket`` (installed and paid, without a gas-on ticket); ``building`` one
    building; ``text`` a part of label, customer or meter number.
    """

    state: str = ""
    building: str = ""
    text: str = ""


def household_list(project: Project, filters: HouseholdFilters) -> "models.QuerySet[Household]":
    """The households of a filter in their order; take a slice of it."""
    rows = Household.objects.filter(project=project)
    if filters.state in H.values():
        rows = rows.filter(status=filters.state)
    elif filters.state == "unpaid":
        rows = rows.filter(paid_at__isnull=True).exclude(status=H["WITHDRAWN"])
    elif filters.state == "obstructing":
        rows = rows.filter(obstructing_since__isnull=False)
    elif filters.state == "to_enrol":
        rows = rows.filter(status=H["INSTALLED"], service_point__isnull=True)
    elif filters.state == "to_ticket":
        rows = rows.filter(status=H["INSTALLED"], paid_at__isnull=False, ticket__isnull=True)
    if filters.building:
        rows = rows.filter(building=filters.building)
    if filters.text:
        rows = rows.filter(
            Q(label__contains=filters.text)
            | Q(name__contains=filters.text)
            | Q(meter_no__contains=filters.text)
        )
    return rows.select_related("service_point", "ticket").order_by("position")


def buildings_of(project: Project) -> list[str]:
    """The buildings of a project in the order of the list."""
    rows = Household.objects.filter(project=project).exclude(building="")
    pairs = rows.values("building").annotate(first=models.Min("position")).order_by("first")
    return [row["building"] for row in pairs[:200]]


@dataclass(frozen=True, slots=True)
class Progress:
    """How many households of those that count are paid, installed, on gas; how many obstruct."""

    total: int = 0
    paid: int = 0
    installed: int = 0
    on_gas: int = 0
    obstructing: int = 0
    withdrawn: int = 0
    to_enrol: int = 0
    to_ticket: int = 0

    def share(self, number: int) -> int:
        """A number in per cent of the total, cut, never rounded up."""
        return 100 * number // self.total if self.total else 0

    @property
    def share_installed(self) -> int:
        """Per cent installed."""
        return self.share(self.installed)

    @property
    def share_on_gas(self) -> int:
        """Per cent on gas."""
        return self.share(self.on_gas)

    @property
    def share_paid(self) -> int:
        """Per cent paid."""
        return self.share(self.paid)


_COUNTS = ~Q(status=H["WITHDRAWN"])


def progress_of(projects: Iterable[Project]) -> dict[int, Progress]:
    """Progress by project id, in one query."""
    ids = [project.pk for project in projects]
    rows = (
        Household.objects.filter(project_id__in=ids)
        .order_by()
        .values("project_id")
        .annotate(
            total=Count("id", filter=_COUNTS),
            paid=Count("id", filter=_COUNTS & Q(paid_at__isnull=False)),
            installed=Count("id", filter=_COUNTS & Q(installed_at__isnull=False)),
            on_gas=Count("id", filter=Q(status=H["ON_GAS"])),
            obstructing=Count("id", filter=Q(obstructing_since__isnull=False)),
            withdrawn=Count("id", filter=~_COUNTS),
            to_enrol=Count("id", filter=Q(status=H["INSTALLED"], service_point__isnull=True)),
            to_ticket=Count(
                "id",
                filter=Q(status=H["INSTALLED"], paid_at__isnull=False, ticket__isnull=True),
            ),
        )
    )
    names = [field.name for field in fields(Progress)]
    found = {
        row["project_id"]: Progress(*(row[name] for name in names))  # type: ignore[literal-required]
        for row in rows
    }
    return {pk: found.get(pk, Progress()) for pk in ids}
