"""Reminders (催办): the same matter again is no second request."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.ledger.events import announce
from heqi.ledger.states import IllegalMove
from heqi.people.access import require
from heqi.service.events import RequestReminded
from heqi.service.models import Contact, Reminder, ServiceRequest


@transaction.atomic
def remind_request(
    request: ServiceRequest,
    *,
    contact: Contact | None = None,
    note: str = "",
    by: Actor,
    now: datetime,
) -> Reminder:
    """Somebody asks when it will be done. With ``contact`` the call is attached to the request.

    One call reminds once: pressed again, the first reminder is given back. Raises ``IllegalMove``
    for a request that is no longer open, ``ValidationError`` for a contact of another company.
    """
    require(by, "service.remind", request)
    if not request.is_open:
        raise IllegalMove(_("This request is no longer open. Reload the page."))
    if contact is not None and contact.company_id != request.company_id:
        raise ValidationError(_("This call belongs to another company."))
    try:
        with transaction.atomic():
            reminder: Reminder = Reminder.objects.create(
                request=request,
                contact=contact,
                by_id=by.id if by.kind == "staff" else None,
                by_name=by.name,
                note=note.strip()[:300],
                at=now,
            )
    except IntegrityError:  # pressed twice in one call
        return Reminder.objects.get(request=request, contact=contact)
    number = request.reminders.count()
    audit(
        request,
        "service.remind",
        by=by,
        now=now,
        changes={"contact": contact.pk if contact else None, "count": number},
        reason=reminder.note,
    )
    announce(
        RequestReminded(
            request_id=request.pk,
            number=request.number,
            reminder_id=reminder.pk,
            count=number,
            by_customer=contact is not None,
            note=reminder.note,
            by_name=by.name,
            unit_id=request.unit_id,
            company_id=request.company_id,
        ),
        now=now,
    )
    return reminder
