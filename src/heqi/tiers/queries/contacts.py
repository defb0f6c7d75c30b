"""The named contacts of a VIP, as they can be reached on a day (tiering/6.1(1), 6.2(1)).

``contacts_of(party, on=…)`` is what the desk, the customer's page and emergencies ask.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Q

from heqi.customers.models import Party
from heqi.people.models import RosterShift, Staff, StandIn, Unit
from heqi.tiers.facts import post_names, promised_contacts
from heqi.tiers.models import GapReason, NamedContact

# A post that is a person's task for certain customers, not one holder's for all.
BY_NAME = frozenset({"account_manager"})
HOLDERS = 10


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may be called; ``stand_in`` answers for him while he is away."""

    staff: Staff
    named: bool = False
    stand_in: Staff | None = None
    on_duty: bool = False

    @property
    def phone(self) -> str:
        """The number to call: the stand-in's while he stands in."""
        return self.stand_in.phone if self.stand_in else self.staff.phone

    @property
    def name(self) -> str:
        """Who answers."""
        return self.stand_in.name if self.stand_in else self.staff.name


@dataclass(frozen=True, slots=True)
class ContactLine:
    """A promised contact: the post, who holds it, and why nobody can be reached if so."""

    post: str
    label: str
    people: tuple[Person, ...] = ()
    missing: str = ""
    former: int | None = None

    @property
    def names(self) -> list[str]:
        """Who answers, in words."""
        return [person.name for person in self.people]

    @property
    def missing_words(self) -> str:
        """Why nobody can be reached, in words; empty where somebody can."""
        return str(GapReason(self.missing).label) if self.missing else ""


@dataclass(frozen=True, slots=True)
class Contacts:
    """All contacts of one customer with the clause that promises them."""

    lines: tuple[ContactLine, ...] = ()
    clause: str = ""

    def __bool__(self) -> bool:
        return bool(self.lines)

    def reachable(self, post: str) -> Person | None:
        """The first person of a post who can be called."""
        for line in self.lines:
            if line.post == post:
                return next((person for person in line.people if person.phone), None)
        return None


@dataclass(slots=True)
class _Known:
    """What is read once for many customers of a company."""

    holders: dict[str, list[Staff]] = field(default_factory=dict)
    named: dict[tuple[int, str], list[NamedContact]] = field(default_factory=dict)
    former: dict[tuple[int, str], NamedContact] = field(default_factory=dict)
    stand_ins: dict[int, Staff] = field(default_factory=dict)
    on_duty: set[int] = field(default_factory=set)

    def person(self, staff: Staff, *, named: bool = False) -> Person:
        """Somebody with his stand-in."""
        deputy = self.stand_ins.get(staff.pk)
        answers = deputy or staff
        return Person(staff, named, deputy, answers.pk in self.on_duty)


def contacts_of(party: Party, *, on: date, at: datetime | None = None) -> Contacts:
    """The contacts of one customer on a day; with ``at`` it is told who is on duty then."""
    return contacts_for([party], on=on, at=at)[party.pk]


def contacts_for(
    parties: Iterable[Party], *, on: date, at: datetime | None = None
) -> dict[int, Contacts]:
    """The same for many customers, in a number of queries that does not grow with them."""
    rows = list(parties)
    found: dict[int, Contacts] = {row.pk: Contacts() for row in rows}
    promised = {
        (company, tier): promised_contacts(tier, on=on, company_id=company)
        for company, tier in {(row.company_id, row.tier) for row in rows}
    }
    vips = [row for row in rows if promised[row.company_id, row.tier][0]]
    if not vips:
        return found
    codes = sorted({code for row in vips for code in promised[row.company_id, row.tier][0]})
    names = post_names(codes)
    companies = Unit.objects.filter(pk__in={row.company_id for row in vips})
    for company in companies:
        own = [row for row in vips if row.company_id == company.pk]
        known = _known(company, own, codes, on, at)
        for row in own:
            posts, clause = promised[row.company_id, row.tier]
            lines = tuple(_line(row, code, names[code], known) for code in posts)
            found[row.pk] = Contacts(lines, clause)
    return found


def _known(
    company: Unit, parties: list[Party], codes: list[str], on: date, at: datetime | None
) -> _Known:
    known = _Known()
    employed = Q(left_on__isnull=True) | Q(left_on__gt=on)
    wanted = [code for code in codes if code not in BY_NAME]
    rows = Staff.objects.filter(employed, post_id__in=wanted, unit__path__startswith=company.path)
    for staff in rows.order_by("number"):
        known.holders.setdefault(staff.post_id, []).append(staff)
    named = NamedContact.objects.filter(party__in=[row.pk for row in parties], since__lte=on)
    for one in named.select_related("staff").order_by("id"):
        key = (one.party_id, one.post)
        over = one.until is not None and one.until <= on
        if over or not one.staff.is_employed(on):
            known.former[key] = one
        else:
            known.named.setdefault(key, []).append(one)
    people = {staff.pk for staves in known.holders.values() for staff in staves}
    people |= {one.staff_id for ones in known.named.values() for one in ones}
    lent = StandIn.objects.current(on).filter(absent__in=people, ended_at__isnull=True)
    for row in lent.select_related("deputy"):
        known.stand_ins.setdefault(row.absent_id, row.deputy)  # type: ignore[attr-defined]
    if at is not None:
        called = people | {deputy.pk for deputy in known.stand_ins.values()}
        shifts = RosterShift.objects.current(at).filter(staff__in=called)
        known.on_duty = set(shifts.values_list("staff_id", flat=True))
    return known


def _line(party: Party, code: str, label: str, known: _Known) -> ContactLine:
    """The named persons of a post, else its holders."""
    named = known.named.get((party.pk, code), [])
    if named:
        people = [known.person(one.staff, named=True) for one in named]
    else:
        people = [known.person(staff) for staff in known.holders.get(code, ())[:HOLDERS]]
    former = known.former.get((party.pk, code))
    missing = ""
    if not people:
        missing = GapReason.VACANT.value if code not in BY_NAME else GapReason.UNNAMED.value
        if former is not None and code in BY_NAME:
            gone = not former.staff.is_employed(former.until or former.since)
            missing = GapReason.LEFT.value if gone else GapReason.MOVED.value
    elif not any(person.phone for person in people):
        missing = GapReason.NO_PHONE.value
    return ContactLine(code, label, tuple(people), missing, former.staff_id if former else None)
