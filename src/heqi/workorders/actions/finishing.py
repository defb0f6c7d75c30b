"""The crew says that the work is done: result, material, money."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from heqi.ledger.actors import Actor
from heqi.ledger.events import announce
from heqi.policies.templatetags.policies import clause_label
from heqi.workorders.actions.attending import settle_attendance, settle_card
from heqi.workorders.actions.fieldwork import leave
from heqi.workorders.actions.timing import copy_due, record, step
from heqi.workorders.actions.waiving import waive
from heqi.workorders.events import OrderFinished
from heqi.workorders.facts import required_fields
from heqi.workorders.guards import require_crew
from heqi.workorders.kinds import fee_choices, payers, result_choices, result_label, sheet_fields
from heqi.workorders.models import FeeLine, MaterialLine, WorkOrder
from heqi.workorders.models.sums import CUSTOMER
from heqi.workorders.sheets import refused_on


@dataclass(frozen=True, slots=True)
class Material:
    """Material of an order; issued = used + returned (data-entry/6.2)."""

    name: str
    used: object
    returned: object = 0
    issued: object = None
    price: object = 0
    code: str = ""
    measure: str = ""


@dataclass(frozen=True, slots=True)
class Fee:
    """Money asked for, with the part that is waived and the clause that allows it, and who bears
    it: the company by ``payer_clause``, others on the ground in ``payer_note``."""

    kind: str
    amount: object
    waived: object = 0
    clause: str = ""
    name: str = ""
    payer: str = CUSTOMER
    payer_clause: str = ""
    payer_note: str = ""


@transaction.atomic
def finish_order(
    order: WorkOrder,
    *,
    result: str,
    note: str = "",
    materials: Iterable[Material] = (),
    fees: Iterable[Fee] = (),
    details: Mapping[str, str] | None = None,
    attendance: Mapping[str, bool] | None = None,
    absence: str = "",
    by: Actor,
    now: datetime,
) -> WorkOrder:
    """The work is done; photos and the signature are attached to the order as evidence.

    ``attendance`` is what the closing sheet says of each post that had to come.
    Stops the clocks of handling and completion at the server's time. Raises ``ValidationError``
    for an unknown result, material that does not balance, a waiver without a clause or that is not
    in this person's authority, a fee borne by others without a ground, a sheet without what the
    policy requires (data-entry/2.3) or which the entry standard refuses (data-entry/3).
    """
    require_crew(order, by)
    if result not in dict(result_choices()):
        raise ValidationError({"result": _("Choose how the work ended.")})
    material_rows = [_material(order, row) for row in materials]
    fee_rows = [_fee(order, row) for row in fees]
    sheet = _sheet(order, details or {}, now=now)
    refused = refused_on(
        order,
        materials=material_rows,
        details=sheet,
        handling=note or result_label(result),
        post=by.post,
        now=now,
    )
    if refused:
        raise ValidationError(refused)
    waive(order, fee_rows, by=by, now=now)

    step(
        order,
        "finish",
        code="workorders.finish",
        by=by,
        now=now,
        changes={
            "result": result,
            "materials": len(material_rows),
            "payable": str(sum((fee.payable for fee in fee_rows), Decimal(0))),
            "waived": str(sum((fee.waived for fee in fee_rows), Decimal(0))),
        },
        result=result,
        result_note=note,
        details=sheet,
        finished_at=now,
    )
    MaterialLine.objects.bulk_create(material_rows)
    FeeLine.objects.bulk_create(fee_rows)
    if order.kind == "gas_on" or result == "gas_on":
        record(order, "gas_on", by=by, now=now)
    settle_attendance(order, confirmed=attendance, absence=absence, by=by, now=now)
    settle_card(order, by=by, now=now)
    record(order, "completed", by=by, now=now)
    copy_due(order, now=now)
    leave(order, by=by, now=now, result=result)

    announce(
        OrderFinished(
            order_id=order.pk,
            number=order.number,
            kind=order.kind,
            request_id=order.request_id,
            assignee_id=order.assignee_id,
            company_id=order.company_id,
        ),
        now=now,
    )
    return order


def _material(order: WorkOrder, row: Material) -> MaterialLine:
    used, returned = _number(row.used, "materials"), _number(row.returned, "materials")
    issued = used + returned if row.issued is None else _number(row.issued, "materials")
    if not row.name.strip():
        raise ValidationError({"materials": _("Name the material.")})
    if issued != used + returned:
        raise ValidationError(
            {
                "materials": _("{name}: issued must equal used and returned together.").format(
                    name=row.name
                )
            }
        )
    return MaterialLine(
        order=order,
        code=row.code,
        name=row.name.strip(),
        measure=row.measure,
        issued=issued,
        used=used,
        returned=returned,
        price=_number(row.price, "materials", places="0.01"),
    )


def _fee(order: WorkOrder, row: Fee) -> FeeLine:
    amount = _number(row.amount, "fees", places="0.01")
    waived = _number(row.waived, "fees", places="0.01")
    if row.kind not in dict(fee_choices()):
        raise ValidationError({"fees": _("Choose what the fee is for.")})
    if waived > amount:
        raise ValidationError({"fees": _("No more can be waived than is asked for.")})
    if waived and not row.clause:
        raise ValidationError({"fees": _("Name the clause that allows the waiver.")})
    _check_payer(row)
    return FeeLine(
        order=order,
        kind=row.kind,
        name=row.name,
        amount=amount,
        waived=waived,
        clause=row.clause,
        payer=row.payer,
        payer_clause=row.payer_clause,
        payer_note=row.payer_note.strip()[:120],
    )


def _check_payer(row: Fee) -> None:
    known = next((one for one in payers() if one["code"] == row.payer), None)
    if known is None:
        raise ValidationError({"fees": _("Choose who bears the fee.")})
    if row.payer == CUSTOMER:
        return
    clauses = known.get("clauses", [])
    if clauses and row.payer_clause not in clauses:
        raise ValidationError({"fees": _("Name the clause by which the company bears the fee.")})
    if not clauses and not row.payer_note.strip():
        raise ValidationError(
            {"fees": _("Write down on which ground somebody else bears the fee.")}
        )


def _sheet(order: WorkOrder, given: Mapping[str, str], *, now: datetime) -> dict[str, str]:
    """What the sheet of this kind holds, complete by the policy, or which field is missing."""
    fields = sheet_fields(order.kind)
    kept = {f.code: given.get(f.code, "").strip()[:120] for f in fields}
    required, clause = required_fields(order.kind, now=now, company_id=order.company_id)
    missing = [f for f in fields if f.code in required and not kept[f.code]]
    if missing:
        raise ValidationError(
            {
                f.code: _("{what} is required ({clause}).").format(
                    what=f.label, clause=clause_label(clause)
                )
                for f in missing
            }
        )
    return {code: text for code, text in kept.items() if text}


def _number(raw: object, field: str, *, places: str = "0.001") -> Decimal:
    try:
        number = Decimal(str(raw).strip() or "0")
        if not number.is_finite() or number < 0 or number >= 10_000_000:
            raise InvalidOperation
        exact = number.quantize(Decimal(places))
        if exact != number:
            raise InvalidOperation
    except InvalidOperation:
        raise ValidationError(
            {field: _("“{value}” is not a quantity or an amount.").format(value=str(raw)[:20])}
        ) from None
    return exact
