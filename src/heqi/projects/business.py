"""Projects as business that explains looks at their customers."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import UTC, datetime

from django.db.models import Q

from heqi.customers.business import Link, register_links, seconds
from heqi.people.models import Staff
from heqi.projects.models import Household, Project, Stage


def projects(parties: Collection[int], since: int, until: int) -> Iterator[Link]:
    """Projects of a customer, or of which he is a household: the units of the stages and the
    account manager, while the project is open."""
    wanted = set(parties)
    subjects: dict[int, set[int]] = defaultdict(set)
    rows = Project.objects.filter(party__in=wanted).values_list("pk", "party_id")
    homes = Household.objects.filter(party__in=wanted).values_list("project_id", "party_id")
    for project, party in [*rows, *homes]:
        subjects[project].add(party)
    people = _people(subjects)
    found = Project.objects.filter(
        Q(closed_at__gte=_instant(since)) | Q(closed_at__isnull=True),
        pk__in=subjects,
        applied_at__lte=_instant(until),
    )
    for pk, number, manager, applied, closed in found.values_list(
        "pk", "number", "manager_id", "applied_at", "closed_at"
    ):
        concerned = people[pk] | ({manager} if manager else set())
        for party in sorted(subjects[pk]):
            yield Link(
                "project", str(pk), party, concerned, seconds(applied), seconds(closed),
                number=number,
            )  # fmt: skip


def _people(projects: Collection[int]) -> dict[int, set[int]]:
    """Who works in the units of the stages, by project."""
    units: dict[int, set[int]] = defaultdict(set)
    for project, unit in Stage.objects.filter(project__in=projects).values_list(
        "project_id", "unit_id"
    ):
        units[unit].add(project)
    people: dict[int, set[int]] = defaultdict(set)
    for unit, staff in Staff.objects.filter(unit__in=units).values_list("unit_id", "pk"):
        for project in units[unit]:
            people[project].add(staff)
    return people


def _instant(at: int) -> datetime:
    return datetime.fromtimestamp(at, tz=UTC)


def register() -> None:
    """Make them known; called when the app is ready."""
    register_links("projects", projects)
