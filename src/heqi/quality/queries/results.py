"""Errors counted by person, department, class and frequency (data-entry/8.1, 8.2, 9.1)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models.functions import Coalesce

from heqi.ledger.days import midnight
from heqi.people.models import Staff, Unit
from heqi.people.queries import department_of
from heqi.policies.deciding import rule_on
from heqi.policies.measures import month_after
from heqi.quality.models import EntryError, ErrorClass, Group, Training
from heqi.quality.queries.entries import counted_by_person

APPRAISAL = "data.appraisal"


@dataclass(slots=True)
class Figures:
    """Entries and errors of a person, a department or a company in a month.

    ``entries`` and ``errors`` by kind of entry; ``classes`` by class of error; ``late`` counts
    corrections after their limit; ``points`` are deducted by the policy's points per error.
    """

    entries: dict[str, int] = field(default_factory=dict)
    errors: dict[str, int] = field(default_factory=dict)
    classes: dict[str, int] = field(default_factory=dict)
    late: int = 0
    open: int = 0
    points: Decimal = Decimal(0)

    @property
    def total(self) -> int:
        """All errors."""
        return sum(self.errors.values())

    @property
    def entered(self) -> int:
        """All entries."""
        return sum(self.entries.values())

    def rate(self, group: str) -> float:
        """Errors as a share of the entries of a kind; 0 without entries."""
        entered = self.entries.get(group, 0)
        return self.errors.get(group, 0) / entered if entered else 0.0

    def add(self, other: "Figures") -> None:
        """Take the figures of a part into the whole."""
        for mine, theirs in (
            (self.entries, other.entries),
            (self.errors, other.errors),
            (self.classes, other.classes),
        ):
            for key, value in theirs.items():
                mine[key] = mine.get(key, 0) + value
        self.late += other.late
        self.open += other.open
        self.points += other.points

    def as_json(self) -> dict[str, Any]:
        """For keeping with a report."""
        return {
            "entries": self.entries,
            "errors": self.errors,
            "classes": self.classes,
            "late": self.late,
            "open": self.open,
            "points": str(self.points),
        }


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A person with his figures."""

    staff: Staff
    figures: Figures


@dataclass(frozen=True, slots=True)
class DepartmentLine:
    """A department with its figures and its people."""

    unit: Unit
    figures: Figures
    people: tuple[PersonLine, ...]


@dataclass(frozen=True, slots=True)
class Target:
    """What a rate is held against, and where that comes from."""

    ratio: Decimal
    clause: str
    mark: str


@dataclass(frozen=True, slots=True)
class MonthResults:
    """A company's month."""

    month: date
    departments: tuple[DepartmentLine, ...]
    company: Figures
    targets: dict[str, Target]


def month_results(company: Unit, month: date, *, only: Unit | None = None) -> MonthResults:
    """The figures of a month; ``only`` a unit's part of the company."""
    entered = counted_by_person(company, month)
    points = _points(month, company_id=company.pk)
    found: dict[int, Figures] = {pk: Figures(entries=groups) for pk, groups in entered.items()}
    for error in counted_errors(company, month):
        figures = found.setdefault(error.staff_id or 0, Figures())
        group, kind = error.group, error.error
        figures.errors[group] = figures.errors.get(group, 0) + 1
        figures.classes[kind] = figures.classes.get(kind, 0) + 1
        figures.late += bool(
            error.due_at and error.corrected_at and error.corrected_at > error.due_at
        )
        figures.open += error.is_open
        figures.points += points[kind]
    staff = Staff.objects.select_related("unit__parent", "post").in_bulk(pk for pk in found if pk)
    return _arranged(company, found, staff.values(), month, only)


def counted_errors(company: Unit, month: date) -> Iterable[EntryError]:
    """The month's errors of staff that count: those dismissed or only doubted do not."""
    return EntryError.objects.counting().filter(
        company=company,
        staff__isnull=False,
        found_at__gte=midnight(month),
        found_at__lt=midnight(month_after(month)),
    )


def _arranged(
    company: Unit,
    found: dict[int, Figures],
    staff: Iterable[Staff],
    month: date,
    only: Unit | None,
) -> MonthResults:
    by_unit: dict[int, tuple[Unit, list[PersonLine]]] = {}
    for person in staff:
        if only is not None and not only.covers(person.unit):
            continue
        unit = department_of(person.unit)
        by_unit.setdefault(unit.pk, (unit, []))[1].append(PersonLine(person, found[person.pk]))
    departments, whole = [], Figures()
    for unit, people in sorted(by_unit.values(), key=lambda pair: pair[0].path):
        figures = Figures()
        for line in people:
            figures.add(line.figures)
        people.sort(key=lambda line: (-line.figures.total, line.staff.number))
        whole.add(figures)
        departments.append(DepartmentLine(unit, figures, tuple(people)))
    return MonthResults(month, tuple(departments), whole, targets(month, company_id=company.pk))


def targets(on: date, *, company_id: int | None) -> dict[str, Target]:
    """The allowed share of errors by kind of entry."""
    ruling = rule_on(APPRAISAL, {"error": ErrorClass.WRONG}, on=on, company_id=company_id)
    names = {Group.ORDER: "order_error_rate", Group.MASTER_DATA: "master_data_error_rate"}
    found = {}
    for group, name in names.items():
        grant = ruling.sources[name][0]
        found[str(group)] = Target(Decimal(str(grant.value)), grant.clause, grant.mark)
    return found


def _points(on: date, *, company_id: int | None) -> dict[str, Decimal]:
    return {
        kind: Decimal(
            str(
                (rule_on(APPRAISAL, {"error": kind}, on=on, company_id=company_id).answer or {})[
                    "points"
                ]
            )
        )
        for kind in ErrorClass.values
    }


@dataclass(frozen=True, slots=True)
class Repeats:
    """The facts of question ``data.rights`` about a person, with what they rest on."""

    training: Training | None
    after: tuple[EntryError, ...]
    complaints: tuple[EntryError, ...]

    def facts(self) -> dict[str, object]:
        """As the question takes them."""
        return {
            "trained": self.training is not None,
            "repeats": len(self.after) if self.training else 0,
            "caused_complaint": bool(self.complaints),
        }


def repeats_of(staff: Staff) -> Repeats:
    """What somebody repeated after his last training, and the complaints his errors caused.

    An error counts by the day on which it was entered: what was entered before the training and
    came to light after it was not repeated. Where nobody knows, the day it was found counts.
    Errors from before an earlier withdrawal that was given back do not count again.
    """
    training = staff.entry_trainings.order_by("-held_on", "-id").first()
    errors = EntryError.objects.counting().filter(staff=staff)
    errors = errors.annotate(made_at=Coalesce("entered_at", "found_at"))
    last = staff.withdrawals.filter(given_back_at__isnull=False).order_by("-given_back_at").first()
    if last is not None:
        errors = errors.filter(made_at__gt=last.given_back_at)
    after = (
        errors.filter(made_at__date__gt=training.held_on).order_by("made_at") if training else []
    )
    return Repeats(training, tuple(after), tuple(errors.exclude(complaint="")))
