"""Who sees an approval; whoever is asked in it may sign, whatever roles he holds."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from heqi.approvals.models import Approval, Copy, Seat, Vote
from heqi.approvals.states import Status
from heqi.evidence import access as evidence
from heqi.ledger.actors import Actor
from heqi.ledger.days import midnight
from heqi.people.access import declare, within
from heqi.people.models import StandIn
from heqi.people.withholding import leave_out

declare(
    {
        "approvals.view": _("see the approvals of the unit"),
        "approvals.manage": _("name a signer where nobody can sign"),
    }
)
MAX_STAND_INS = 50


def visible_to(by: Actor) -> models.QuerySet[Approval]:
    """Approvals that the actor requested, is or was asked in, gets a copy of, or oversees; never of
    what is kept from him."""
    rows: models.QuerySet[Approval] = Approval.objects.all()
    if by.kind == "system":
        return rows
    if by.kind != "staff" or by.id is None:
        return rows.none()
    seats = Seat.objects.filter(_own_or_lent(by.id))
    return leave_out(rows, by).filter(
        Q(requested_by_id=by.id)
        | Q(pk__in=seats.order_by().values("step__approval"))
        | Q(pk__in=Vote.objects.filter(staff_id=by.id).order_by().values("step__approval"))
        | Q(pk__in=Copy.objects.filter(staff_id=by.id).order_by().values("approval"))
        | Q(pk__in=within(rows, by, "approvals.view").order_by().values("pk"))
    )


def _own_or_lent(staff_id: int) -> Q:
    """Seats of one's own, and of those one stood in for while the step was open."""
    wanted = Q(staff_id=staff_id)
    lent = StandIn.objects.filter(deputy_id=staff_id, ended_at__isnull=True)
    for row in lent.order_by("-until")[:MAX_STAND_INS]:
        wanted |= Q(staff_id=row.absent_id, step__reached_at__lt=midnight(row.until)) & (
            Q(step__closed_at__isnull=True) | Q(step__closed_at__gte=midnight(row.since))
        )
    return wanted


def _may_touch_files(by: Actor, pk: str, verb: str) -> bool:
    row = visible_to(by).filter(pk=pk).first()
    # Signatures and attachments come in while it is being signed; nothing is taken out again.
    return row is not None and (
        verb == "read" or (verb == "attach" and row.status == Status.PENDING)
    )


evidence.register("approvals.approval", _may_touch_files)
