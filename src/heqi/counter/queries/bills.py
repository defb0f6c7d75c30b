"""Reading bills."""

from datetime import date

from django.db import models
from django.db.models import Q

from heqi.counter.models import Bill, UnheldGas
from heqi.ledger.actors import Actor


def bill_list(
    actor: Actor,
    *,
    status: str = "",
    text: str = "",
    since: date | None = None,
    until: date | None = None,
) -> models.QuerySet[Bill]:
    """Bills of a filter, the newest first; ``since`` and ``until`` are days of the reading."""
    rows = Bill.objects.visible_to(actor).select_related("party", "service_point")
    if status:
        rows = rows.filter(status=status)
    if text.strip():
        wanted = text.strip()
        rows = rows.filter(
            Q(number__startswith=wanted.upper()) | Q(service_point__account_no__startswith=wanted)
        )
    if since:
        rows = rows.filter(used_on__gte=since)
    if until:
        rows = rows.filter(used_on__lte=until)
    return rows.order_by("-issued_at", "-id")


def unheld_list(
    actor: Actor, *, text: str = "", since: date | None = None, until: date | None = None
) -> models.QuerySet[UnheldGas]:
    """Gas that nobody holds, the oldest first; ``since`` and ``until`` are days of the reading."""
    rows = UnheldGas.objects.visible_to(actor)
    if text.strip():
        rows = rows.filter(service_point__account_no__startswith=text.strip())
    if since:
        rows = rows.filter(read_on__gte=since)
    if until:
        rows = rows.filter(read_on__lte=until)
    return rows.select_related("service_point__premises__compound", "reading__meter").order_by(
        "read_on", "id"
    )
