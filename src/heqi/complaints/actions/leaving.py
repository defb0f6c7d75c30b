"""How a complaint leaves without an end of its own: taken back by the customer, or no complaint."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from heqi.complaints.access import GRADE, HANDLE, LEAD
from heqi.complaints.actions.answering import require_handler
from heqi.complaints.actions.calling import drop_call
from heqi.complaints.actions.plans import cancel_plan
from heqi.complaints.actions.telling import acting, needed, refuse_concerned
from heqi.complaints.actions.timing import record
from heqi.complaints.catalogue import codes
from heqi.complaints.events import ComplaintWithdrawn
from heqi.complaints.models import Complaint, Evidence, Investigation
from heqi.complaints.states import FLOW
from heqi.ledger.actors import Actor
from heqi.ledger.events import announce
from heqi.ledger.states import IllegalMove, move
from heqi.people.access import require
from heqi.service.actions import cancel_request, change_kind
from heqi.service.states import OPEN_STATES as OPEN_REQUESTS


@transaction.atomic
def withdraw_complaint(
    complaint: Complaint,
    *,
    reason: str,
    kind: str = "",
    evidence: str = "",
    by: Actor,
    now: datetime,
) -> None:
    """The customer takes it back; what he said stays as the reason.

    Once somebody looks into it, or a verdict was found, the lead lets it go, and the customer's
    word is on the evidence list (``kind`` and ``evidence``; complaint/results).
    """
    require_handler(complaint, by, HANDLE)
    reason = needed(reason=reason)["reason"]
    look = complaint.investigations.order_by("-round").first()
    if look is not None and by.kind != "system":
        require(by, LEAD, complaint)
        _note_word(look, kind, evidence, by=by, now=now)
    _refuse_beside_customer(complaint)
    move(
        complaint,
        FLOW,
        "withdraw",
        code="complaints.withdraw",
        by=by,
        now=now,
        reason=reason,
        is_open=False,
        closed_at=now,
        close_reason=reason[:500],
    )
    record(complaint, "withdrawn", reason=reason, by=by, now=now)
    drop_call(complaint, reason=reason, by=by, now=now)
    if complaint.request.status in OPEN_REQUESTS:
        cancel_request(complaint.request, reason=reason, by=acting(by), now=now)
    cancel_plan(complaint, by=by, now=now)
    _tell_withdrawn(complaint, converted=False, now=now)


def _note_word(look: Investigation, kind: str, evidence: str, *, by: Actor, now: datetime) -> None:
    """What shows that the customer himself took it back, on the evidence list."""
    errors: dict[str, str] = {}
    if kind not in codes("evidence"):
        errors["kind"] = _("Choose the kind of evidence from the list.")
    if not evidence.strip():
        errors["evidence"] = _("Say what shows that the customer took it back himself.")
    if errors:
        raise ValidationError(errors)
    Evidence.objects.create(
        investigation=look, kind=kind, text=evidence.strip()[:300], at=now, by_name=by.name
    )


def _refuse_beside_customer(complaint: Complaint) -> None:
    """What the customer appealed against is decided before his complaint leaves."""
    if complaint.appeals.filter(appellant="customer", decided_at__isnull=True).exists():
        raise IllegalMove(_("An appeal of the customer waits: it is decided first."))


def _tell_withdrawn(complaint: Complaint, *, converted: bool, now: datetime) -> None:
    announce(
        ComplaintWithdrawn(
            complaint_id=complaint.pk,
            number=complaint.number,
            converted=converted,
            company_id=complaint.company_id,
        ),
        now=now,
    )


@transaction.atomic
def convert_complaint(
    complaint: Complaint, *, kind: str, reason: str, by: Actor, now: datetime
) -> None:
    """It is no complaint but something else: the lead's reason is kept; the request goes on."""
    require(by, GRADE, complaint)
    require(by, LEAD, complaint)
    refuse_concerned(complaint, by)
    reason = needed(reason=reason)["reason"]
    if kind == complaint.request.kind:
        raise ValidationError({"kind": _("Choose what it is instead.")})
    _refuse_beside_customer(complaint)
    move(
        complaint,
        FLOW,
        "convert",
        code="complaints.convert",
        by=by,
        now=now,
        changes={"kind": [complaint.request.kind, kind]},
        reason=reason,
        is_open=False,
        closed_at=now,
        close_reason=reason[:500],
    )
    record(complaint, "withdrawn", reason=reason, by=by, now=now)
    change_kind(complaint.request, kind=kind, reason=reason, by=acting(by), now=now)
    cancel_plan(complaint, by=by, now=now)
    _tell_withdrawn(complaint, converted=True, now=now)
