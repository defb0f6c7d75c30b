"""Work orders."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from heqi.callbacks.works import Matter, Source, Work, numbered
from heqi.ledger.actors import SYSTEM
from heqi.ledger.audit import who_did
from heqi.people.models import Unit
from heqi.policies.data import read_data
from heqi.workorders.actions import archive_order, send_to_callback
from heqi.workorders.models import WorkOrder
from heqi.workorders.queries import sums_of

# The steps of an order that are work on it, as its history names them.
HANDLING = tuple(
    f"workorders.{step}"
    for step in (
        "accept", "book", "set_out", "arrive", "start", "report", "block", "offer_solution",
        "finish", "waste", "card", "review", "rework", "close",
    )
)  # fmt: skip


def business_of(order: WorkOrder, *, paid: bool | None = None) -> str:
    """The business of the policy that an order belongs to; empty where none fits.

    ``paid`` says whether the customer paid, where that is known already.
    """
    if paid is None:
        paid = sums_of(order).payable > Decimal(0)
    customer = order.party.customer_kind if order.party else "residential"
    for row in read_data("callbacks", "business"):
        fits = (
            order.source in row.get("source", [order.source])
            and order.kind in row.get("kind", [order.kind])
            and customer in row.get("customer", [customer])
            and (not row.get("rework") or order.rework_count > 0)
            and (not row.get("paid") or paid)
        )
        if fits:
            return str(row["business"])
    return ""


def work_of(order: WorkOrder) -> Work:
    """A closed order as the draw sees it."""
    return Work(
        pk=order.pk,
        label=order.number,
        business=business_of(order),
        tier=order.tier,
        unit_id=order.unit_id,
        worker_id=order.assignee_id,
        party_id=order.party_id,
        finished_at=order.closed_at or order.finished_at or order.created_at,
        order_id=order.pk,
    )


def finished(company: Unit, since: datetime, until: datetime) -> Iterator[Work]:
    """Closed orders that no event brought: they were closed while nothing listened."""
    rows = WorkOrder.objects.filter(
        company=company,
        status="closed",
        closed_at__gte=since,
        closed_at__lt=until,
        callback_draw__isnull=True,
    )
    for order in rows.select_related("party").order_by("pk"):
        yield work_of(order)


def matter(pk: int) -> Matter:
    """The order as the caller sees it."""
    order = WorkOrder.objects.select_related(
        "company", "unit", "assignee", "party", "service_point", "request"
    ).get(pk=pk)
    payable = sums_of(order).payable
    return Matter(
        about=f"{order.kind_label} {order.description}".strip(),
        address=order.address,
        contact_name=(order.party.name if order.party else "") or order.contact_name,
        contact_phone=order.contact_phone,
        party=order.party,
        service_point=order.service_point,
        team=order.unit,
        worker=order.assignee,
        order=order,
        request=order.request,
        url=reverse("workorders:order", args=[order.number]),
        completed_at=order.finished_at,
        handlers=_handlers(order),
        known={"charged": payable > 0, "amount": payable},
    )


def _handlers(order: WorkOrder) -> set[int | None]:
    """Whoever had a hand in the work: took it up, did a part of it, came along, passed it."""
    found: set[int | None] = {order.assignee_id, *who_did(order, HANDLING)}
    found |= set(order.attendances.filter(arrived_at__isnull=False).values_list("staff", flat=True))
    if order.request:
        found.add(order.request.opened_by_id)
    return found


def planned(found: Matter, now: datetime) -> None:
    """The order waits for the call."""
    if found.order and found.order.status == "closed":
        send_to_callback(found.order, by=SYSTEM, now=now)


def over(pk: int, now: datetime) -> None:
    """Nothing is asked any more: the order is archived."""
    order = WorkOrder.objects.select_related("company", "unit").get(pk=pk)
    if order.status in ("closed", "to_call_back"):
        archive_order(order, by=SYSTEM, now=now)


SOURCE = Source("order", _("Work order"), finished, matter, planned, over, numbered(WorkOrder))
