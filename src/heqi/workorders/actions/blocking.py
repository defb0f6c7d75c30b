"""A repair that cannot be done at once: why, and then the solution with its time limit."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.ledger.states import IllegalMove
from heqi.policies.templatetags.policies import clause_label
from heqi.workorders.actions.timing import copy_due, record
from heqi.workorders.guards import require_crew
from heqi.workorders.kinds import blocking_causes, work
from heqi.workorders.models import Blockage, WorkOrder


@transaction.atomic
def block_repair(
    order: WorkOrder, *, reason: str, cause: str = "technology", by: Actor, now: datetime
) -> WorkOrder:
    """Meter or technology prevents the repair for now: the clock of the solution begins
    (tiering/6.2(3))."""
    require_crew(order, by)
    if cause not in dict(blocking_causes()):
        raise ValidationError({"cause": _("Choose what prevents the repair.")})
    if not reason.strip():
        raise ValidationError({"reason": _("Give the reason.")})
    if order.status not in ("on_site", "working"):
        raise IllegalMove(_("This step is not possible in the present state. Reload the page."))
    if _open(order) is not None:
        raise IllegalMove(_("It is recorded already; the solution is still to be given."))
    Blockage.objects.create(
        order=order,
        cause=cause,
        reason=reason.strip()[:200],
        found_at=now,
        found_by_name=by.name,
    )
    record(order, "repair_blocked", reason=reason.strip()[:200], by=by, now=now)
    copy_due(order, now=now)
    audit(
        order, "workorders.block", by=by, now=now, changes={"cause": cause}, reason=reason.strip()
    )
    return order


@transaction.atomic
def offer_solution(
    order: WorkOrder, *, solution: str, until: datetime | None = None, by: Actor, now: datetime
) -> WorkOrder:
    """Tell the customer how and by when it will be solved; the time limit is a promise of its
    own. Raises ``ValidationError`` without one where a repair was prevented (tiering/6.2(3))."""
    require_crew(order, by)
    if not solution.strip():
        raise ValidationError({"solution": _("Write down the solution.")})
    if not order.is_open:
        raise IllegalMove(_("This step is not possible in the present state. Reload the page."))
    blockage = _open(order)
    if blockage is not None and until is None:
        clause = clause_label(work()["blocked"]["clause"])
        sentence = _("Give the time limit as well ({clause}).").format(clause=clause)
        raise ValidationError({"until": sentence})
    if until is not None and until <= now:
        raise ValidationError({"until": _("The time limit must lie in the future.")})
    if blockage is not None:
        Blockage.objects.filter(pk=blockage.pk).update(
            solution=solution.strip()[:300],
            until=until,
            offered_at=now,
            offered_by_name=by.name,
        )
    if until is not None:
        record(order, "solution_term", facts={"for": until.isoformat()}, by=by, now=now)
    record(order, "solution_offered", reason=solution.strip()[:200], by=by, now=now)
    copy_due(order, now=now)
    audit(
        order,
        "workorders.offer_solution",
        by=by,
        now=now,
        changes={"until": [None, until]},
        reason=solution.strip(),
    )
    return order


def _open(order: WorkOrder) -> Blockage | None:
    return order.blockages.filter(offered_at=None).first()
