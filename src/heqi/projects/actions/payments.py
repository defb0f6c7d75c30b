"""Money received for projects; the counter calls these."""

from datetime import datetime
from decimal import Decimal

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
from heqi.projects.events import PaymentRecorded, PaymentReversed
from heqi.projects.models import Contract, Household, Method, PaidBy, Payment, Project

CENT = Decimal("0.01")


@transaction.atomic
def record_payment(
    project: Project,
    *,
    amount: Decimal,
    method: str,
    receipt_no: str,
    household: Household | None = None,
    payer: str = "",
    received_at: datetime | None = None,
    by: Actor,
    now: datetime,
) -> Payment:
    """Keep a receipt of ``amount`` yuan; the same receipt handed in twice is kept once.

    ``method`` is a value of ``Method``. Where households pay for themselves ``household`` says
    which; elsewhere the contracting party pays. Money is never taken beyond what is owed. Raises
    ``Refused``, ``IllegalMove`` (no contract, cancelled), ``ValidationError``.
    """
    require_work(by, stage_of(project, "payment"))
    take_turns(project)
    contract: Contract | None = Contract.objects.filter(project=project).first()
    if contract is None or project.status == "cancelled":
        raise IllegalMove(_("Money is taken once the contract is signed."))
    earlier = _earlier(project, receipt_no)
    if earlier is not None:
        return _same(earlier, project, household, amount, method)
    _check(project, contract, household, amount, method, receipt_no)
    payment = _create(
        project,
        household,
        amount,
        method,
        receipt_no.strip(),
        payer or (household.name if household else contract.party_name),
        received_at or now,
        by,
    )
    audit(
        project,
        "projects.receive",
        by=by,
        now=now,
        changes={
            "receipt_no": payment.receipt_no,
            "amount": str(amount),
            "method": method,
            "household": household.pk if household else None,
        },
    )
    announce(
        PaymentRecorded(
            project_id=project.pk,
            payment_id=payment.pk,
            household_id=household.pk if household else None,
            amount=str(amount),
            method=method,
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
    earlier: Payment, project: Project, household: Household | None, amount: Decimal, method: str
) -> Payment:
    told = (project.pk, household.pk if household else None, amount, method)
    if (earlier.project_id, earlier.household_id, earlier.amount, earlier.method) != told:
        raise ValidationError({"receipt_no": _("This receipt number is taken.")})
    return earlier


def _check(
    project: Project,
    contract: Contract,
    household: Household | None,
    amount: Decimal,
    method: str,
    receipt_no: str,
) -> None:
    faults: dict[str, str] = {}
    if not receipt_no.strip():
        faults["receipt_no"] = _("Write down the receipt number.")
    if method not in Method.values:
        faults["method"] = _("Choose how it was paid.")
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


def _create(
    project: Project,
    household: Household | None,
    amount: Decimal,
    method: str,
    receipt_no: str,
    payer: str,
    received_at: datetime,
    by: Actor,
) -> Payment:
    try:
        with transaction.atomic():
            payment: Payment = Payment.objects.create(
                project=project,
                company_id=project.company_id,
                household=household,
                amount=amount,
                method=method,
                receipt_no=receipt_no[:40],
                payer=payer[:120],
                received_at=received_at,
                by_id=by.id,
                by_name=by.name,
            )
            return payment
    except IntegrityError:  # the other click of a double click came first
        earlier = _earlier(project, receipt_no)
        if earlier is None:
            raise
        return _same(earlier, project, household, amount, method)


@transaction.atomic
def reverse_payment(payment: Payment, *, reason: str, by: Actor, now: datetime) -> Payment:
    """Take a receipt back by a row of its own; not by the one who wrote it."""
    require(by, RECEIVE, stage_of(payment.project, "payment"))
    if payment.reverses_id is not None:
        raise IllegalMove(_("A reversal cannot be reversed."))
    if by.kind == "staff" and payment.by_id == by.id:
        raise ValidationError(_("A second person reverses a receipt, not the one who wrote it."))
    if not reason.strip():
        raise ValidationError({"reason": _("Write down why it is reversed.")})
    take_turns(payment.project)
    try:
        with transaction.atomic():
            row: Payment = Payment.objects.create(
                project=payment.project,
                company_id=payment.company_id,
                household=payment.household,
                amount=-payment.amount,
                method=payment.method,
                receipt_no=payment.receipt_no,
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
