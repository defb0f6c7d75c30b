"""Proposed sums: handed over to payroll by a person, cancelled or given back after a reversal."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from heqi.conduct.access import SETTLE
from heqi.conduct.models import Case, ProposedSum
from heqi.conduct.models.sums import Part
from heqi.conduct.states import SUM_FLOW, Status, SumState
from heqi.ledger.actors import Actor
from heqi.ledger.states import move
from heqi.people.access import require


@transaction.atomic
def hand_over_sums(pks: Iterable[int], *, by: Actor, now: datetime) -> int:
    """Payroll has them; only what is final goes there. Returns how many."""
    rows = ProposedSum.objects.visible_to(by).filter(
        pk__in=list(pks)[:500],
        state=SumState.PROPOSED,
        case__status__in=[Status.FINAL, Status.REVERSED],
    )
    done = 0
    for row in rows.select_related("unit", "case"):
        require(by, SETTLE, row)
        move(
            row, SUM_FLOW, "hand_over", code="conduct.hand_over", field="state", by=by, now=now,
            handed_at=now, handed_by=by.name,
        )  # fmt: skip
        done += 1
    return done


def cancel_sums(case: Case, *, by: Actor, now: datetime) -> None:
    """What is still proposed is cancelled; what payroll has is proposed back."""
    back = []
    for row in ProposedSum.objects.filter(case=case).exclude(state=SumState.CANCELLED):
        if row.state == SumState.PROPOSED and row.part != Part.BACK:
            move(row, SUM_FLOW, "cancel", code="conduct.cancel_sum", field="state", by=by, now=now)
        elif row.state == SumState.HANDED and row.part != Part.BACK:
            back.append(
                ProposedSum(
                    case=case,
                    company_id=row.company_id,
                    unit_id=row.unit_id,
                    staff_id=row.staff_id,
                    part=Part.BACK,
                    amount=-row.amount,
                    clause=row.clause,
                    month=timezone.localdate(now).replace(day=1),
                    made_at=now,
                )
            )
    ProposedSum.objects.bulk_create(back)
