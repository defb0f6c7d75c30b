"""From what the agent typed to a request, and what it would promise before it is saved."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.clocks.queries import Preview
from heqi.customers.masking import mask_phone
from heqi.customers.models import Party, ServicePoint
from heqi.desk.callers import Card
from heqi.desk.choosing import Choice, choice_of
from heqi.desk.forms import IntakeForm
from heqi.ledger.actors import Actor
from heqi.outages.access import VIEW as OUTAGES
from heqi.outages.models import Outage
from heqi.outages.queries.area import compound_of
from heqi.outages.queries.callers import outages_near
from heqi.people.access import may
from heqi.people.models import Unit
from heqi.policies.data import read_data
from heqi.policies.deciding import spoken, spoken_chinese
from heqi.policies.measures import Measure, measures
from heqi.policies.packs import common_pack, find_clause
from heqi.policies.queries import company_words
from heqi.policies.typography import full_width
from heqi.service.actions.opening import unit_in_charge
from heqi.service.facts import QUESTION
from heqi.service.kinds import Kind, danger_in, kinds, order_kind
from heqi.service.models import Contact, ServiceRequest
from heqi.service.queries import Promise, preview_request, related_requests
from heqi.workorders.guards import Wanted


@dataclass(frozen=True, slots=True)
class Duty:
    """Who must come or reply, by which clause."""

    post: str
    label: str
    clause: str


@dataclass(frozen=True, slots=True)
class Basis:
    """The clause in force in the company's own words, with the month's figures."""

    ref: str
    mark: str
    text: str
    own: bool
    kept: int = 0
    decided: int = 0


@dataclass(frozen=True, slots=True)
class Ahead:
    """What submitting would start: shown before anything is saved."""

    kind: Kind
    promise: Promise
    attend: list[Duty]
    reply: list[Duty]
    booked: bool
    unit: Unit
    gives_order: bool
    danger: list[str]
    related: list[ServiceRequest]
    off: list[Outage]
    choice: Choice | None
    basis: Basis | None
    say: str
    ask: str
    phrases: list[str] = field(default_factory=list)

    @property
    def clocks(self) -> list[Preview]:
        """The clocks that would start, the first due first."""
        return sorted(self.promise.clocks, key=_instant)


def kind_typed(data: Mapping[str, Any]) -> Kind:
    """The kind that is ticked; the first one of the desk where nothing valid is."""
    return kinds().get(str(data.get("kind", ""))) or next(iter(kinds().values()))


def point_typed(card: Card | None, pk: str) -> ServicePoint | None:
    """The service point that was chosen, of the customer's own."""
    points = card.points if card else []
    return next((point for point in points if str(point.pk) == str(pk)), None)


def form_for(
    contact: Contact,
    card: Card | None,
    data: Mapping[str, Any] | None = None,
    *,
    by: Actor,
    now: datetime,
) -> IntakeForm:
    """The form, empty, with the draft, or with what was posted."""
    points = card.points if card else []
    accounts = [(str(p.pk), f"{p.account_no} · {p.premises.text}") for p in points]
    initial = {"kind": next(iter(kinds())), **first_values(contact, card), **contact.draft}
    phone = default_phone(contact, card)
    form = IntakeForm(data, accounts=accounts, known_phone=phone, initial=initial, by=by, now=now)
    form.fields["contact_phone"].widget.attrs["placeholder"] = mask_phone(phone)
    return form


def first_values(contact: Contact, card: Card | None) -> dict[str, Any]:
    """What is known of the customer before the agent types."""
    if card is None:
        return {}
    point = card.point
    return {
        "contact_name": card.party.name,
        "address": point.premises.text if point else "",
        "service_point": str(point.pk) if point else "",
        "vulnerable": card.party.vulnerable,
    }


def default_phone(contact: Contact, card: Card | None) -> str:
    """The number to call back unless another is typed; whole only inside the request."""
    if contact.caller_number:
        return contact.caller_number
    phone = card.party.phones.order_by("-is_primary", "id").first() if card else None
    return phone.number if phone else ""


def ahead_of(
    actor: Actor,
    contact: Contact,
    card: Card | None,
    data: Mapping[str, Any],
    *,
    now: datetime,
) -> Ahead:
    """What the typed form would promise, and what belongs beside it."""
    kind = kind_typed(data)
    party = card.party if card else None
    point = point_typed(card, str(data.get("service_point", "")))
    met = str(data.get("conditions_met", ""))
    promise = preview_request(
        kind=kind.code,
        unit=contact.company,
        party=party,
        service_point=point,
        place=_place(str(data.get("place", ""))),
        conditions_met={"yes": True, "no": False}.get(met),
        now=now,
    )
    text = str(data.get("description", ""))
    symptom = str(data.get("symptom", ""))
    answer = promise.ruling.answer or {}
    say, ask = script(kind, promise, party)
    order = order_kind(kind.code, symptom)
    attend = duties(promise, "attend")
    return Ahead(
        kind=kind,
        promise=promise,
        attend=attend,
        reply=duties(promise, "reply_by"),
        booked=bool(data.get("booked_for")) and bool(answer.get("booking_overrides")),
        unit=unit_in_charge(kind, contact.company),
        gives_order=bool(order),
        choice=(
            choice_of(actor, contact, order, wanted_of(attend), data, now=now) if order else None
        ),
        danger=[] if kind.urgent else danger_in(text),
        related=list(
            related_requests(
                actor,
                company=contact.company,
                party=party,
                service_point=point,
                address=str(data.get("address", "")).strip(),
                phone=str(data.get("contact_phone", "")).strip() or contact.caller_number,
                now=now,
                limit=4,
            )
        ),
        off=_outages(actor, contact, point or (card.point if card else None), data),
        basis=basis_of(actor, promise, contact.company, now=now),
        say=say,
        ask=ask,
        phrases=phrases(kind),
    )


def _outages(
    actor: Actor, contact: Contact, point: ServicePoint | None, data: Mapping[str, Any]
) -> list[Outage]:
    """Outages at the caller's own point, else in the compound that the address names."""
    if not may(actor, OUTAGES):
        return []
    address = str(data.get("address", "")).strip()
    return outages_near(contact.company_id, point, compound_of(contact.company, point, address))[:3]


def _place(code: str) -> str:
    known = common_pack().question(QUESTION).facts["place"].words or {}
    return code if code in known else ""


def duties(promise: Promise, name: str) -> list[Duty]:
    """Posts that must attend or reply, each with the clause that names it."""
    grants = promise.ruling.sources.get(name, ())
    found: dict[str, Duty] = {}
    for grant in grants:
        for code in grant.value if isinstance(grant.value, tuple | list) else (grant.value,):
            word = common_pack().posts.get(code)
            label = spoken(word) if word else str(code)
            found.setdefault(code, Duty(str(code), label, grant.clause))
    return list(found.values())


def wanted_of(attend: list[Duty]) -> list[Wanted]:
    """The same posts as the guard of dispatching takes them."""
    return [Wanted(one.post, one.clause) for one in attend]


def basis_of(actor: Actor, promise: Promise, company: Unit, *, now: datetime) -> Basis | None:
    """The clause behind the first clock, in the company's own words."""
    first = min(
        (clock for clock in promise.clocks if clock.due_at),
        key=lambda clock: (clock.mark == "company_set", clock.due_at),
        default=None,
    )
    ref = first.clause if first else next(iter(promise.clauses), "")
    clause = find_clause(ref, company.pk) if ref else None
    if clause is None:
        return None
    today = timezone.localdate(now)
    own = company_words(company, [ref], on=today).get(ref, "")
    rows: list[Measure] = measures(company, today.replace(day=1), actor).get(ref, [])
    return Basis(
        ref=ref,
        mark=first.mark if first else "",
        text=full_width(own or spoken(clause.summary)),
        own=bool(own),
        kept=sum(row.kept for row in rows),
        decided=sum(row.decided for row in rows),
    )


def script(kind: Kind, promise: Promise, party: Party | None) -> tuple[str, str]:
    """What to say and what to ask, with the first promise in words."""
    rows = read_data("desk", "desk")["scripts"]
    row = next((r for r in rows if r["kind"] == kind.code), rows[-1])
    language = "zh" if spoken_chinese() else "en"
    clock = heard(promise)
    promised = _("we will come back to you")
    if clock is not None and clock.due_at is not None:
        local = timezone.localtime(clock.due_at)
        promised = _("{what} by {due}").format(what=clock.label, due=f"{local:%m-%d %H:%M}")
    return row["say"][language].replace("{promise}", promised), row["ask"][language]


def heard(promise: Promise) -> Preview | None:
    """The clock that the customer is told of: a visit before an answer, the stricter one."""
    for name in read_data("desk", "desk")["heard"]:
        clocks = [clock for clock in promise.clocks if clock.name == name and clock.due_at]
        if clocks:
            return min(clocks, key=_instant)
    return None


def _instant(clock: Preview) -> float:
    return clock.due_at.timestamp() if clock.due_at else float("inf")


def phrases(kind: Kind) -> list[str]:
    """Quick phrases of a kind."""
    rows = read_data("desk", "desk")["phrases"]
    language = "zh" if spoken_chinese() else "en"
    return [row[language] for row in rows.get(kind.code, rows["otherwise"])]
