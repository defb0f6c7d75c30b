"""Posts that policies name, as this company staffs them around an order."""

from collections.abc import Iterable

from heqi.people.queries import department_of
from heqi.workorders.kinds import work
from heqi.workorders.models import WorkOrder

DEPARTMENT_HEAD = "dept_head"


def head_post(order: WorkOrder) -> str:
    """The post that heads the department in charge of an order."""
    heads = work()["department_head"]
    return str(heads.get(department_of(order.unit).code, heads["otherwise"]))


def staffed(order: WorkOrder, posts: Iterable[str]) -> list[str]:
    """Posts of a policy with “the department head” replaced by the one of this order."""
    named = (head_post(order) if post == DEPARTMENT_HEAD else post for post in posts)
    return list(dict.fromkeys(named))
