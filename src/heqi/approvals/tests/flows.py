"""A request to sign, for the tests: any row may be its subject."""

from decimal import Decimal

from heqi.approvals.actions import submit
from heqi.approvals.models import Approval
from heqi.approvals.plans import StepPlan
from heqi.people.models import Unit
from tests.cast import NOW, Cast

LADDER = (
    StepPlan(posts=["head_customer_service"]),
    StepPlan(posts=["head_service_office"]),
    StepPlan(posts=["deputy_gm"]),
)


def ask(
    cast: Cast, *steps: StepPlan, by: str = "zhou", unit: str = "repair1", **more: object
) -> Approval:
    """The captain asks; the ladder of department, service office and deputy unless said else."""
    values: dict[str, object] = {
        "kind": "authority.use",
        "title": "阻工减免",
        "number": "SQ261123-00001",
        "amount": Decimal("1200.00"),
        "clauses": ["authority/4-waiver-1"],
        "by": getattr(cast, by),
        "now": NOW,
    }
    subject: Unit = cast.units["gas"]
    return submit(subject, unit=cast.units[unit], steps=steps or LADDER, **(values | more))  # type: ignore[arg-type]
