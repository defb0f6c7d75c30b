"""Posts that the policies name, as a company staffs them around a member of staff."""

from collections.abc import Iterable

from heqi.people.models import Staff, Unit
from heqi.people.queries import department_of

DEPT_HEAD, OPERATIONS = "dept_head", "operations"
STAFFED = {OPERATIONS: "system_operator"}


def head_of(unit: Unit) -> Staff | None:
    """Who heads the department of a unit."""
    department = department_of(unit)
    heads = Staff.objects.filter(
        unit=department, post__code__startswith="head_", left_on__isnull=True
    )
    return heads.select_related("unit", "post").order_by("number").first()


def staffed(posts: Iterable[str], unit: Unit) -> list[str]:
    """Posts of the policy as posts of this company, seen from a unit; unfilled ones left out."""
    head = head_of(unit)
    named = {DEPT_HEAD: head.post_id if head else "", **STAFFED}
    found = (named.get(post, post) for post in posts)
    return list(dict.fromkeys(post for post in found if post))
