"""Projects as what authority is used for: what they prove of its conditions (授权办法 4)."""

from collections.abc import Callable, Iterator
from datetime import date, datetime

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from heqi.authority.subjects import Finding, Kind, Proof, Subject, prove, register
from heqi.customers.proofs import POINT
from heqi.ledger.actors import Actor
from heqi.projects.models import Contract, Household, Project
from heqi.projects.queries import checks

PROJECT = "projects.project"
MOST = 8


def project_subject(project: Project) -> Subject:
    """A project as what authority is used for."""
    return Subject(
        type=PROJECT,
        id=str(project.pk),
        label=f"{project.number} {project.name}",
        url=f"/projects/{project.number}/",
        beneficiary=f"project:{project.pk}",
        beneficiary_name=project.name,
        note=str(project.get_status_display()),
    )


def _find(actor: Actor, text: str, now: datetime) -> Iterator[Subject]:
    rows = Project.objects.visible_to(actor).filter(
        Q(number__startswith=text.upper()) | Q(name__contains=text)
    )
    for project in rows.order_by("-id")[:MOST]:
        yield project_subject(project)


def _read(actor: Actor, pk: str) -> Subject | None:
    if not pk.isdigit() or len(pk) > 18:
        return None
    project = Project.objects.visible_to(actor).filter(pk=int(pk)).first()
    return project_subject(project) if project else None


def _by_number(actor: Actor, number: str) -> Subject | None:
    # Whoever works at a project of his company may name it, whether or not he may open it.
    named = Q(number=number) | Q(contract__number=number)
    rows = Project.objects.filter(named, company_id=actor.company_id)
    project = rows.order_by("id").first()
    return project_subject(project) if project else None


def _signed(project: Project, on: date) -> Finding:
    contract = Contract.objects.filter(project=project).first()
    if contract is None or contract.signed_on > on:
        return Finding(False, "未签合同", "no contract")
    day = f"{contract.signed_on:%Y-%m-%d}"
    return Finding(True, f"合同 {contract.number}，{day} 签订", f"{contract.number}, signed {day}")


def _paid(project: Project, on: date) -> Finding:
    holds = checks.paid_as_agreed(project, on=on)
    return Finding(
        holds,
        "应收款已到账" if holds else "应收款未到齐",
        "what is due is in" if holds else "not all that is due is in",
    )


def _expires(project: Project, on: date) -> Finding | None:
    contract = Contract.objects.filter(project=project).first()
    if contract is None:
        return None
    day = f"{contract.expires_on:%Y-%m-%d}"
    return Finding(True, f"合同 {day} 到期", f"the contract ends on {day}", contract.expires_on)


def _affected(project: Project, on: date) -> Finding:
    n = checks.households_affected(project)
    return Finding(True, f"受影响 {n} 户", f"{n} households wait", n)


def _blocking(project: Project, on: date) -> Finding:
    n = checks.households_obstructing(project)
    return Finding(True, f"阻工 {n} 户", f"{n} households obstruct", n)


def _by(at: datetime | None, on: date) -> bool:
    return at is not None and timezone.localdate(at) <= on


def household_paid(household: Household | None, on: date) -> Finding | None:
    """Whether the initial fee of a household was in on a day; nothing where there is none."""
    if household is None:
        return None
    holds = _by(household.paid_at, on)
    return Finding(
        holds, "初装费已入账" if holds else "初装费未入账", "fee paid" if holds else "fee not paid"
    )


def household_installed(household: Household | None, on: date) -> Finding | None:
    """Whether the facilities of a household were installed on a day."""
    if household is None:
        return None
    holds = _by(household.installed_at, on)
    return Finding(
        holds, "设施已安装" if holds else "设施未安装", "installed" if holds else "not installed"
    )


def household_of(point_id: int | None) -> Household | None:
    """The household of a project that a service point belongs to."""
    return Household.objects.filter(service_point_id=point_id or 0).first()


def _of_project(check: Callable[[Project, date], Finding | None]) -> Proof:
    def proof(pk: str, on: date) -> Finding | None:
        project = Project.objects.select_related("unit").filter(pk=int(pk)).first()
        return check(project, on) if project else None

    return proof


def register_proofs() -> None:
    """Offer projects as subjects; say of service points what their household proves."""
    register(
        Kind(
            PROJECT,
            pgettext_lazy("subjects of authority", "projects"),
            _find,
            _read,
            code="project",
            by_number=_by_number,
        )
    )
    prove(
        PROJECT,
        {
            "contract_signed": _of_project(_signed),
            "paid_as_agreed": _of_project(_paid),
            "contract_expires_soon": _of_project(_expires),
            "enough_affected": _of_project(_affected),
            "few_blocking": _of_project(_blocking),
        },
    )
    prove(
        POINT,
        {
            "initial_fee_paid": lambda pk, on: household_paid(household_of(int(pk)), on),
            "facilities_installed": lambda pk, on: household_installed(household_of(int(pk)), on),
        },
    )
