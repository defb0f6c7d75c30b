"""Applications: taken, given to somebody, planned."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.customers.models import Area, Compound, Party
from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.ledger.events import announce
from heqi.ledger.numbers import next_number
from heqi.people.access import require
from heqi.people.models import Staff, Unit
from heqi.people.queries import company_of
from heqi.projects.access import OPEN, PLAN
from heqi.projects.actions.timing import copy_due, record, start_clocks
from heqi.projects.events import ProjectOpened
from heqi.projects.facts import decide_gas_on, decide_limits, responsible_for
from heqi.projects.models import Household, Project, ProjectKind, Source, Stage
from heqi.projects.planning import plan_days
from heqi.projects.states import STAGES

PREFIX = "BZ"


@transaction.atomic
def open_project(
    *,
    unit: Unit,
    kind: str,
    name: str,
    address: str,
    applicant: str = "",
    party: Party | None = None,
    contact_name: str = "",
    contact_phone: str = "",
    compound: Compound | None = None,
    area: str = "",
    daily_m3: Decimal | None = None,
    source: str = Source.HALL,
    reference: str = "",
    note: str = "",
    by: Actor,
    now: datetime,
) -> Project:
    """Take an application for gas (报装) where ``unit`` received it; its clocks begin.

    ``reference`` is the number of the request it came from. A compound's households are added
    afterwards; any other project has its one. Raises ``Refused``, ``ValidationError``.
    """
    require(by, OPEN, unit)
    company = company_of(unit)
    _check(kind, name, address, applicant, party, compound, company)
    today = timezone.localdate(now)
    tier = party.tier if party else "standard"
    homes = {code: _home(code, company, today) for code in STAGES}
    project: Project = Project.objects.create(
        number=next_number(PREFIX, today),
        company=company,
        unit=homes["survey"][0],
        intake=unit,
        kind=kind,
        source=source if source in Source.values else Source.HALL,
        reference=reference.strip()[:40],
        name=name.strip(),
        party=party,
        tier=tier,
        applicant=(applicant or (party.name if party else "")).strip(),
        contact_name=contact_name.strip(),
        contact_phone=contact_phone.strip(),
        compound=compound,
        address=address.strip(),
        area=area or (compound.area if compound else Area.TOWN),
        daily_m3=daily_m3,
        note=note.strip()[:500],
        decision=decide_limits(kind, tier, on=today, company_id=unit.company_id),
        applied_at=now,
        queue_at=now,
    )
    _lay_out_stages(project, homes, now)
    if not project.has_many:
        Household.objects.create(
            project=project,
            company=company,
            position=1,
            label=project.address[:120],
            name=project.applicant,
            phone=project.contact_phone,
            party=party,
        )
    start_clocks(project, by=by, now=now)
    record(project, "received", by=by, now=now)
    copy_due(project, now=now)

    audit(
        project,
        "projects.open",
        by=by,
        now=now,
        changes={"kind": kind, "tier": tier, "reference": project.reference},
        personal={"applicant": project.applicant, "phone": project.contact_phone},
        decision=project.decision_id,
    )
    announce(
        ProjectOpened(
            project_id=project.pk,
            number=project.number,
            kind=kind,
            reference=project.reference,
            party_id=project.party_id,
            company_id=project.company_id,
        ),
        now=now,
    )
    return project


def _check(
    kind: str,
    name: str,
    address: str,
    applicant: str,
    party: Party | None,
    compound: Compound | None,
    company: Unit,
) -> None:
    faults: dict[str, str] = {}
    if kind not in ProjectKind.values:
        faults["kind"] = _("Choose the kind of installation.")
    if not name.strip():
        faults["name"] = _("Give the project a name.")
    if not address.strip():
        faults["address"] = _("Write down the address.")
    if party is None and not applicant.strip():
        faults["applicant"] = _("Write down who applies.")
    if party is not None and party.company_id != company.pk:
        faults["party"] = _("The customer belongs to another company.")
    if compound is not None and compound.company_id != company.pk:
        faults["compound"] = _("The compound belongs to another company.")
    if faults:
        raise ValidationError(faults)


def _home(stage: str, company: Unit, today: date) -> tuple[Unit, tuple[str, ...]]:
    """The department that the policy names, the company itself where it has none, and posts."""
    named = responsible_for(stage, on=today, company_id=company.pk)
    unit = Unit.objects.filter(
        company=company, kind="department", code=named.department, closed_on__isnull=True
    ).first()
    return unit or company, named.posts


def _lay_out_stages(
    project: Project, homes: Mapping[str, tuple[Unit, tuple[str, ...]]], now: datetime
) -> None:
    plan = plan_of(project, list(STAGES), start=now)
    Stage.objects.bulk_create(
        Stage(
            project=project,
            code=code,
            position=position,
            unit=homes[code][0],
            posts=list(homes[code][1]),
            planned_from=plan[code][0],
            planned_until=plan[code][1],
            started_at=now if position == 1 else None,
        )
        for position, code in enumerate(STAGES, start=1)
    )


def plan_of(
    project: Project, stages: list[str], *, start: datetime, ready_on: date | None = None
) -> dict[str, tuple[date, date]]:
    """Planned days of stages of a project from an instant on, by the policy's limits."""
    today = timezone.localdate(start)
    return plan_days(
        stages,
        limits=project.decision
        or decide_limits(project.kind, project.tier, on=today, company_id=project.company_id),
        gas_on=decide_gas_on(project.tier, project.area, on=today, company_id=project.company_id),
        start=start,
        unit=project.unit,
        ready_on=ready_on,
    )


@transaction.atomic
def plan_stage(
    stage: Stage,
    *,
    planned_from: date,
    planned_until: date,
    assignee: Staff | None = None,
    unit: Unit | None = None,
    by: Actor,
    now: datetime,
) -> Stage:
    """Set the planned days of a stage and give it to a team or to somebody."""
    require(by, PLAN, stage)
    if planned_until < planned_from:
        raise ValidationError({"planned_until": _("The last day lies before the first one.")})
    company = company_of(stage.unit)
    home = unit or stage.unit
    if company_of(home).pk != company.pk or (
        assignee is not None and company_of(assignee.unit).pk != company.pk
    ):
        raise ValidationError({"assignee": _("Choose somebody of this company.")})
    changes: dict[str, Any] = {
        "planned": [
            [stage.planned_from, stage.planned_until],
            [planned_from, planned_until],
        ],
        "assignee": [stage.assignee_id, assignee.pk if assignee else None],
        "unit": [stage.unit_id, home.pk],
    }
    Stage.objects.filter(pk=stage.pk).update(
        planned_from=planned_from, planned_until=planned_until, assignee=assignee, unit=home
    )
    stage.planned_from, stage.planned_until = planned_from, planned_until
    stage.assignee, stage.unit = assignee, home
    audit(stage.project, "projects.plan", by=by, now=now, changes={"stage": stage.code, **changes})
    return stage


@transaction.atomic
def name_manager(project: Project, *, manager: Staff, by: Actor, now: datetime) -> Project:
    """Make somebody the project's account manager; surveys and contract are given to him."""
    require(by, PLAN, project)
    if company_of(manager.unit).pk != project.company_id:
        raise ValidationError({"manager": _("Choose somebody of this company.")})
    before = project.manager_id
    Project.objects.filter(pk=project.pk).update(manager=manager)
    project.manager = manager
    Stage.objects.filter(project=project, code__in=["survey", "contract"]).update(assignee=manager)
    audit(
        project, "projects.name_manager", by=by, now=now, changes={"manager": [before, manager.pk]}
    )
    return project
