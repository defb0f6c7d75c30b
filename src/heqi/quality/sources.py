"""What is entered where: the records that checks go over, as the standard sees them.

A source reads the rows of one table into the values of a standard. Apps above this one cannot add
sources; those below are read here, so that they need know nothing of checks.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import models
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.counter.models import SalesLine, SalesOrder
from heqi.counter.states import LineKind, OrderState
from heqi.customers.models import Appliance, Meter, Party, Premises, ServicePoint
from heqi.notices.models import CampaignRecipient
from heqi.people.models import Staff, Unit
from heqi.projects.models import Payment
from heqi.quality.models import Group
from heqi.quality.values import (
    accounts,
    line_values,
    named,
    notice_values,
    order_values,
    owner,
    party_values,
    premises_values,
    request_values,
    sale_kind,
    sale_values,
    sheet_kinds,
)
from heqi.readings.models import Reading
from heqi.service.models import Contact, ServiceRequest
from heqi.workorders.models import WorkOrder

Values = Mapping[str, object]


def _unit_of(row: Any) -> Unit:
    unit = row.unit if hasattr(row, "unit_id") else row.service_point.unit
    assert isinstance(unit, Unit)
    return unit


@dataclass(frozen=True, slots=True)
class Source:
    """Records of one table.

    ``codes`` are the entries of the ledger that count as entering it (``maker`` says who entered
    where the row itself tells), ``follow`` what is read with the rows, ``prepare`` adds what a join
    cannot; ``kind`` names the standard, ``values`` fills it, ``address`` is the record's page.
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
    unit: Callable[[Any], Unit] = _unit_of
    choose: Callable[[Unit], Mapping[str, Any]] | None = None
    maker: Callable[[Any], tuple[Staff | None, datetime | None]] | None = None
    prepare: Callable[[Sequence[Any]], None] | None = None

    @property
    def subject_type(self) -> str:
        """How the ledger names the table."""
        return self.model._meta.label_lower

    def rows(self, company: Unit) -> models.QuerySet[Any]:
        """The company's records that must meet the standard."""
        rows = self.model._default_manager.filter(**{self.company: company}, **self.only)
        if self.choose:
            rows = rows.filter(**self.choose(company))
        return rows.select_related(*self.follow).prefetch_related(*self.with_many).order_by("pk")

    def row(self, pk: object) -> Any:
        """One record, or None."""
        text = str(pk)
        if not (text.isascii() and text.isdigit() and len(text) < 19):
            return None
        rows = self.model._default_manager.filter(pk=int(text))
        found = rows.select_related(*self.follow).prefetch_related(*self.with_many).first()
        if found is not None and self.prepare:
            self.prepare([found])
        return found

    def piece(self, company: Unit, *, after: int, most: int) -> list[Any]:
        """The next rows of the company's records."""
        rows = list(self.rows(company).filter(pk__gt=after)[:most])
        if rows and self.prepare:
            self.prepare(rows)
        return rows

    def link(self, row: Any) -> str:
        """The address of the record's page, empty where there is none."""
        name, argument = self.address(row)
        try:
            return reverse(name, args=[argument]) if argument else ""
        except NoReverseMatch:
            return ""


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
        values=party_values,
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
        values=premises_values,
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
        address=lambda row: ("customers:customer", owner(row)),
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
        values=named(
            "kind", "model", "size", "maker", "inlet", "seal", "made_on", "installed_on",
            "replace_on", meter_no="number",
        ),
        address=lambda row: ("customers:customer", owner(row)),
        follow=("service_point__unit",),
        only={"removed_on": None},
    ),
    Source(
        label=_("Appliances"),
        model=Appliance,
        group=Group.MASTER_DATA,
        codes=frozenset({"customers.create_appliance", "customers.change_appliance"}),
        kind=lambda row: "appliance",
        values=named(
            "kind", "brand", "model", "flame_failure", "flue", "hose", "hose_on", "alarm",
            "installed_on", "removed_on",
        ),
        address=lambda row: ("customers:customer", owner(row)),
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
        values=request_values,
        address=lambda row: ("desk:request", row.number),
        follow=("unit", "service_point"),
    ),
    Source(
        label=_("Work orders"),
        model=WorkOrder,
        group=Group.ORDER,
        codes=frozenset({"workorders.create", "workorders.finish"}),
        kind=lambda row: sheet_kinds(row.company_id).get(row.kind, "repair_order"),
        values=order_values,
        address=lambda row: ("workorders:order", row.number),
        follow=("unit", "service_point"),
        with_many=("materials",),
        only={"finished_at__isnull": False},
        choose=lambda company: {"kind__in": list(sheet_kinds(company.pk))},
    ),
    Source(
        label=_("Sales and payments"),
        model=SalesOrder,
        group=Group.ORDER,
        codes=frozenset({"counter.pay_order"}),
        kind=sale_kind,
        values=sale_values,
        address=lambda row: ("counter:sale", row.pk),
        follow=("unit", "operator", "service_point"),
        with_many=("card_sales__meter", "payments", "slips"),
        only={
            "status__in": [OrderState.PAID, OrderState.DONE],
            "service_point__isnull": False,
            "reversal_of__isnull": True,
        },
    ),
    Source(
        label=_("Items sold"),
        model=SalesLine,
        group=Group.ORDER,
        codes=frozenset(),
        kind=lambda row: "sale",
        values=line_values,
        address=lambda row: ("counter:sale", row.order_id),
        follow=("order__unit", "order__operator__unit", "order__service_point"),
        with_many=("order__payments", "order__slips"),
        only={
            "kind__in": [LineKind.GAS, LineKind.GOODS, LineKind.INSURANCE, LineKind.FEE],
            "order__status__in": [OrderState.PAID, OrderState.DONE],
            "order__service_point__isnull": False,
            "order__reversal_of__isnull": True,
        },
        company="order__company",
        unit=lambda row: row.order.unit,
        maker=lambda row: (row.order.operator, row.order.paid_at),
    ),
    Source(
        label=_("Notices to customers"),
        model=CampaignRecipient,
        group=Group.ORDER,
        codes=frozenset(),
        kind=lambda row: "notice",
        values=notice_values,
        address=lambda row: ("notices:campaign", row.campaign_id),
        follow=("campaign__unit", "campaign__written_by__unit", "notice"),
        only={"subject_type": Party._meta.label_lower, "excluded": ""},
        company="campaign__company",
        unit=lambda row: row.campaign.unit,
        maker=lambda row: (row.campaign.written_by, row.campaign.created_at),
        prepare=accounts,
    ),
)  # fmt: skip
# What is measured and can be late, but is not held against the standard row by row.
TIMED: tuple[Source, ...] = (
    Source(
        label=_("Contacts with customers"),
        model=Contact,
        group=Group.ORDER,
        codes=frozenset({"service.finish_contact"}),
        kind=lambda row: "contact",
        values=named(channel="channel", phone="caller_number", content="summary"),
        address=lambda row: ("desk:session", row.pk),
        follow=("unit",),
    ),
    Source(
        label=_("Payments for installations"),
        model=Payment,
        group=Group.ORDER,
        codes=frozenset(),
        kind=lambda row: "payment",
        values=named("amount", paid_by="method", paid_on="received_at", document_no="receipt_no"),
        address=lambda row: ("projects:project", row.project.number),
        follow=("project__unit",),
        unit=lambda row: row.project.unit,
    ),
)
STOCK = {source.subject_type: source for source in SOURCES}
BY_TYPE = STOCK | {source.subject_type: source for source in TIMED}
BY_CODE = {code: source for source in SOURCES for code in source.codes}


def unit_of(row: Any) -> Unit:
    """The unit that a record belongs to."""
    source = BY_TYPE.get(row._meta.label_lower)
    return source.unit(row) if source else _unit_of(row)


def label_of(row: models.Model) -> str:
    """What a record is called in lists: its number where it has one, never a phone or an ID."""
    number = getattr(row, "number", "") or getattr(row, "account_no", "")
    return str(number or row)[:120]


def sources() -> Iterable[Source]:
    """Every source, master data first."""
    return SOURCES
