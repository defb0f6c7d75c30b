"""One sitting over many proposals: each is signed, returned or refused on its own (7.2-30)."""

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from heqi.approvals.access import visible_to
from heqi.approvals.actions import Outcome, approve_many, refuse_approval, return_approval
from heqi.ledger.actors import Actor
from heqi.ledger.states import IllegalMove, StaleState
from heqi.people.access import Refused
from heqi.tiers.models import Assessment
from heqi.tiers.states import Status

MOST = 100


def decide_many(
    pks: Iterable[int], *, do: str, reason: str = "", by: Actor, now: datetime
) -> list[Outcome]:
    """``do`` is approve, return or refuse; a reason is needed unless approved.

    Whoever is not asked to sign one of them, its proposer above all, is told so in its outcome.
    """
    if do not in ("approve", "return", "refuse"):
        raise ValidationError(_("Choose what to do with them."))
    if do != "approve" and not reason.strip():
        raise ValidationError({"reason": _("Please give a reason.")})
    rows = Assessment.objects.visible_to(by).filter(
        pk__in=list(pks)[:MOST], status=Status.UNDER_REVIEW
    )
    wanted = [row.approval_id for row in rows.order_by("id") if row.approval_id]
    if do == "approve":
        return approve_many(wanted, by=by, now=now)
    act = return_approval if do == "return" else refuse_approval
    found = visible_to(by).select_related("current").in_bulk(wanted)
    outcomes = []
    for pk in wanted:
        if pk not in found:
            continue
        approval = found[pk]
        try:
            act(approval, reason=reason, by=by, now=now)
        except (Refused, IllegalMove, StaleState) as error:
            outcomes.append(Outcome(pk, approval.number, False, str(error)))
        else:
            outcomes.append(Outcome(pk, approval.number, True))
    return outcomes
