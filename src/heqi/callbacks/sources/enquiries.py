"""Enquiries that were answered, at the hotline or elsewhere."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from heqi.callbacks.works import Matter, Source, Work
from heqi.ledger.audit import who_did
from heqi.people.models import Unit
from heqi.service.models import Channel, ServiceRequest

KINDS = ("enquiry",)
# Who took it up, answered or ended it.
HANDLING = ("service.open", "service.correct", "service.solve", "service.close")


def work_of(row: ServiceRequest) -> Work:
    """An answered enquiry as the draw sees it; what 12345 forwards is its own business."""
    business = "forwarded" if row.source == Channel.HOTLINE else "enquiry"
    return Work(
        pk=row.pk,
        label=row.number,
        business="hall" if row.source == Channel.HALL else business,
        tier=row.tier,
        unit_id=row.unit_id,
        worker_id=row.opened_by_id,
        party_id=row.party_id,
        finished_at=row.closed_at or row.solved_at or row.opened_at,
    )


def finished(company: Unit, since: datetime, until: datetime) -> Iterator[Work]:
    """Enquiries closed in the span."""
    rows = ServiceRequest.objects.filter(
        company=company,
        kind__in=KINDS,
        status="closed",
        closed_at__gte=since,
        closed_at__lt=until,
    )
    for row in rows.order_by("pk"):
        yield work_of(row)


def matter(pk: int) -> Matter:
    """The enquiry as the caller sees it."""
    row = ServiceRequest.objects.select_related("unit", "party", "service_point", "opened_by").get(
        pk=pk
    )
    return Matter(
        about=f"{row.kind_label} {row.description}".strip(),
        address=row.address,
        contact_name=(row.party.name if row.party else "") or row.contact_name,
        contact_phone=row.contact_phone,
        party=row.party,
        service_point=row.service_point,
        team=row.unit,
        worker=row.opened_by,
        request=row,
        url=reverse("desk:request", args=[row.number]),
        handlers={row.opened_by_id, *who_did(row, HANDLING)},
    )


def by_number(company: Unit, number: str) -> int | None:
    """The enquiry of a number."""
    rows = ServiceRequest.objects.filter(company=company, kind__in=KINDS, number=number)
    return rows.values_list("pk", flat=True).first()


SOURCE = Source("request", _("Enquiry"), finished, matter, find=by_number)
