"""What is entered where: the records that checks go over, as the standard sees them.

A source reads the rows of one table into the values of a standard. Apps above this one cannot add
sources; those below are read here, so that they need know nothing of checks.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.counter.models import SalesOrder
from heqi.counter.states import OrderState
from heqi.customers.models import Appliance, Meter, Party, Premises, ServicePoint
from heqi.evidence.models import Attachment, Kind
from heqi.people.models import Unit
from heqi.quality.models import Group
from heqi.readings.models import Reading
from heqi.service.models import ServiceRequest
from heqi.workorders.kinds import result_label
from heqi.workorders.models import WorkOrder

Values = Mapping[str, object]
# Orders whose finished sheet is a repair order (data-entry/2.3).
REPAIRS = ("no_flame", "pipe_valve", "meter_check", "meter_fault", "indoor_leak", "emergency")


@dataclass(frozen=True, slots=True)
class Source:
    """Records of one table.

    ``codes`` are the entries of the ledger that count as entering it, ``follow`` what is read with
    the rows, ``kind`` names the standard, ``values`` fills it, ``address`` is the record's page.
    """

    label: str | Promise
    model: type[models.Model]
    group: str
    codes: frozenset[str]
    kind: Callable[[Any], str]
    values: Callable[[Any], Values]
    address: Callable[[Any], tuple[str, Any]]
    follow: tuple[str, ...] = ()
    with_many: tuple[str, ...] = ()
    only: Mapping[str, Any] = field(default_factory=dict)
    company: str = "company"

    @property
    def subject_type(self) -> str:
        """How the ledger names the table."""
        return self.model._meta.label_lower

    def rows(self, company: Unit) -> models.QuerySet[Any]:
        """The company's records that must meet the standard."""
        rows = self.model._default_manager.filter(**{self.company: company}, **self.only)
        return rows.select_related(*self.follow).prefetch_related(*self.with_many).order_by("pk")

    def row(self, pk: object) -> Any:
        """One record, or None."""
        text = str(pk)
        if not (text.isascii() and text.isdigit() and len(text) < 19):
            return None
        rows = self.model._default_manager.filter(pk=int(text))
        return rows.select_related(*self.follow).prefetch_related(*self.with_many).first()

    def link(self, row: Any) -> str:
        """The address of the record's page, empty where there is none."""
        name, argument = self.address(row)
        try:
            return reverse(name, args=[argument]) if argument else ""
        except NoReverseMatch:
            return ""


def _party_values(row: Party) -> Values:
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
    return {
        "name": row.name,
        "id_number": row.id_number,
        "mobile": number,
        "usage": row.customer_kind,
    }


def _premises_values(row: Premises) -> Values:
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


def _named(*names: str, **others: str) -> Callable[[Any], Values]:
    """The values of attributes; ``others`` maps a name of the standard to the attribute's."""
    pairs = {**{name: name for name in names}, **others}

    def values(row: Any) -> Values:
        return {name: getattr(row, attribute) for name, attribute in pairs.items()}

    return values


def _request_values(row: ServiceRequest) -> Values:
    return {
        "account_no": row.service_point.account_no if row.service_point else "",
        "channel": row.source,
        "phone": row.contact_phone,
        "subject": row.kind_label,
        "content": row.description,
        "address": row.address,
    }


def _order_values(row: WorkOrder) -> Values:
    materials = list(row.materials.all())
    values = {
        "account_no": row.service_point.account_no if row.service_point else "",
        "phone": row.contact_phone,
        "material": "、".join(line.name for line in materials) or "—",
        "material_cost": sum(line.amount for line in materials),
        "customer_signature": _is_signed(row) or None,
        "done_on": row.finished_at,
    }
    if row.kind == "conversion":
        return {**values, **row.details}
    return {
        **values,
        "fault": row.description,
        "handling": row.result_note or (result_label(row.result) if row.result else ""),
        "received_on": row.created_at,
    }


def _sale_kind(row: SalesOrder) -> str:
    return "card_sale" if row.card_sales.all() else "payment"


def _sale_values(row: SalesOrder) -> Values:
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


def _is_signed(row: WorkOrder) -> bool:
    return Attachment.objects.filter(
        folder__subject_type=WorkOrder._meta.label_lower,
        folder__subject_id=str(row.pk),
        kind=Kind.SIGNATURE,
    ).exists()


def _owner(row: Any) -> int | None:
    """The customer on whose page a meter, an appliance or a place is shown."""
    point = row if isinstance(row, ServicePoint) else getattr(row, "service_point", None)
    if point is None:
        return None
    held = point.occupancies.filter(until__isnull=True).values_list("party_id", flat=True)
    return held.first()


SOURCES: tuple[Source, ...] = (
    Source(
        label=_("Customers"),
        model=Party,
        group=Group.MASTER_DATA,
        codes=frozenset(
            {
                "customers.create_party",
                "customers.change_party",
                "customers.change_contact",
                "customers.rename",
            }
        ),
        kind=lambda row: "organisation" if row.kind == "organisation" else "person",
        values=_party_values,
        address=lambda row: ("customers:customer", row.pk),
        follow=("unit",),
        with_many=("phones",),
        only={"state": "active"},
    ),
    Source(
        label=_("Supply addresses"),
        model=Premises,
        group=Group.MASTER_DATA,
        codes=frozenset({"customers.create_premises", "customers.change_premises"}),
        kind=lambda row: "address",
        values=_premises_values,
        address=lambda row: ("customers:premises", row.pk),
        follow=("unit", "compound"),
    ),
    Source(
        label=_("Service points"),
        model=ServicePoint,
        group=Group.MASTER_DATA,
        codes=frozenset({"customers.create_service_point", "customers.change_service_point"}),
        kind=lambda row: "service_point",
        values=lambda row: {
            "account_no": row.account_no,
            "usage": next(
                (held.party.customer_kind for held in row.occupancies.all() if not held.until), ""
            ),
            "opened_on": row.opened_on,
            "closed_on": row.closed_on,
        },
        address=lambda row: ("customers:customer", _owner(row)),
        follow=("unit",),
        with_many=("occupancies__party",),
    ),
    Source(
        label=pgettext_lazy("kind of record", "Meters"),
        model=Meter,
        group=Group.MASTER_DATA,
        codes=frozenset(
            {"customers.create_meter", "customers.change_meter", "customers.correct_meter"}
        ),
        kind=lambda row: "meter",
        values=_named(
            "kind", "model", "size", "maker", "inlet", "seal", "made_on", "installed_on",
            "replace_on", meter_no="number",
        ),
        address=lambda row: ("customers:customer", _owner(row)),
        follow=("service_point__unit",),
        only={"removed_on": None},
    ),
    Source(
        label=_("Appliances"),
        model=Appliance,
        group=Group.MASTER_DATA,
        codes=frozenset({"customers.create_appliance", "customers.change_appliance"}),
        kind=lambda row: "appliance",
        values=_named(
            "kind", "brand", "model", "flame_failure", "flue", "hose", "hose_on", "alarm",
            "installed_on", "removed_on",
        ),
        address=lambda row: ("customers:customer", _owner(row)),
        follow=("service_point__unit",),
        only={"removed_on": None},
        company="service_point__company",
    ),
    Source(
        # Doubts about the use were confirmed or sent back when it was read; here counts the form.
        label=_("Meter readings"),
        model=Reading,
        group=Group.ORDER,
        codes=frozenset({"readings.take"}),
        kind=lambda row: "reading",
        values=lambda row: {
            "account_no": row.service_point.account_no,
            "meter_no": row.meter.number,
            "reading": row.value,
            "reason": row.reason,
            "read_on": row.read_on,
        },
        address=lambda row: ("readings:readings", None),
        follow=("unit", "service_point", "meter"),
    ),
    Source(
        label=_("Requests"),
        model=ServiceRequest,
        group=Group.ORDER,
        codes=frozenset({"service.open", "service.correct", "service.change_kind"}),
        kind=lambda row: "contact",
        values=_request_values,
        address=lambda row: ("desk:request", row.number),
        follow=("unit", "service_point"),
    ),
    Source(
        label=_("Work orders"),
        model=WorkOrder,
        group=Group.ORDER,
        codes=frozenset({"workorders.create", "workorders.finish"}),
        kind=lambda row: "conversion_order" if row.kind == "conversion" else "repair_order",
        values=_order_values,
        address=lambda row: ("workorders:order", row.number),
        follow=("unit", "service_point"),
        with_many=("materials",),
        only={"finished_at__isnull": False, "kind__in": ["conversion", *REPAIRS]},
    ),
    Source(
        label=_("Sales and payments"),
        model=SalesOrder,
        group=Group.ORDER,
        codes=frozenset({"counter.pay_order"}),
        kind=_sale_kind,
        values=_sale_values,
        address=lambda row: ("counter:sale", row.pk),
        follow=("unit", "operator", "service_point"),
        with_many=("card_sales__meter", "payments", "slips"),
        only={
            "status__in": [OrderState.PAID, OrderState.DONE],
            "service_point__isnull": False,
            "reversal_of__isnull": True,
        },
    ),
)  # fmt: skip
BY_TYPE = {source.subject_type: source for source in SOURCES}
BY_CODE = {code: source for source in SOURCES for code in source.codes}


def unit_of(row: Any) -> Unit:
    """The unit that a record belongs to."""
    unit = row.unit if hasattr(row, "unit_id") else row.service_point.unit
    assert isinstance(unit, Unit)
    return unit


def label_of(row: models.Model) -> str:
    """What a record is called in lists: its number where it has one, never a phone or an ID."""
    number = getattr(row, "number", "") or getattr(row, "account_no", "")
    return str(number or row)[:120]


def sources() -> Iterable[Source]:
    """Every source, master data first."""
    return SOURCES
