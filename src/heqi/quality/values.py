"""Rows as the entry standard sees them: the values of a record under the names of its kind."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from heqi.counter.models import SalesLine, SalesOrder
from heqi.customers.models import (
    BusinessStep,
    Contract,
    Occupancy,
    Party,
    Premises,
    ServicePoint,
)
from heqi.notices.models import CampaignRecipient
from heqi.projects.models import Project
from heqi.service.models import ServiceRequest

Values = Mapping[str, object]


def party_values(row: Party) -> Values:
    phones = sorted(row.phones.all(), key=lambda phone: not phone.is_primary)
    number = phones[0].number if phones else ""
    if row.kind == "organisation":
        return {
            "name": row.name,
            "credit_code": row.id_number,
            "contact_name": getattr(row, "contact_name", ""),
            "contact_phone": number,
            "usage": row.customer_kind,
            "daily_m3": row.daily_m3,
        }
    numbers = [phone.number for phone in phones]
    mobiles = [one for one in numbers if is_mobile(one)]
    others = [one for one in numbers if not is_mobile(one)]
    return {
        "name": row.name,
        # What a number must look like depends on the document: a passport has no check digit.
        "id_type": row.id_kind,
        "id_number": row.id_number,
        "mobile": mobiles[0] if mobiles else "",
        "phone": others[0] if others else "",
        "usage": row.customer_kind,
    }


def is_mobile(number: str) -> bool:
    """Whether a number is meant as a mobile one; whether it is right the standard says."""
    return number.startswith("1") and "-" not in number


def premises_values(row: Premises) -> Values:
    place = row.compound
    return {
        "city": row.city,
        "district": row.district or (place.district if place else ""),
        "street": row.street or (place.street if place else ""),
        "compound": place.name if place else "",
        "building": row.building,
        "unit_no": row.unit_no,
        "floor": row.floor,
        "room": row.room,
        "area": row.area,
        "pressure": row.pressure,
        "riser": row.riser,
        "gassed_on": row.gassed_on,
    }


def named(*names: str, **others: str) -> Callable[[Any], Values]:
    """The values of attributes; ``others`` maps a name of the standard to the attribute's."""
    pairs = {**{name: name for name in names}, **others}

    def values(row: Any) -> Values:
        return {name: getattr(row, attribute) for name, attribute in pairs.items()}

    return values


def request_values(row: ServiceRequest) -> Values:
    return {
        "account_no": row.service_point.account_no if row.service_point else "",
        "channel": row.source,
        "phone": row.contact_phone,
        "subject": row.kind_label,
        "content": row.description or row.symptom_label or row.answer,
        "address": row.address,
    }


def contract_values(row: Contract) -> Values:
    """A contract of supply as it was put on file."""
    return {
        "contract_no": row.number,
        "account_no": row.service_point.account_no,
        "customer": row.party.name,
        "signed_on": row.signed_on,
        "since": row.since,
        "until": row.until,
        "terms": row.terms,
    }


def step_values(row: BusinessStep) -> Values:
    """A formality as its record tells of it."""
    return {
        "formality": row.kind,
        "account_no": row.service_point.account_no if row.service_point else "",
        "done_on": row.on,
        "reading": row.reading,
        "new_reading": row.new_reading,
        "seal": row.seal,
        "reason": row.reason,
        "worker": row.worker,
        "operator": row.recorded_by,
    }


def project_values(row: Project) -> Values:
    """The contract of an installation; nothing before it is signed."""
    contract = getattr(row, "contract", None)
    if contract is None:
        return {}
    return {
        "contract_no": contract.number,
        "customer": contract.party_name,
        "amount": contract.amount,
        "households": contract.households,
        "signed_on": contract.signed_on,
        "ready_on": contract.ready_on,
        "expires_on": contract.expires_on,
    }


def sale_kind(row: SalesOrder) -> str:
    return "card_sale" if row.card_sales.all() else "payment"


def sale_values(row: SalesOrder) -> Values:
    """Gas on a card, or whatever else was paid for an account."""
    point, slips = row.service_point, [slip for slip in row.slips.all() if slip.state == "used"]
    values: dict[str, object] = {
        "account_no": point.account_no if point else row.account_no,
        "amount": row.total,
        "paid_by": next((payment.method for payment in row.payments.all()), ""),
        "operator": row.operator.name,
        "document_no": slips[0].text if slips else "",
    }
    for sale in row.card_sales.all()[:1]:
        bought = {"meter_no": sale.meter.number, "card_no": sale.card_no, "bought_m3": sale.volume}
        return {**values, **bought, "amount": sale.amount, "sold_on": row.paid_at}
    references = [payment.reference for payment in row.payments.all() if payment.reference]
    return {**values, "paid_on": row.paid_at, "reference": references[0] if references else ""}


def line_values(row: SalesLine) -> Values:
    """Goods and gas as they were sold, each line by itself."""
    order, point = row.order, row.order.service_point
    slips = [slip for slip in order.slips.all() if slip.state == "used"]
    return {
        "account_no": order.account_no or (point.account_no if point else ""),
        "quantity": row.quantity,
        "price": row.price,
        "amount": row.amount,
        "paid_by": next((payment.method for payment in order.payments.all()), ""),
        "operator": order.operator.name,
        "document_no": slips[0].text if slips else "",
        "sold_on": order.paid_at,
    }


def notice_values(row: CampaignRecipient) -> Values:
    """A message of a bulk to one customer."""
    return {
        "account_no": row.account_no,  # type: ignore[attr-defined]  # by accounts
        "channel": row.notice.channel if row.notice else "sms",
        "phone": row.phone,
        "content": row.text,
        "sent_on": row.notice.sent_at if row.notice else None,
    }


def accounts(rows: Sequence[CampaignRecipient]) -> None:
    """The account that each recipient holds, in one query."""
    held = Occupancy.objects.filter(
        party_id__in=[int(row.subject_id) for row in rows], until__isnull=True
    ).order_by("-id")
    accounts = dict(held.values_list("party_id", "service_point__account_no"))
    for row in rows:
        row.account_no = accounts.get(int(row.subject_id), "")  # type: ignore[attr-defined]


def owner(row: Any) -> int | None:
    """The customer on whose page a meter, an appliance or a place is shown."""
    point = row if isinstance(row, ServicePoint) else getattr(row, "service_point", None)
    if point is None:
        return None
    held = point.occupancies.filter(until__isnull=True).values_list("party_id", flat=True)
    return held.first()
