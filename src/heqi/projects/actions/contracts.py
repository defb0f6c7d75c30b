"""Contracts: signed with their instalments, extended."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import ROUND_DOWN, Decimal

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.ledger.events import announce
from heqi.ledger.states import IllegalMove
from heqi.projects.access import CONTRACT, require_work
from heqi.projects.actions.opening import plan_of
from heqi.projects.actions.settling import settle
from heqi.projects.actions.stages import stage_of
from heqi.projects.actions.timing import copy_due, record, step
from heqi.projects.events import ContractExtended, ContractSigned
from heqi.projects.models import Contract, Extension, Household, Instalment, PaidBy, Project, Stage
from heqi.projects.planning import following
from heqi.projects.states import STAGES, H

CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Part:
    """An instalment to be agreed: due before a stage, on a day, or both."""

    title: str
    amount: Decimal
    before_stage: str = ""
    due_on: date | None = None


@transaction.atomic
def sign_contract(
    project: Project,
    *,
    number: str,
    amount: Decimal,
    signed_on: date,
    ready_on: date,
    expires_on: date,
    paid_by: str = PaidBy.PARTY,
    instalments: Iterable[Part] = (),
    party_name: str = "",
    terms: str = "",
    by: Actor,
    now: datetime,
) -> Contract:
    """Keep the signed contract; its day of readiness becomes a promise (tiering/6.2(2)).

    The instalments add up to ``amount``; none means one, due before construction (or, where
    households pay for themselves, each before its gas). Raises ``Refused``, ``IllegalMove``,
    ``ValidationError``.
    """
    require_work(by, stage_of(project, "contract"))
    parts = _parts(list(instalments), amount, paid_by)
    _check(project, number, amount, parts, signed_on, ready_on, expires_on, paid_by, now)
    homes = project.households.exclude(status=H["WITHDRAWN"])
    count = homes.count()
    step(
        project,
        "sign",
        code="projects.sign",
        by=by,
        now=now,
        changes={"number": number, "amount": str(amount), "ready_on": ready_on},
    )
    contract = _create(
        project,
        number=number.strip(),
        company=project.company,
        party=project.party,
        party_name=(party_name or project.applicant).strip(),
        amount=amount,
        paid_by=paid_by,
        households=count,
        signed_on=signed_on,
        ready_on=ready_on,
        expires_on=expires_on,
        terms=terms.strip(),
    )
    Instalment.objects.bulk_create(
        Instalment(
            contract=contract,
            position=position,
            title=part.title.strip()[:60],
            amount=part.amount,
            before_stage=part.before_stage,
            due_on=part.due_on,
        )
        for position, part in enumerate(parts, start=1)
    )
    if paid_by == PaidBy.HOUSEHOLDS:
        _share(project, amount)
    record(project, "contract_signed", by=by, now=now)
    _promise(project, ready_on, by=by, now=now)
    _replan(project, "payment", ready_on, now)
    announce(
        ContractSigned(
            project_id=project.pk,
            contract_id=contract.pk,
            number=contract.number,
            amount=str(amount),
            ready_on=ready_on.isoformat(),
            expires_on=expires_on.isoformat(),
            company_id=project.company_id,
        ),
        now=now,
    )
    settle(project, contract, by=by, now=now)
    copy_due(project, now=now)
    return contract


def _parts(given: list[Part], amount: Decimal, paid_by: str) -> list[Part]:
    if given or paid_by == PaidBy.HOUSEHOLDS or not amount:
        return given
    return [Part(_("Full payment"), amount, before_stage="construction")]


def _check(
    project: Project,
    number: str,
    amount: Decimal,
    parts: list[Part],
    signed_on: date,
    ready_on: date,
    expires_on: date,
    paid_by: str,
    now: datetime,
) -> None:
    faults: dict[str, str] = {}
    if not number.strip():
        faults["number"] = _("Write down the number of the contract.")
    if amount < 0 or amount != amount.quantize(CENT):
        faults["amount"] = _("Give the amount in yuan, with two decimals at most.")
    if paid_by not in PaidBy.values:
        faults["paid_by"] = _("Say who pays.")
    if signed_on > timezone.localdate(now):
        faults["signed_on"] = _("A contract cannot be signed in the future.")
    if not signed_on <= ready_on <= expires_on:
        faults["ready_on"] = _("Signing, readiness and end of the contract follow each other.")
    if parts and sum(part.amount for part in parts) != amount:
        faults["instalments"] = _("The instalments do not add up to the contract sum.")
    if any(part.amount <= 0 or part.before_stage not in ("", *STAGES) for part in parts):
        faults["instalments"] = _("An instalment needs an amount and a known stage.")
    if paid_by == PaidBy.HOUSEHOLDS and parts:
        faults["instalments"] = _("Where households pay for themselves there are no instalments.")
    if not project.households.exclude(status=H["WITHDRAWN"]).exists():
        faults["households"] = _("Enter the households before the contract is signed.")
    if faults:
        raise ValidationError(faults)


def _create(project: Project, **values: object) -> Contract:
    try:
        with transaction.atomic():
            contract: Contract = Contract.objects.create(project=project, **values)
            return contract
    except IntegrityError:
        raise ValidationError({"number": _("This contract number is taken.")}) from None


def _share(project: Project, amount: Decimal) -> None:
    """Divide the sum among households without a fee of their own; cents go to the first ones."""
    homes = project.households.exclude(status=H["WITHDRAWN"])
    open_homes = list(homes.filter(fee=0).order_by("position").values_list("pk", flat=True))
    if not open_homes:
        return
    fixed = sum(homes.filter(fee__gt=0).values_list("fee", flat=True), Decimal(0))
    left = max(amount - fixed, Decimal(0))
    each = (left / len(open_homes)).quantize(CENT, ROUND_DOWN)
    cents = int((left - each * len(open_homes)) / CENT)
    Household.objects.filter(pk__in=open_homes).update(fee=each)
    if cents:
        Household.objects.filter(pk__in=open_homes[:cents]).update(fee=each + CENT)


def _promise(project: Project, ready_on: date, *, by: Actor, now: datetime) -> None:
    """The contract's day, to its last instant, as the clocks know it; a later one replaces it."""
    last = timezone.make_aware(datetime.combine(ready_on, time(23, 59, 59)))
    record(project, "contract_term", facts={"for": last.isoformat()}, by=by, now=now)


def _replan(project: Project, first: str, ready_on: date, now: datetime) -> None:
    plan = plan_of(project, following(first), start=now, ready_on=ready_on)
    for code, (since, until) in plan.items():
        Stage.objects.filter(project=project, code=code, finished_at__isnull=True).update(
            planned_from=since, planned_until=until
        )


@transaction.atomic
def extend_contract(
    project: Project,
    *,
    ready_on: date,
    expires_on: date,
    reason: str,
    by: Actor,
    now: datetime,
) -> Extension:
    """Agree a later term; the promise moves with it, the first one stays on record."""
    require_work(by, stage_of(project, "contract"), CONTRACT)
    contract: Contract | None = Contract.objects.filter(project=project).first()
    if contract is None or not project.is_open:
        raise IllegalMove(_("This step is not possible in the present state. Reload the page."))
    faults: dict[str, str] = {}
    if not reason.strip():
        faults["reason"] = _("Write down why the term is extended.")
    if ready_on < contract.ready_on or expires_on < contract.expires_on:
        faults["ready_on"] = _("An extension cannot shorten the term.")
    if (ready_on, expires_on) == (contract.ready_on, contract.expires_on):
        faults["ready_on"] = _("Nothing would change.")
    if expires_on < ready_on:
        faults["expires_on"] = _("The contract cannot end before the day of readiness.")
    if faults:
        raise ValidationError(faults)
    row: Extension = Extension.objects.create(
        contract=contract,
        agreed_on=timezone.localdate(now),
        ready_before=contract.ready_on,
        ready_on=ready_on,
        expires_before=contract.expires_on,
        expires_on=expires_on,
        reason=reason.strip()[:300],
        by_name=by.name,
        at=now,
    )
    Contract.objects.filter(pk=contract.pk).update(ready_on=ready_on, expires_on=expires_on)
    _promise(project, ready_on, by=by, now=now)
    Stage.objects.filter(
        project=project,
        code__in=["construction", "acceptance"],
        finished_at__isnull=True,
        planned_until__gte=row.ready_before,
    ).update(planned_until=ready_on)
    copy_due(project, now=now)
    audit(
        project,
        "projects.extend",
        by=by,
        now=now,
        changes={
            "ready_on": [row.ready_before, ready_on],
            "expires_on": [row.expires_before, expires_on],
        },
        reason=reason,
    )
    announce(
        ContractExtended(
            project_id=project.pk,
            contract_id=contract.pk,
            ready_on=ready_on.isoformat(),
            expires_on=expires_on.isoformat(),
            company_id=project.company_id,
        ),
        now=now,
    )
    return row
