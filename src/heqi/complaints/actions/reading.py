"""Personal data of a complainant leaving the mask or the system: each time with a log entry."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from heqi.complaints.models import Complaint
from heqi.customers.access import UNMASK
from heqi.customers.lookups import log_lookup
from heqi.customers.models import LookupAction
from heqi.customers.purposes import Purpose
from heqi.ledger.actors import Actor
from heqi.people.access import require


@transaction.atomic
def reveal(complaint: Complaint, *, field: str, by: Actor, now: datetime) -> str:
    """The complainant's whole phone or name, for calling; logged as a look-up."""
    require(by, UNMASK)
    request = complaint.request
    value = request.contact_phone if field == "phone" else request.contact_name
    log_lookup(
        LookupAction.UNMASK,
        by=by,
        now=now,
        subjects=[complaint.party_id] if complaint.party_id else [],
        count=1,
        masked=False,
        field="phone" if field == "phone" else "name",
        purpose=Purpose("complaint", type="complaint", id=str(complaint.pk)),
    )
    return value or _("not known")
