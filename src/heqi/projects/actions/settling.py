"""What received money makes true: households count as paid, construction may begin."""

from datetime import datetime
from decimal import Decimal

from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce

from heqi.ledger.actors import Actor
from heqi.projects.actions.timing import copy_due, record, step
from heqi.projects.models import Contract, Household, PaidBy, Payment, Project
from heqi.projects.states import STAGES

ZERO = Decimal("0.00")


def received(project: Project) -> Decimal:
    """What came in for a project, reversals taken off."""
    total = Payment.objects.filter(project=project).aggregate(total=Sum("amount"))["total"]
    return Decimal(total) if total is not None else ZERO


def wanted_before(contract: Contract, stage: str) -> Decimal:
    """How much has to be paid before a stage: its instalments and those of stages before it.

    Before gas-on, a contract whose instalments name no stage is wanted whole.
    """
    codes = STAGES[: STAGES.index(stage) + 1]
    rows = contract.instalments.filter(before_stage__in=codes)
    total = rows.aggregate(total=Sum("amount"))["total"]
    if total is None:
        return contract.amount if stage == "gas_on" else ZERO
    return Decimal(total)


def settle(project: Project, contract: Contract, *, by: Actor, now: datetime) -> None:
    """Read from the sums who has paid; where what is due before construction is in, go on."""
    if contract.paid_by == PaidBy.HOUSEHOLDS:
        _settle_households(project, now)
    else:
        is_paid = received(project) >= wanted_before(contract, "gas_on")
        homes = Household.objects.filter(project=project)
        if is_paid:
            homes.filter(paid_at__isnull=True).update(paid_at=now)
        else:
            homes.filter(paid_at__isnull=False).update(paid_at=None)
    if project.status == "payment" and received(project) >= wanted_before(contract, "construction"):
        step(project, "clear_payment", code="projects.clear_payment", by=by, now=now)
        record(project, "construction_ready", by=by, now=now)
        copy_due(project, now=now)


def _settle_households(project: Project, now: datetime) -> None:
    homes = Household.objects.filter(project=project).annotate(
        got=Coalesce(Sum("payments__amount"), ZERO)
    )
    paid = homes.filter(Q(got__gte=F("fee"))).filter(paid_at__isnull=True, fee__gt=0)
    Household.objects.filter(pk__in=list(paid.values_list("pk", flat=True))).update(paid_at=now)
    unpaid = homes.filter(got__lt=F("fee"), paid_at__isnull=False)
    Household.objects.filter(pk__in=list(unpaid.values_list("pk", flat=True))).update(paid_at=None)


def cover(owed: list[Decimal], total: Decimal) -> list[Decimal]:
    """What of a total falls to each sum owed, the first one first."""
    got, left = [], total
    for amount in owed:
        got.append(min(left, amount))
        left -= got[-1]
    return got
