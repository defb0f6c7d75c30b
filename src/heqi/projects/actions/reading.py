"""Personal data of a project leaving the mask: each time with a log entry."""

from datetime import datetime

from django.db import transaction

from heqi.customers.access import UNMASK
from heqi.customers.lookups import log_lookup
from heqi.customers.models import LookupAction
from heqi.customers.purposes import Purpose
from heqi.ledger.actors import Actor
from heqi.people.access import require
from heqi.projects.models import Project


@transaction.atomic
def reveal_phone(project: Project, *, by: Actor, now: datetime) -> str:
    """The whole phone of the project's contact, for calling; logged as a look-up."""
    require(by, UNMASK)
    log_lookup(
        LookupAction.UNMASK,
        by=by,
        now=now,
        subjects=[project.party_id] if project.party_id else [],
        count=1,
        masked=False,
        field="phone",
        purpose=Purpose("work_order", type="project", id=str(project.pk)),
    )
    return project.contact_phone
