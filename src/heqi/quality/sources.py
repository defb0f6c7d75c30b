"""What is entered where: the records that checks go over, as the standard sees them.

A source reads the rows of one table into the values of a standard. Apps above this one cannot add
sources; those below are read here, so that they need know nothing of checks.
"""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.counter.models import SalesLine, SalesOrder
from heqi.counter.states import LineKind, OrderState
from heqi.customers.models import (
    Appliance,
    BusinessStep,
    Contract,
    Meter,
    Party,
    Premises,
    ServicePoint,
    StepKind,
)
from heqi.notices.models import CampaignRecipient
from heqi.people.models import Unit
from heqi.projects.models import Payment, Project
from heqi.quality.models import Group
from heqi.quality.tables import Source, own_unit
from heqi.quality.values import (
    accounts,
    contract_values,
    line_values,
    named,
    notice_values,
    owner,
    party_values,
    premises_values,
    project_values,
    request_values,
    sale_kind,
    sale_values,
    step_values,
)
from heqi.readings.models import Reading
from heqi.service.models import Contact, ServiceRequest
from heqi.workorders.models import WorkOrder
from heqi.workorders.sheets import order_values, sheet_kinds

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
        also=frozenset({"customers.assign_role"}),
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
        label=_("Supply contracts"),
        model=Contract,
        group=Group.MASTER_DATA,
        codes=frozenset({"customers.create_contract", "customers.change_contract"}),
        also=frozenset({"customers.end_contract"}),
        kind=lambda row: "supply_contract",
        values=contract_values,
        address=lambda row: ("customers:point", row.service_point_id),
        follow=("unit", "party", "service_point"),
    ),
    Source(
        label=_("Formalities"),
        model=BusinessStep,
        group=Group.ORDER,
        codes=frozenset(f"customers.carry_out_{kind}" for kind in StepKind.values),
        kind=lambda row: "formality",
        values=step_values,
        address=lambda row: ("customers:step", row.number),
        follow=("unit", "service_point"),
    ),
    Source(
        label=_("Contracts for installations"),
        model=Project,
        group=Group.ORDER,
        codes=frozenset({"projects.sign"}),
        also=frozenset({"projects.extend"}),
        kind=lambda row: "installation_contract",
        values=project_values,
        address=lambda row: ("projects:project", row.number),
        follow=("unit", "contract"),
        only={"contract__isnull": False},
    ),
    Source(
        # What a till took is checked as a sale.
        label=_("Payments for installations"),
        model=Payment,
        group=Group.ORDER,
        codes=frozenset({"projects.enter_payment"}),
        kind=lambda row: "installation_payment",
        values=named(
            "amount", "payer", paid_by="method", paid_on="received_at", document_no="receipt_no"
        ),
        address=lambda row: ("projects:project", row.project.number),
        follow=("project__unit",),
        only={"reverses__isnull": True, "bill_ref": ""},
        unit=lambda row: row.project.unit,
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
)
STOCK = {source.subject_type: source for source in SOURCES}
BY_TYPE = STOCK | {source.subject_type: source for source in TIMED}
BY_CODE = {code: source for source in SOURCES for code in source.codes | source.also}


def unit_of(row: Any) -> Unit:
    """The unit that a record belongs to."""
    source = BY_TYPE.get(row._meta.label_lower)
    return source.unit(row) if source else own_unit(row)


def label_of(row: models.Model) -> str:
    """What a record is called in lists: its number where it has one, never a phone or an ID."""
    number = getattr(row, "number", "") or getattr(row, "account_no", "")
    return str(number or row)[:120]


def sources() -> Iterable[Source]:
    """Every source, master data first."""
    return SOURCES
