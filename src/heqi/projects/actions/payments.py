"""Money received for projects: by bank transfer, recorded here; at a till, the counter calls."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.ledger.events import announce
from heqi.ledger.states import IllegalMove
from heqi.people.access import require
from heqi.projects.access import RECEIVE, require_work
from heqi.projects.actions.settling import ZERO, received, settle
from heqi.projects.actions.stages import stage_of
from heqi.projects.actions.timing import take_turns
from heqi.projects.dues import due_of, find_project
from heqi.projects.events import PaymentRecorded, PaymentReversed
from heqi.projects.models import Contract, Household, Method, PaidBy, Payment, Project

CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Taken:
    """Money taken at a till for one due: ``receipt_no`` is what the slip says."""

    ref: str
    amount: Decimal
    method: str
    receipt_no: str


@transaction.atomic
def record_payment(
    project: Project,
    *,
    amount: Decimal,
    receipt_no: str,
    household: Household | None = None,
    payer: str = "",
    received_at: datetime | None = None,
    by: Actor,
    now: datetime,
) -> Payment:
    """Keep a bank transfer of ``amount`` yuan; the same receipt handed in twice is kept once.

    Other money goes through a till (:func:`receive_at_till`), so that its daily close and the
    reconciliation have it (data-entry/6.2). Where households pay for themselves ``household`` says
    which; elsewhere the contracting party pays. Money is never taken beyond what is owed. Raises
    ``Refused``, ``IllegalMove`` (no contract, cancelled), ``ValidationError``.
    """
    require_work(by, stage_of(project, "payment"))
    take_turns(project)
    contract = _contract(project)
    earlier = _earlier(project, receipt_no)
    if earlier is not None:
        return _same(earlier, project, household, amount)
    _check(project, contract, household, amount, receipt_no)
    return _keep(
        project,
        contract,
        household=household,
        amount=amount,
        method=Method.TRANSFER,
        receipt_no=receipt_no.strip(),
        payer=payer,
        received_at=received_at or now,
        by=by,
        now=now,
    )


@transaction.atomic
def receive_at_till(taken: Taken, *, company_id: int, by: Actor, now: datetime) -> Payment:
    """Keep what a clerk takes for an instalment or a household's fee, in his sale's transaction.

    The right is the till's, which the counter has asked for. Raises ``ValidationError`` where the
    due was paid or has changed since it was put on the sale.
    """
    project = find_project(taken.ref, company_id)
    if project is not None:
        take_turns(project)
    due = due_of(taken.ref, company_id)
    if project is None or due is None or due.amount != taken.amount:
        raise ValidationError(
            _("What is due for {number} has changed. Take it out and add it again.").format(
                number=taken.ref.partition("/")[0]
            )
        )
    return _keep(
        project,
        _contract(project),
        household=due.household,
        amount=taken.amount,
        method=taken.method,
        receipt_no=_free(project, taken),
        bill_ref=taken.ref,
        received_at=now,
        by=by,
        now=now,
    )


@transaction.atomic
def return_at_till(ref: str, *, company_id: int, reason: str, by: Actor, now: datetime) -> Payment:
    """Take back what a till took, with the sale that is reversed there by a second person."""
    rows = Payment.objects.select_related("project__company", "household")
    payment: Payment = rows.get(company_id=company_id, bill_ref=ref, reverses__isnull=True)
    take_turns(payment.project)
    return _take_back(payment, reason=reason, by=by, now=now)


def _contract(project: Project) -> Contract:
    contract: Contract | None = Contract.objects.filter(project=project).first()
    if contract is None or project.status == "cancelled":
        raise IllegalMove(_("Money is taken once the contract is signed."))
    return contract


def _free(project: Project, taken: Taken) -> str:
    """The slip's number; with the due where the same slip pays for several."""
    taken_already = _earlier(project, taken.receipt_no) is not None
    return f"{taken.receipt_no} {taken.ref}"[:40] if taken_already else taken.receipt_no


def _keep(
    project: Project,
    contract: Contract,
    *,
    household: Household | None,
    by: Actor,
    now: datetime,
    **values: Any,
) -> Payment:
    """Write a receipt, and what follows from it."""
    values["payer"] = values.get("payer") or (household.name if household else contract.party_name)
    payment = _create(project, household, by, **values)
    audit(
        project,
        "projects.receive",
        by=by,
        now=now,
        changes={
            "receipt_no": payment.receipt_no,
            "amount": str(payment.amount),
            "method": payment.method,
            "household": household.pk if household else None,
        },
    )
    if not payment.bill_ref:  # what a till took was entered there
        audit(
            payment,
            "projects.enter_payment",
            by=by,
            now=now,
            changes={"receipt_no": payment.receipt_no, "amount": str(payment.amount)},
        )
    announce(
        PaymentRecorded(
            project_id=project.pk,
            payment_id=payment.pk,
            household_id=household.pk if household else None,
            amount=str(payment.amount),
            method=payment.method,
            receipt_no=payment.receipt_no,
            company_id=project.company_id,
        ),
        now=now,
    )
    settle(project, contract, by=by, now=now)
    return payment


def _earlier(project: Project, receipt_no: str) -> Payment | None:
    return Payment.objects.filter(
        company_id=project.company_id, receipt_no=receipt_no.strip(), reverses__isnull=True
    ).first()


def _same(
    earlier: Payment, project: Project, household: Household | None, amount: Decimal
) -> Payment:
    told = (project.pk, household.pk if household else None, amount, "")
    if (earlier.project_id, earlier.household_id, earlier.amount, earlier.bill_ref) != told:
        raise ValidationError({"receipt_no": _("This receipt number is taken.")})
    return earlier


def _check(
    project: Project,
    contract: Contract,
    household: Household | None,
    amount: Decimal,
    receipt_no: str,
) -> None:
    faults: dict[str, str] = {}
    if not receipt_no.strip():
        faults["receipt_no"] = _("Write down the receipt number.")
    if amount <= 0 or amount != amount.quantize(CENT):
        faults["amount"] = _("Give the amount in yuan, with two decimals at most.")
    if household is not None and household.project_id != project.pk:
        faults["household"] = _("This household belongs to another project.")
    if contract.paid_by == PaidBy.HOUSEHOLDS and household is None:
        faults["household"] = _("Say which household paid.")
    if contract.paid_by == PaidBy.PARTY and household is not None:
        faults["household"] = _("By the contract its party pays, not the household.")
    if faults:
        raise ValidationError(faults)
    owed = outstanding(project, contract, household)
    if amount > owed:
        raise ValidationError(
            {"amount": _("Only {amount} yuan are still to be paid.").format(amount=owed)}
        )


def outstanding(
    project: Project, contract: Contract, household: Household | None = None
) -> Decimal:
    """What is still to be paid: by a household, or of the contract."""
    if household is None:
        return contract.amount - received(project)
    got = household.payments.aggregate(total=Sum("amount"))["total"]
    return household.fee - (Decimal(got) if got is not None else ZERO)


def _create(project: Project, household: Household | None, by: Actor, **values: Any) -> Payment:
    values["receipt_no"] = values["receipt_no"][:40]
    values["payer"] = values["payer"][:120]
    try:
        with transaction.atomic():
            payment: Payment = Payment.objects.create(
                project=project,
                company_id=project.company_id,
                household=household,
                by_id=by.id,
                by_name=by.name,
                **values,
            )
            return payment
    except IntegrityError:  # the other click of a double click came first
        earlier = _earlier(project, values["receipt_no"])
        if earlier is None or values.get("bill_ref"):
            raise
        return _same(earlier, project, household, values["amount"])


@transaction.atomic
def reverse_payment(payment: Payment, *, reason: str, by: Actor, now: datetime) -> Payment:
    """Take a transfer back by a row of its own; not by the one who wrote it."""
    require(by, RECEIVE, stage_of(payment.project, "payment"))
    if payment.reverses_id is not None:
        raise IllegalMove(_("A reversal cannot be reversed."))
    if payment.bill_ref:
        raise IllegalMove(_("This money went through a till. Reverse the sale there."))
    if by.kind == "staff" and payment.by_id == by.id:
        raise ValidationError(_("A second person reverses a receipt, not the one who wrote it."))
    if not reason.strip():
        raise ValidationError({"reason": _("Write down why it is reversed.")})
    take_turns(payment.project)
    return _take_back(payment, reason=reason, by=by, now=now)


def _take_back(payment: Payment, *, reason: str, by: Actor, now: datetime) -> Payment:
    try:
        with transaction.atomic():
            row: Payment = Payment.objects.create(
                project=payment.project,
                company_id=payment.company_id,
                household=payment.household,
                amount=-payment.amount,
                method=payment.method,
                receipt_no=payment.receipt_no,
                bill_ref=payment.bill_ref,
                payer=payment.payer,
                received_at=now,
                reverses=payment,
                reason=reason.strip()[:200],
                by_id=by.id,
                by_name=by.name,
            )
    except IntegrityError:
        raise IllegalMove(_("This receipt was reversed already.")) from None
    project = payment.project
    audit(
        project,
        "projects.reverse_payment",
        by=by,
        now=now,
        changes={"receipt_no": payment.receipt_no, "amount": str(payment.amount)},
        reason=reason,
    )
    announce(
        PaymentReversed(
            project_id=project.pk,
            payment_id=payment.pk,
            household_id=payment.household_id,
            amount=str(payment.amount),
            receipt_no=payment.receipt_no,
            company_id=project.company_id,
        ),
        now=now,
    )
    settle(project, Contract.objects.get(project=project), by=by, now=now)
    return row
