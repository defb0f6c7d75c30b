"""The sheet of an order as the entry standard sees it (data-entry/2.3, 3).

The same values are held against the standard while work is finished and in the check of the stock.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django import forms
from django.utils import timezone

from heqi.entry.findings import REFUSE, Finding
from heqi.entry.forms import StandardForm
from heqi.entry.standards import standard
from heqi.evidence.models import Attachment, Kind
from heqi.policies.packs import current_pack
from heqi.workorders.kinds import result_label
from heqi.workorders.models import MaterialLine, WorkOrder

CONVERSION = "conversion_order"
# Where a finding is told while work is finished; what else it finds is not in the crew's hand.
TOLD_AT = {"handling": "note", "material": "materials", "material_cost": "materials"}


class RepairSheet(StandardForm):
    """What is typed on the sheet of a repair, checked while somebody types."""

    kind = "repair_order"
    names = {"note": "handling"}
    note = forms.CharField(required=False)


class ConversionSheet(StandardForm):
    """What is typed on the sheet of a conversion, checked while somebody types."""

    kind = CONVERSION
    initial_fee_receipt = forms.CharField(required=False)
    property_certificate = forms.CharField(required=False)


SHEETS: Mapping[str, type[StandardForm]] = {
    sheet.kind: sheet for sheet in (RepairSheet, ConversionSheet)
}


def sheet_kinds(company_id: int | None) -> Mapping[str, str]:
    """Kinds of work orders whose finished sheet is checked, each with the standard's kind."""
    found: Mapping[str, str] = (
        current_pack(company_id).value("data/sheet_kinds", timezone.localdate()).content
    )
    return found


def order_values(row: WorkOrder) -> Mapping[str, object]:
    """A finished order under the names of its standard."""
    return _values(
        row,
        materials=list(row.materials.all()),
        details=row.details,
        handling=row.result_note or (result_label(row.result) if row.result else ""),
        done_on=row.finished_at,
    )


def refused_on(
    order: WorkOrder,
    *,
    materials: Sequence[MaterialLine],
    details: Mapping[str, str],
    handling: str,
    post: str,
    now: datetime,
) -> dict[str, list[str]]:
    """What the stock check would refuse of a sheet that is being filled in, by field of the form.

    What is missing besides is required by ``data.required`` and told there, or stands on the order
    and is told by :func:`standing`.
    """
    values = _values(order, materials=materials, details=details, handling=handling, done_on=now)
    hand = {*details, *TOLD_AT}
    found: dict[str, list[str]] = {}
    for one in _findings(order, values, post=post, on=timezone.localdate(now)):
        if one.field in hand:
            found.setdefault(TOLD_AT.get(one.field, one.field), []).append(one.message)
    return found


def standing(order: WorkOrder, *, post: str, on: date) -> list[Finding]:
    """What the stock check would refuse of the order besides the sheet: it is put right elsewhere,
    or attached, before the order is finished."""
    values = _values(order, materials=(), details={}, handling="—", done_on=on)
    mine = {*SHEETS[kind].base_fields, *TOLD_AT} if (kind := _kind(order)) else set()
    return [one for one in _findings(order, values, post=post, on=on) if one.field not in mine]


def sheet_form(order: WorkOrder) -> type[StandardForm] | None:
    """The form that checks the sheet of this kind of order while somebody types, if any."""
    return SHEETS.get(_kind(order))


def is_signed(row: WorkOrder) -> bool:
    """Whether the customer's signature is on file."""
    return Attachment.objects.filter(
        folder__subject_type=WorkOrder._meta.label_lower,
        folder__subject_id=str(row.pk),
        kind=Kind.SIGNATURE,
    ).exists()


def _kind(order: WorkOrder) -> str:
    return sheet_kinds(order.company_id).get(order.kind, "")


def _findings(
    order: WorkOrder, values: Mapping[str, object], *, post: str, on: date
) -> list[Finding]:
    if not (kind := _kind(order)):
        return []
    fitting = standard(kind, on=on, company_id=order.company_id)
    return [one for one in fitting.check(values, post=post or None) if one.outcome == REFUSE]


def _values(
    row: WorkOrder,
    *,
    materials: Sequence[MaterialLine],
    details: Mapping[str, str],
    handling: str,
    done_on: date | None,
) -> Mapping[str, object]:
    values = {
        "account_no": row.service_point.account_no if row.service_point else "",
        "phone": row.contact_phone,
        "material": "、".join(line.name for line in materials) or "—",
        "material_cost": sum(line.amount for line in materials),
        "customer_signature": is_signed(row) or None,
        "done_on": done_on,
    }
    if row.kind == "conversion":
        return {**values, **details}
    return {
        **values,
        "fault": row.description,
        "handling": handling,
        "received_on": row.created_at,
    }
