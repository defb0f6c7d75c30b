"""What the business hall sold."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from heqi.callbacks.sources.phones import phone_of
from heqi.callbacks.works import Matter, Source, Work, numbered
from heqi.counter.models import SalesOrder
from heqi.people.models import Unit


def finished(company: Unit, since: datetime, until: datetime) -> Iterator[Work]:
    """Sales to known customers, handed over in the span; reversals are no service."""
    rows = SalesOrder.objects.filter(
        company=company,
        status="done",
        reversal_of__isnull=True,
        party__isnull=False,
        done_at__gte=since,
        done_at__lt=until,
    )
    for row in rows.select_related("party").order_by("pk"):
        yield Work(
            pk=row.pk,
            label=row.number,
            business="hall",
            tier=row.party.tier if row.party else "standard",
            unit_id=row.unit_id,
            worker_id=row.operator_id,
            party_id=row.party_id,
            finished_at=row.done_at or row.opened_at,
        )


def matter(pk: int) -> Matter:
    """The sale as the caller sees it."""
    row = SalesOrder.objects.select_related("unit", "party", "service_point", "operator").get(pk=pk)
    return Matter(
        about="、".join(row.lines.values_list("name", flat=True)[:5]),
        address=row.address,
        contact_name=row.customer_name,
        contact_phone=phone_of(row.party),
        party=row.party,
        service_point=row.service_point,
        team=row.unit,
        worker=row.operator,
        url=reverse("counter:sale", args=[row.pk]),
        handlers={row.operator_id},
        known={"charged": row.total > 0, "amount": row.total},
    )


SOURCE = Source("sale", _("Business hall"), finished, matter, find=numbered(SalesOrder))
