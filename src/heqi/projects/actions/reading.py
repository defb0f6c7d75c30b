"""Personal data of a project leaving the mask: each time with a log entry."""

from datetime import datetime

from django.db import transaction

from heqi.customers.purposes import Purpose
from heqi.customers.reading import log_reveal
from heqi.ledger.actors import Actor
from heqi.projects.models import Project


@transaction.atomic
def reveal_phone(project: Project, *, by: Actor, now: datetime) -> str:
    """The whole phone of the project's contact, for calling; logged as a look-up."""
    log_reveal(
        project.party_id,
        field="phone",
        purpose=Purpose("work_order", type="project", id=str(project.pk)),
        by=by,
        now=now,
    )
    return project.contact_phone
