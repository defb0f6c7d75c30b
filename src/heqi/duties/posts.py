"""Posts and bodies that the policies name, as a company staffs them, seen from a unit."""

from dataclasses import dataclass
from datetime import date

from heqi.people.models import Staff, Unit
from heqi.people.queries import company_of, department_of, deputies_of, holders_nearby

DEPT_HEAD = "dept_head"
# Who answers for a body or a post that is nobody's only one.
FOR = {
    "service_office": "head_service_office",
    "inspection_group": "head_service_office",
    "supervision_lead": "head_service_office",
    "customer_service": "head_customer_service",
    "market": "head_market",
    "engineering": "head_engineering",
    "pipeline": "head_pipeline",
    "finance": "head_finance",
    "security": "head_security",
    "general_office": "head_office",
    "operations": "system_operator",
    "service_admin": DEPT_HEAD,
}


@dataclass(frozen=True, slots=True)
class Doer:
    """Who leads a duty, and who does it in his place."""

    staff: Staff | None = None
    stand_in: Staff | None = None


def doer_of(post: str, unit: Unit, *, on: date) -> Doer:
    """The holder of a post as seen from a unit on a day; nobody where it is vacant."""
    post = FOR.get(post, post)
    if post == DEPT_HEAD:
        heads = _heads(department_of(unit), on) or _heads(company_of(unit), on)
        found = heads[0] if heads else None
    else:
        near = holders_nearby(post, unit, on=on)
        found = next((staff for staff in near if staff.post_id == post), None)
        if found is None and near:
            return Doer(near[0])
    if found is None:
        return Doer()
    deputies = deputies_of(found, on=on)
    return Doer(found, deputies[0] if deputies else None)


def _heads(unit: Unit, on: date) -> list[Staff]:
    """Who heads a department; of a company, its general manager."""
    if unit.kind == "company":
        return [s for s in holders_nearby("gm", unit, on=on) if s.post_id == "gm"]
    rows = Staff.objects.filter(unit=unit, post__code__startswith="head_").select_related("unit")
    return [staff for staff in rows.order_by("number") if staff.is_employed(on)]
