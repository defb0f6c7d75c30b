"""One record with what it costs or earns, and what the policy says of its kind."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from heqi.people.models import Unit
from heqi.people.queries import department_of
from heqi.policies.deciding import rule_on

POINTS = "appraisal.points"


@dataclass(frozen=True, slots=True)
class Fact:
    """One record of a month, with what it costs (minus) or earns (plus) a department.

    ``least`` and ``most`` where the policy leaves a range; ``about`` is the record that it opens.
    Not ``for_unit`` where a decision costs the department its points already. ``beside_decision``:
    the clause wants these points and the decision.
    """

    unit: Unit
    item: str
    record: str
    points: Decimal
    clause: str
    points_clause: str
    mark: str
    at: datetime
    title: str
    source_type: str
    source_id: str
    number: str
    about_type: str
    about_id: str
    title_en: str = ""
    staff_id: int | None = None
    for_staff: bool = False
    for_unit: bool = True
    beside_decision: bool = False
    least: Decimal | None = None
    most: Decimal | None = None

    @property
    def key(self) -> tuple[int, str, str, str]:
        """What it counts, the same whenever the month is read."""
        return self.unit.pk, self.item, self.source_type, self.source_id


@dataclass(frozen=True, slots=True)
class Price:
    """How a kind of record counts: where, how much, for the person too, and why."""

    record: str
    item: str
    points: Decimal
    staff: bool
    beside_decision: bool
    clause: str
    mark: str


@dataclass(frozen=True, slots=True)
class Month:
    """The month that is read; ``now`` tells what of it is over."""

    company: Unit
    first: date
    since: datetime
    until: datetime
    now: datetime
    _prices: dict[str, Price] = field(default_factory=dict)

    def price(self, record: str) -> Price:
        """How a kind of record counts in this month."""
        if record not in self._prices:
            content = rule_on(
                POINTS, {"record": record}, on=self.first, company_id=self.company.pk
            ).as_json()
            answer: dict[str, Any] = content["answer"] or {}
            sources = content.get("sources") or {}
            grant = (sources.get("points") or sources.get("item") or [{}])[0]
            self._prices[record] = Price(
                record=record,
                item=str(answer.get("item") or ""),
                points=Decimal(str(answer.get("points") or 0)),
                staff=bool(answer.get("staff")),
                beside_decision=bool(answer.get("beside_decision")),
                clause=str(grant.get("clause", "")),
                mark=str(grant.get("mark", "")),
            )
        return self._prices[record]

    def fact(
        self, record: str, unit: Unit, *, row: tuple[str, int | str], about: tuple[str, int | str],
        at: datetime, number: str, title: str, points: Decimal | None = None, clause: str = "",
        points_clause: str = "", mark: str = "", **more: Any,
    ) -> Fact:  # fmt: skip
        """A record of a kind; without ``points`` it costs what the policy says of the kind."""
        price = self.price(record)
        basis = points_clause or price.clause
        return Fact(
            unit=department_of(unit),
            item=price.item,
            record=record,
            points=-price.points if points is None else points,
            clause=clause or basis,
            points_clause=basis,
            mark=mark or price.mark,
            at=at,
            title=title,
            source_type=row[0],
            source_id=str(row[1]),
            number=number,
            about_type=about[0],
            about_id=str(about[1]),
            for_staff=price.staff and more.get("staff_id") is not None,
            beside_decision=price.beside_decision,
            **more,
        )
