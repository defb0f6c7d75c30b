"""Somebody is named while the case runs: he is taken out of it, and it is kept from him."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from heqi.complaints.access import GRADE
from heqi.complaints.actions.assigning import check_people, not_independent, put_investigator
from heqi.complaints.actions.levels import name_accused
from heqi.complaints.actions.telling import needed, refuse_concerned, tell
from heqi.complaints.models import Complaint, Investigation
from heqi.complaints.states import FLOW
from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.ledger.states import IllegalMove, move
from heqi.people.access import require
from heqi.people.models import Staff, Unit


def may_name(complaint: Complaint, by: Actor, look: Investigation | None) -> bool:
    """Who handles or investigates the case may name somebody; so may who confirms levels."""
    mine = {complaint.handler_id, look.investigator_id if look else None}
    return by.kind == "staff" and by.id in mine


def present_look(complaint: Complaint) -> Investigation | None:
    """The investigation of the present round."""
    rows = complaint.investigations.select_related("investigator__unit", "investigator__post")
    return rows.order_by("-round").first()


@transaction.atomic
def name_person(
    complaint: Complaint,
    *,
    accused: Staff,
    reason: str,
    accused_unit: Unit | None = None,
    handler: Staff | None = None,
    investigator: Staff | None = None,
    by: Actor,
    now: datetime,
) -> None:
    """A name came up before the verdict (complaint/bodies): the case is kept from him from now on.

    If he handles it, somebody else must; if the investigator is not independent of him, somebody
    else looks into it, and a report that he wrote already is written anew. The group that the
    case leaves is treated alike. Raises ``Refused``, ``IllegalMove``, ``ValidationError`` by
    field.
    """
    refuse_concerned(complaint, by)
    look = present_look(complaint)
    if not may_name(complaint, by, look):
        require(by, GRADE, complaint)
    reason = needed(reason=reason)["reason"]
    if not complaint.is_open or complaint.judged_at is not None:
        raise IllegalMove(_("After the verdict nobody is named any more; change the verdict."))
    if accused.pk == by.id:
        raise ValidationError({"accused": _("A complaint about you is graded by somebody else.")})
    cases = [complaint]
    if complaint.parent is not None and complaint.parent.is_open:
        cases.append(complaint.parent)
    name_accused(complaint, unit=accused_unit, staff=accused, by=by, now=now)
    audit(complaint, "complaints.name_person", by=by, now=now, reason=reason)
    for case in cases:
        _take_out(case, accused, handler, investigator, by=by, now=now)


def _take_out(
    complaint: Complaint,
    accused: Staff,
    handler: Staff | None,
    investigator: Staff | None,
    *,
    by: Actor,
    now: datetime,
) -> None:
    """Replace who may not go on; errors at the field of whom a successor is missing."""
    look = present_look(complaint)
    old_handler, old_look = complaint.handler, look.investigator if look else None
    handles = old_handler is not None and old_handler.pk == accused.pk
    why = not_independent(complaint, old_look, now=now) if old_look else ""
    new_handler = handler if handles else old_handler
    new_look = investigator if why else old_look
    errors = {}
    if handles and handler is None:
        errors["handler"] = _("{name} handles this complaint. Choose who goes on.").format(
            name=accused.name
        )
    if why and investigator is None:
        errors["investigator"] = why + " " + _("Choose who goes on.")
    if not errors and new_handler is not None and new_look is not None and (handles or why):
        errors = check_people(complaint, handler=new_handler, investigator=new_look, now=now)
    if errors:
        raise ValidationError(errors)
    if handles and handler is not None:
        Complaint.objects.filter(pk=complaint.pk).update(handler=handler, handler_name=handler.name)
        audit(
            complaint,
            "complaints.hand_over",
            by=by,
            now=now,
            changes={"handler": [complaint.handler_name, handler.name]},
        )
        complaint.handler, complaint.handler_name = handler, handler.name
    if why and investigator is not None:
        written = look is not None and look.reported_at is not None
        put_investigator(complaint, investigator, now=now)
        if written and FLOW.target(complaint.status, "look_again"):
            move(
                complaint,
                FLOW,
                "look_again",
                code="complaints.look_again",
                by=by,
                now=now,
                changes={"investigator": investigator.name},
                finished_at=None,
            )
    chosen = [one for one, new in ((handler, handles), (investigator, why)) if one and new]
    tell(
        complaint,
        {one.pk: one for one in chosen}.values(),
        "complaints.assigned",
        key=f"named{accused.pk}",
        now=now,
        due=complaint.due_at,
    )
