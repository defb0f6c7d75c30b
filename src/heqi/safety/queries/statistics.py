"""What a month came to, area by area: doors called at, entered, refused, hazards and mending."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Q

from heqi.customers.models import Compound
from heqi.ledger.actors import Actor
from heqi.policies.measures import month_span
from heqi.safety.models import Check, Hazard
from heqi.safety.states import C


@dataclass(slots=True)
class Area:
    """An area's month. Entered of called is the entry rate (入户率)."""

    name: str
    district: str = ""
    called: int = 0
    entered: int = 0
    absent: int = 0
    refused: int = 0
    found: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    mended: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    @property
    def all_found(self) -> int:
        """Hazards of every level."""
        return sum(self.found.values())

    @property
    def all_mended(self) -> int:
        """Those of them that are put right and re-checked."""
        return sum(self.mended.values())

    def add(self, other: "Area") -> None:
        """Sum up."""
        self.called += other.called
        self.entered += other.entered
        self.absent += other.absent
        self.refused += other.refused
        for level, n in other.found.items():
            self.found[level] += n
        for level, n in other.mended.items():
            self.mended[level] += n


def month_by_area(actor: Actor, month: date) -> list[Area]:
    """The areas in which somebody called or found something in a month; two queries and names.

    A door counts once, in the month of its last call; a hazard in the month it was found.
    """
    since, until = month_span(month)
    found: dict[int | None, Area] = {}
    calls = (
        Check.objects.visible_to(actor)
        .filter(tried_at__gte=since, tried_at__lt=until)
        .order_by()
        .values_list("compound")
        .annotate(
            called=Count("id"),
            entered=Count("id", filter=Q(status=C["DONE"])),
            absent=Count("id", filter=Q(status__in=[C["ABSENT"], C["UNREACHED"], C["DROPPED"]])),
            refused=Count("id", filter=Q(status=C["REFUSED"])),
        )
    )
    for compound, called, entered, absent, refused in calls:
        area = found.setdefault(compound, Area(""))
        area.called, area.entered, area.absent, area.refused = called, entered, absent, refused
    hazards = (
        Hazard.objects.visible_to(actor)
        .filter(found_at__gte=since, found_at__lt=until)
        .order_by()
        .values_list("compound", "level")
        .annotate(n=Count("id"), mended=Count("id", filter=Q(is_open=False)))
    )
    for compound, level, n, mended in hazards:
        area = found.setdefault(compound, Area(""))
        area.found[level] += n
        area.mended[level] += mended
    names = Compound.objects.in_bulk([pk for pk in found if pk])
    for pk, area in found.items():
        compound_row = names.get(pk) if pk else None
        if compound_row is not None:
            area.name, area.district = compound_row.name, compound_row.district
    return sorted(found.values(), key=lambda one: (one.district, one.name))


def total(rows: list[Area]) -> Area:
    """All areas together."""
    whole = Area("")
    for row in rows:
        whole.add(row)
    return whole
