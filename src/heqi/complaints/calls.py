"""Complaints in the queue of callbacks: all that were replied to are called (callback/scope)."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from heqi.callbacks.works import Matter, Source, Work, numbered, register, subject_of
from heqi.complaints.models import Complaint
from heqi.complaints.states import Status
from heqi.ledger.audit import who_did
from heqi.people.models import Unit

# The steps of a complaint that are work on it, as its history names them.
HANDLING = tuple(
    f"complaints.{step}"
    for step in ("respond", "investigate", "judge", "offer", "accept", "decline", "reply")
)


def handlers_of(row: Complaint) -> set[int | None]:
    """Whoever handled or investigated it at any step: none of them calls (callback/scope)."""
    looks = row.investigations.values_list("investigator_id", flat=True)
    return {row.handler_id, *looks, *who_did(row, HANDLING)}


def work_of(row: Complaint) -> Work:
    """A complaint that was replied to, as the draw sees it."""
    return Work(
        pk=row.pk,
        label=row.number,
        business="complaint",
        tier=row.tier,
        unit_id=row.unit_id,
        worker_id=row.handler_id,
        party_id=row.party_id,
        finished_at=row.finished_at or row.received_at,
    )


def finished(company: Unit, since: datetime, until: datetime) -> Iterator[Work]:
    """Complaints replied to in the span that nobody was called about yet; of a group its cases."""
    rows = Complaint.objects.filter(
        Q(called_at__isnull=True) | Q(called_at__lt=F("finished_at")),
        company=company,
        status=Status.REPLIED,
        is_group=False,
        finished_at__gte=since,
        finished_at__lt=until,
    )
    for row in rows.order_by("pk"):
        yield work_of(row)


def matter(pk: int) -> Matter:
    """The complaint as the caller sees it; who handled it or is complained about does not call."""
    row = Complaint.objects.select_related(
        "request__service_point", "unit", "party", "handler", "accused"
    ).get(pk=pk)
    request = row.request
    return Matter(
        about=row.subject,
        address=request.address,
        contact_name=(row.party.name if row.party else "") or request.contact_name,
        contact_phone=request.contact_phone,
        party=row.party,
        service_point=request.service_point,
        team=row.unit,
        worker=row.handler,
        request=request,
        url=reverse("complaints:case", args=[row.pk]),
        completed_at=row.finished_at,
        handlers={row.accused_id, row.responsible_id, *handlers_of(row)},
    )


SOURCE = Source(
    "complaint", _("Complaint"), finished, matter, find=numbered(Complaint), goes_on=True
)


def is_called(row: Complaint) -> bool:
    """Whether the customer was called since the last reply."""
    return bool(row.called_at and row.finished_at and row.called_at >= row.finished_at)


def subject_for(row: Complaint) -> str:
    """How the queue names a complaint."""
    return subject_of(SOURCE, row.pk)


def register_calls() -> None:
    """Called when the app is ready."""
    register(SOURCE)
