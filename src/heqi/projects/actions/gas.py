"""Gas: the market department's ticket, and the flame at each household."""

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.clocks.actions import record_moment, start_timeline
from heqi.clocks.queries import timeline_of
from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.ledger.events import announce
from heqi.ledger.numbers import next_number
from heqi.ledger.states import IllegalMove, move
from heqi.projects.access import CONTRACT, require_work
from heqi.projects.actions.master import enrol, light
from heqi.projects.actions.stages import stage_of
from heqi.projects.actions.timing import copy_due, record, refuse_held, step, take_turns
from heqi.projects.events import GasOnTicketIssued, HouseholdOnGas, ProjectCompleted
from heqi.projects.facts import decide_gas_on, gas_on_facts
from heqi.projects.models import GasOnTicket, Household, Project
from heqi.projects.states import HOUSEHOLD_FLOW, H

PREFIX = "TQ"
BATCH = 500


@transaction.atomic
def issue_ticket(
    project: Project,
    households: Iterable[Household],
    *,
    booked_for: datetime | None = None,
    by: Actor,
    now: datetime,
) -> GasOnTicket:
    """Order gas for installed and paid households; the day of tiering/6.2(2) begins.

    ``booked_for`` is the time agreed with the customer. Raises ``Refused`` (market issues it),
    ``IllegalMove`` before acceptance, ``ValidationError`` naming the household that is in the way.
    """
    require_work(by, stage_of(project, "contract"), CONTRACT)
    refuse_held(project)
    if project.status != "gas_on":
        raise IllegalMove(_("A gas-on ticket is issued once the works are accepted."))
    rows = list(households)
    _ready(project, rows)
    stage = stage_of(project, "gas_on")
    ticket: GasOnTicket = GasOnTicket.objects.create(
        project=project,
        company_id=project.company_id,
        unit=stage.unit,
        number=next_number(PREFIX, timezone.localdate(now)),
        issued_at=now,
        issued_by=by.name,
        booked_for=booked_for,
    )
    ids = [row.pk for row in rows]
    won = Household.objects.filter(pk__in=ids, ticket__isnull=True).update(ticket=ticket)
    if won != len(ids):
        raise IllegalMove(_("Some of these households have a gas-on ticket already."))
    for row in rows:
        row.ticket = ticket
    _start(project, ticket, by=by, now=now)
    copy_due(project, now=now)
    audit(
        project,
        "projects.issue_ticket",
        by=by,
        now=now,
        changes={"ticket": ticket.number, "households": len(ids)},
    )
    announce(
        GasOnTicketIssued(
            project_id=project.pk,
            ticket_id=ticket.pk,
            number=ticket.number,
            household_ids=ids,
            unit_id=ticket.unit_id,
            company_id=project.company_id,
        ),
        now=now,
    )
    return ticket


def _ready(project: Project, rows: list[Household]) -> None:
    if not rows:
        raise ValidationError(_("Tick the households first."))
    if len(rows) > BATCH:
        raise ValidationError(_("At most {count} households at once.").format(count=BATCH))
    for row in rows:
        if row.project_id != project.pk:
            raise ValidationError(_("This household belongs to another project."))
        if row.status != H["INSTALLED"]:
            raise ValidationError(_("{label} is not installed yet.").format(label=row.label))
        if row.paid_at is None:
            raise ValidationError(_("{label} has not paid yet.").format(label=row.label))
        if row.ticket_id is not None:
            raise ValidationError(_("{label} has a gas-on ticket already.").format(label=row.label))


def _start(project: Project, ticket: GasOnTicket, *, by: Actor, now: datetime) -> None:
    decision = decide_gas_on(
        project.tier, project.area, on=timezone.localdate(now), company_id=project.company_id
    )
    timeline = start_timeline(
        ticket,
        unit=ticket.unit,
        decision=decision if decision.status == "answered" else None,
        facts=gas_on_facts(project.tier, project.area),
        label=ticket.number,
        by=by,
        now=now,
    )
    # The ticket is handed to customer service in the moment it is issued.
    for kind in ("received", "gas_on_ticket", "passed_on"):
        record_moment(timeline, kind, by=by, now=now)
    if ticket.booked_for is not None:
        record_moment(
            timeline, "booked", facts={"for": ticket.booked_for.isoformat()}, by=by, now=now
        )


@transaction.atomic
def turn_on(household: Household, *, meter_no: str = "", by: Actor, now: datetime) -> Household:
    """Pressure held, gas on: account and meter follow; the last household completes the project.

    ``meter_no`` where construction did not write it down. Raises ``ValidationError`` without a
    meter, ``IllegalMove`` without a ticket.
    """
    project = household.project
    require_work(by, stage_of(project, "gas_on"))
    take_turns(project)
    refuse_held(project)
    if household.ticket_id is None or project.status != "gas_on":
        raise IllegalMove(_("There is no gas-on ticket for this household."))
    if household.paid_at is None:
        raise ValidationError(_("{label} has not paid yet.").format(label=household.label))
    number = (meter_no or household.meter_no).strip()
    if not number:
        raise ValidationError({"meter_no": _("Write down the number of the meter.")})
    if number != household.meter_no:
        _hang(household, number)
    point = household.service_point or enrol(household, by=by, now=now)
    move(
        household,
        HOUSEHOLD_FLOW,
        "turn_on",
        code="projects.turn_on",
        by=by,
        now=now,
        on_gas_at=now,
    )
    light(household, point, by=by, now=now)
    announce(
        HouseholdOnGas(
            project_id=project.pk,
            household_id=household.pk,
            service_point_id=point.pk,
            party_id=household.party_id,
            company_id=project.company_id,
        ),
        now=now,
    )
    finish_if_done(household, by=by, now=now)
    return household


def _hang(household: Household, number: str) -> None:
    try:
        with transaction.atomic():
            Household.objects.filter(pk=household.pk).update(meter_no=number)
    except IntegrityError:
        raise ValidationError(
            {"meter_no": _("Meter number {number} is taken.").format(number=number)}
        ) from None
    household.meter_no = number


def finish_if_done(household: Household, *, by: Actor, now: datetime) -> None:
    """With its last household a ticket is done, and with its last one the project."""
    if household.ticket is not None:
        _finish_ticket(household.project, household.ticket, by=by, now=now)
    _complete(household.project, by=by, now=now)


def _finish_ticket(project: Project, ticket: GasOnTicket, *, by: Actor, now: datetime) -> None:
    timeline = timeline_of(ticket)
    lit = ticket.households.filter(status=H["ON_GAS"]).count()
    if timeline is not None and lit == 1:
        record_moment(timeline, "arrived", by=by, now=now)
    if ticket.households.filter(status=H["INSTALLED"]).exists():
        return
    GasOnTicket.objects.filter(pk=ticket.pk, done_at__isnull=True).update(done_at=now)
    ticket.done_at = now
    if timeline is not None:
        record_moment(timeline, "gas_on" if lit else "cancelled", by=by, now=now)
    copy_due(project, now=now)


def _complete(project: Project, *, by: Actor, now: datetime) -> None:
    if project.status != "gas_on":
        return
    open_ones = project.households.exclude(status__in=[H["ON_GAS"], H["WITHDRAWN"]])
    if open_ones.exists() or not project.households.filter(status=H["ON_GAS"]).exists():
        return
    step(project, "complete", code="projects.complete", by=by, now=now)
    record(project, "completed", by=by, now=now)
    copy_due(project, now=now)
    announce(
        ProjectCompleted(
            project_id=project.pk,
            number=project.number,
            kind=project.kind,
            party_id=project.party_id,
            company_id=project.company_id,
        ),
        now=now,
    )
