"""Who takes part in an inspection, as the policy names posts and the company staffs them."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from heqi.duties.posts import DEPT_HEAD, doer_of
from heqi.inspections.models import Inspection
from heqi.people.models import Staff, Unit, UnitKind
from heqi.people.queries import company_of, department_of
from heqi.policies.deciding import rule_on
from heqi.policies.packs import common_pack
from heqi.policies.speaking import spoken

GROUP, RESPONSIBLE = "inspection.group", "inspection.responsible"
# Posts that there are in every department.
EACH = (DEPT_HEAD, "service_admin")
ROLES = (("leader", "leader"), ("deputy", "deputy"), ("members", "member"))


def proposed_group(unit: Unit, level: str, *, on: date) -> list[tuple[Staff, str]]:
    """Staff with their role in the group; nobody twice, and not the inspected department's head
    where others inspect it: he answers for it."""
    answer = (
        rule_on(GROUP, {"inspection_level": level}, on=on, company_id=unit.company_id).as_json()[
            "answer"
        ]
        or {}
    )
    answering = doer_of(DEPT_HEAD, unit, on=on).staff if level == "company" else None
    found: dict[int, tuple[Staff, str]] = {}
    for name, role in ROLES:
        for post in answer.get(name) or ():
            for staff in _holders(post, unit, level, on):
                if answering is None or staff.pk != answering.pk:
                    found.setdefault(staff.pk, (staff, role))
    return list(found.values())


def _holders(post: str, unit: Unit, level: str, on: date) -> list[Staff]:
    if post == DEPT_HEAD and level == "company":
        rows = Unit.objects.filter(
            company=company_of(unit), kind=UnitKind.DEPARTMENT, closed_on__isnull=True
        ).order_by("path")
        heads = Staff.objects.filter(unit__in=rows, post__code__startswith="head_")
        heads = heads.select_related("unit", "post").order_by("unit__path", "number")
        return [staff for staff in heads if staff.is_employed(on)]
    found = doer_of(post, unit if level != "company" else company_of(unit), on=on).staff
    return [found] if found else []


def answering_unit(row: Inspection) -> Unit:
    """The department that answers for the inspected unit."""
    return department_of(row.unit)


def day_of(row: Inspection, at: "date | None" = None) -> date:
    """The day on which the inspection is held against its period."""
    if at is not None:
        return at
    return timezone.localdate(row.started_at) if row.started_at else row.planned_on


@dataclass(frozen=True, slots=True)
class Answering:
    """A kind of responsibility with the posts that the policy names and who holds them."""

    title: str
    posts: str
    names: str


def answering_for(company: Unit, *, on: date) -> list[Answering]:
    """Who answers for a company's inspections: first, directly, by executing (inspection/2.2)."""
    answer = rule_on(RESPONSIBLE, {}, on=on, company_id=company.pk).as_json()["answer"] or {}
    pack = common_pack()
    found = []
    for name, field in pack.question(RESPONSIBLE).answer.items():
        posts = answer.get(name) or ()
        # Posts that each department has are named as such, not by one holder.
        doers = [doer_of(post, company, on=on).staff for post in posts if post not in EACH]
        found.append(
            Answering(
                title=spoken(field.title),
                posts="、".join(spoken(pack.posts[post]) for post in posts if post in pack.posts),
                names="、".join(staff.name for staff in doers if staff),
            )
        )
    return found
