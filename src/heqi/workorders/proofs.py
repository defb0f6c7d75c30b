"""Work orders as what authority is used for: what they prove of its conditions (授权办法 4)."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from heqi.authority.access import USE
from heqi.authority.subjects import Finding, Kind, Proof, Subject, open_door, prove, register
from heqi.customers import proofs as files
from heqi.ledger.actors import Actor
from heqi.people.access import may
from heqi.projects.proofs import household_installed, household_of, household_paid
from heqi.workorders.extras import Link, add_link
from heqi.workorders.models import WorkOrder

ORDER = "workorders.workorder"
MOST = 8


def order_subject(order: WorkOrder) -> Subject:
    """An order with its customer, the name masked."""
    party = order.party
    return Subject(
        type=ORDER,
        id=str(order.pk),
        label=f"{order.number} {order.kind_label} {files.masked(order.customer_name)}".strip(),
        url=f"/orders/{order.number}/",
        beneficiary=f"party:{party.pk}" if party else "",
        beneficiary_name=f"{party.number} {files.masked(party.name)}" if party else "",
        note=str(order.get_status_display()),
    )


def _find(actor: Actor, text: str, now: datetime) -> Iterator[Subject]:
    rows = WorkOrder.objects.visible_to(actor).filter(number__startswith=text.upper())
    for order in rows.select_related("party").order_by("-id")[:MOST]:
        yield order_subject(order)


def _read(actor: Actor, pk: str) -> Subject | None:
    if not pk.isdigit() or len(pk) > 18:
        return None
    rows = WorkOrder.objects.visible_to(actor).select_related("party")
    order = rows.filter(pk=int(pk)).first()
    return order_subject(order) if order else None


def _by_number(actor: Actor, number: str) -> Subject | None:
    rows = WorkOrder.objects.visible_to(actor).select_related("party")
    order = rows.filter(number=number).first()
    return order_subject(order) if order else None


def _conversion(order: WorkOrder, _on: date) -> Finding:
    holds = order.kind == "conversion"
    said = ("置换单", "conversion order") if holds else ("不是置换单", "no conversion order")
    return Finding(holds, f"{order.number} {said[0]}", f"{order.number}: {said[1]}")


def _vip(order: WorkOrder, on: date) -> Finding | None:
    if order.is_vip:
        return Finding(True, "工单按 VIP 客户受理", "taken up as a VIP")
    return files.vip(order.party, on)


def _of_order(check: Callable[[WorkOrder, date], Finding | None]) -> Proof:
    def proof(pk: str, on: date) -> Finding | None:
        rows = WorkOrder.objects.select_related("party", "service_point")
        order = rows.filter(pk=int(pk)).first()
        return check(order, on) if order else None

    return proof


def register_proofs() -> None:
    """Offer orders as subjects, with what they, their customer and their household prove."""
    register(
        Kind(
            ORDER,
            pgettext_lazy("subjects of authority", "work orders"),
            _find,
            _read,
            code="work_order",
            by_number=_by_number,
        )
    )
    prove(
        ORDER,
        {
            "already_on_gas": _of_order(
                lambda order, on: (
                    files.on_gas(order.service_point, on) if order.service_point else None
                )
            ),
            "own_customer": _of_order(
                lambda order, on: files.own_customer(order.party, on) if order.party else None
            ),
            "vulnerable": _of_order(lambda order, on: files.vulnerable(order.party, on)),
            "vip_or_key_customer": _of_order(_vip),
            "new_conversion": _of_order(_conversion),
            "found_in_conversion": _of_order(_conversion),
            "initial_fee_paid": _of_order(
                lambda order, on: household_paid(household_of(order.service_point_id), on)
            ),
            "facilities_installed": _of_order(
                lambda order, on: household_installed(household_of(order.service_point_id), on)
            ),
        },
    )
    open_door("backfill_order", "workorders:backfill", gettext_lazy("Supply the order"))
    add_link(_use_authority)


def _use_authority(actor: Actor, order: WorkOrder) -> Link | None:
    """The door from an open order to the authority that may be used for it."""
    if not order.is_open or not may(actor, USE):
        return None
    href = f"{reverse('authority:items')}?{urlencode({'subject': order_subject(order).key})}"
    return Link(href, _("Use an authority"), "scale")
