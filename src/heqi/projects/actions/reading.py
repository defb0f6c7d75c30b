"""Personal data of a project leaving the mask or the system: each time with a log entry."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from heqi.customers.access import EXPORT, UNMASK
from heqi.customers.lookups import log_lookup
from heqi.customers.models import LookupAction
from heqi.customers.purposes import Purpose
from heqi.ledger.actors import Actor
from heqi.people.access import require
from heqi.projects.access import VIEW
from heqi.projects.models import Household, Project


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


@transaction.atomic
def log_export(projects: Iterable[Project], *, query: str = "", by: Actor, now: datetime) -> None:
    """Projects left the system in a file, without phones."""
    require(by, VIEW)
    require(by, EXPORT)
    rows = list(projects)
    log_lookup(
        LookupAction.EXPORT,
        by=by,
        now=now,
        subjects=sorted({row.party_id for row in rows if row.party_id}),
        count=len(rows),
        query=query,
        query_kind="projects",
        channel="export",
    )


@transaction.atomic
def log_household_export(
    project: Project, households: Iterable[Household], *, by: Actor, now: datetime
) -> None:
    """Households of a project left the system in a file, phones masked."""
    require(by, EXPORT)
    rows = list(households)
    log_lookup(
        LookupAction.EXPORT,
        by=by,
        now=now,
        subjects=sorted({row.party_id for row in rows if row.party_id}),
        count=len(rows),
        query_kind="households",
        purpose=Purpose("work_order", type="project", id=str(project.pk)),
        channel="export",
    )
