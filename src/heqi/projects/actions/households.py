"""The list of households: entered, withdrawn, installed, kept off by obstruction."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from heqi.customers.actions.places import address_text
from heqi.customers.models import Premises
from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.ledger.events import announce
from heqi.ledger.states import IllegalMove, StaleState, move
from heqi.projects.access import BUILD, OPEN, may_work, require_work
from heqi.projects.actions.gas import finish_if_done
from heqi.projects.actions.master import drop_task, want_master_data
from heqi.projects.actions.stages import stage_of
from heqi.projects.actions.timing import refuse_held, take_turns
from heqi.projects.events import HouseholdsInstalled
from heqi.projects.models import Household, Project
from heqi.projects.states import HOUSEHOLD_FLOW, H

MOST = 5_000
BATCH = 500
BUILDING = ("construction", "acceptance", "gas_on")


@dataclass(frozen=True, slots=True)
class Home:
    """A household to be entered; the address parts as they are written on the door."""

    building: str = ""
    entrance: str = ""
    floor: str = ""
    room: str = ""
    name: str = ""
    phone: str = ""
    fee: Decimal = Decimal(0)

    @property
    def label(self) -> str:
        """The household within its compound, as it is said: 3幢2单元1102室."""
        parts = Premises(building=self.building, unit_no=self.entrance, room=self.room)
        return address_text(parts, "")


def grid(
    *, buildings: Sequence[str], entrances: int, floors: int, rooms: int, first_floor: int = 1
) -> list[Home]:
    """Every household of like buildings: ``entrances`` × ``floors`` × ``rooms`` in each."""
    return [
        Home(building=building, entrance=str(entrance), floor=str(floor), room=f"{floor}{room:02}")
        for building in buildings
        for entrance in range(1, entrances + 1)
        for floor in range(first_floor, first_floor + floors)
        for room in range(1, rooms + 1)
    ]


@transaction.atomic
def add_households(project: Project, homes: Iterable[Home], *, by: Actor, now: datetime) -> int:
    """Enter households in the order given; returns how many. All of them or none.

    Only a compound has a list, of at most 5 000. A household twice is refused by its label.
    """
    _may_list(project, by)
    if not project.has_many:
        raise ValidationError(_("Only a compound has a list of households."))
    rows = list(homes)
    known = project.households.count()
    if not rows:
        raise ValidationError(_("Enter at least one household."))
    if known + len(rows) > MOST:
        raise ValidationError(_("A project holds at most {count} households.").format(count=MOST))
    _distinct(project, rows)
    last = project.households.aggregate(last=Max("position"))["last"] or 0
    try:
        with transaction.atomic():
            Household.objects.bulk_create(
                (
                    Household(
                        project=project,
                        company_id=project.company_id,
                        position=position,
                        building=home.building,
                        entrance=home.entrance,
                        floor=home.floor,
                        room=home.room,
                        label=home.label,
                        name=home.name[:120],
                        phone=home.phone[:20],
                        fee=home.fee,
                    )
                    for position, home in enumerate(rows, start=last + 1)
                ),
                batch_size=BATCH,
            )
    except IntegrityError:
        raise StaleState(
            _("Somebody else was faster: the record has changed. Reload the page.")
        ) from None
    audit(project, "projects.add_households", by=by, now=now, changes={"added": len(rows)})
    return len(rows)


def _may_list(project: Project, by: Actor) -> None:
    if not project.is_open:
        raise IllegalMove(_("This step is not possible in the present state. Reload the page."))
    stage = stage_of(project, "survey")
    if not may_work(by, stage_of(project, "construction"), BUILD):
        require_work(by, stage, OPEN)


def _distinct(project: Project, rows: list[Home]) -> None:
    seen: set[str] = set()
    for number, home in enumerate(rows, start=1):
        label = home.label
        if not label or len(label) > 120:
            raise ValidationError(_("Line {number}: give building and room.").format(number=number))
        if home.fee < 0:
            raise ValidationError(
                _("Line {number}: a fee cannot be negative.").format(number=number)
            )
        if label in seen:
            raise ValidationError(_("{label} is listed twice.").format(label=label))
        seen.add(label)
    labels = project.households.values_list("label", flat=True)
    if twice := sorted(seen.intersection(labels)):
        raise ValidationError(_("{label} is listed already.").format(label=twice[0]))


@transaction.atomic
def withdraw_household(household: Household, *, reason: str, by: Actor, now: datetime) -> Household:
    """A household gives up; it no longer counts. Not after money came in for it."""
    project = household.project
    _may_list(project, by)
    if not reason.strip():
        raise ValidationError({"reason": _("Write down why the household withdraws.")})
    take_turns(project)
    if sum(household.payments.values_list("amount", flat=True), Decimal(0)):
        raise ValidationError(_("The household has paid: reverse its receipts first."))
    move(
        household,
        HOUSEHOLD_FLOW,
        "withdraw",
        code="projects.withdraw_household",
        by=by,
        now=now,
        reason=reason,
        obstructing_since=None,
    )
    drop_task(household, reason=reason, by=by, now=now)
    finish_if_done(household, by=by, now=now)
    return household


@transaction.atomic
def install_households(
    project: Project,
    households: Iterable[Household],
    *,
    meters: Mapping[int, str] | None = None,
    by: Actor,
    now: datetime,
) -> int:
    """Pipes and meters are in; ``meters`` maps a household's id to its meter number.

    Their master data are wanted now, within the limit of data-entry. Returns how many.
    """
    require_work(by, stage_of(project, "construction"))
    refuse_held(project)
    if project.status not in BUILDING:
        raise IllegalMove(_("Households are installed once construction may begin."))
    rows = list(households)
    _own(project, rows)
    for row in rows:
        if row.obstructing_since is not None:
            raise ValidationError(
                _("{label} obstructs the works: settle that first.").format(label=row.label)
            )
    numbers = meters or {}
    for row in rows:
        _install(row, numbers.get(row.pk, "").strip(), now)
    ids = [row.pk for row in rows]
    audit(
        project,
        "projects.install",
        by=by,
        now=now,
        changes={"households": [row.label for row in rows][:50], "count": len(rows)},
    )
    announce(
        HouseholdsInstalled(
            project_id=project.pk, household_ids=ids, company_id=project.company_id
        ),
        now=now,
    )
    want_master_data(project, rows, by=by, now=now)
    return len(rows)


def _own(project: Project, rows: list[Household]) -> None:
    if not rows:
        raise ValidationError(_("Tick the households first."))
    if len(rows) > BATCH:
        raise ValidationError(_("At most {count} households at once.").format(count=BATCH))
    if any(row.project_id != project.pk for row in rows):
        raise ValidationError(_("This household belongs to another project."))


def _install(row: Household, meter_no: str, now: datetime) -> None:
    """One household; the state is swapped, so that of two crews one comes late."""
    if HOUSEHOLD_FLOW.target(row.status, "install") is None:
        raise IllegalMove(
            _("{label}: this step is not possible, it is {state}.").format(
                label=row.label, state=row.get_status_display()
            )
        )
    values: dict[str, object] = {"status": H["INSTALLED"], "installed_at": now}
    if meter_no:
        values["meter_no"] = meter_no
    try:
        with transaction.atomic():
            won = Household.objects.filter(pk=row.pk, status=row.status).update(**values)
    except IntegrityError:
        raise ValidationError(
            _("Meter number {number} is taken.").format(number=meter_no)
        ) from None
    if not won:
        raise StaleState(_("Somebody else was faster: the record has changed. Reload the page."))
    for name, value in values.items():
        setattr(row, name, value)


@transaction.atomic
def mark_obstructing(household: Household, *, reason: str, by: Actor, now: datetime) -> Household:
    """A household keeps the works from going on (阻工, authority/4-waiver-2)."""
    project = household.project
    _may_list(project, by)
    if not reason.strip():
        raise ValidationError({"reason": _("Write down how it obstructs the works.")})
    won = Household.objects.filter(
        pk=household.pk, status=H["WAITING"], obstructing_since__isnull=True
    ).update(obstructing_since=now, obstruction=reason.strip()[:200])
    if not won:
        raise IllegalMove(_("This step is not possible in the present state. Reload the page."))
    household.obstructing_since, household.obstruction = now, reason.strip()[:200]
    audit(household, "projects.mark_obstructing", by=by, now=now, reason=reason)
    return household


@transaction.atomic
def clear_obstruction(
    household: Household, *, note: str = "", by: Actor, now: datetime
) -> Household:
    """It was settled; the household can be installed. What the matter was stays in the ledger."""
    _may_list(household.project, by)
    won = Household.objects.filter(pk=household.pk, obstructing_since__isnull=False).update(
        obstructing_since=None, obstruction=""
    )
    if not won:
        raise IllegalMove(_("This step is not possible in the present state. Reload the page."))
    before = [household.obstructing_since, household.obstruction]
    household.obstructing_since, household.obstruction = None, ""
    audit(
        household,
        "projects.clear_obstruction",
        by=by,
        now=now,
        changes={"obstructing": [before, None]},
        reason=note,
    )
    return household
