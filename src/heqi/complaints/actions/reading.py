"""Personal data of a complainant leaving the mask or the system: each time with a log entry."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from heqi.complaints.models import Complaint
from heqi.customers.purposes import Purpose
from heqi.customers.reading import log_reveal
from heqi.ledger.actors import Actor


@transaction.atomic
def reveal(complaint: Complaint, *, field: str, by: Actor, now: datetime) -> str:
    """The complainant's whole phone or name, for calling; logged as a look-up."""
    request = complaint.request
    value = request.contact_phone if field == "phone" else request.contact_name
    log_reveal(
        complaint.party_id,
        field="phone" if field == "phone" else "name",
        purpose=Purpose("complaint", type="complaint", id=str(complaint.pk)),
        by=by,
        now=now,
    )
    return value or _("not known")
