"""Reading contacts and requests."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from heqi.clocks.models import OPEN_STATES as OPEN_CLOCKS
from heqi.clocks.models import Clock
from heqi.clocks.queries import Preview, preview
from heqi.customers.models import Party, ServicePoint
from heqi.ledger.actors import Actor
from heqi.people.access import may
from heqi.people.models import Staff, Unit
from heqi.people.queries import holders_of_right
from heqi.policies.deciding import rule_on
from heqi.rulebook.ruling import Ruling
from heqi.service.facts import QUESTION, area_of, commitment_facts, tier_of
from heqi.service.kinds import desk, transfer_lines
from heqi.service.models import Contact, ServiceRequest, Transfer
from heqi.service.states import FLOW, SERVED_STATES, ContactState

COUNT_CAP = 1001


@dataclass(frozen=True, slots=True)
class Promise:
    """What a request would get before it is saved.

    ``fault`` is empty, or no_rule, conflict, missing: then there are no clocks. ``attend`` and
    ``reply_by`` are codes of posts, ``assumed`` the facts nobody has given yet.
    """

    ruling: Ruling
    clocks: list[Preview]
    attend: tuple[str, ...]
    reply_by: tuple[str, ...]
    clauses: tuple[str, ...]
    assumed: dict[str, Any]
    fault: str


def preview_request(
    *,
    kind: str,
    unit: Unit,
    party: Party | None = None,
    service_point: ServicePoint | None = None,
    area: str = "",
    place: str = "",
    conditions_met: bool | None = None,
    now: datetime,
) -> Promise:
    """The clocks that a request would start, who must attend or reply, and by which clauses.

    Nothing is kept. ``ValidationError`` for a kind the policies do not know.
    """
    facts, assumed = commitment_facts(
        kind,
        tier=tier_of(party),
        area=area or area_of(service_point),
        place=place,
        conditions_met=conditions_met,
    )
    ruling = rule_on(QUESTION, facts, on=timezone.localdate(now), company_id=unit.company_id)
    answer = (ruling.answer or {}) if ruling.status == "answered" else {}
    return Promise(
        ruling=ruling,
        clocks=preview(ruling, start=now, unit=unit, facts=facts) if answer else [],
        attend=tuple(answer.get("attend", ())),
        reply_by=tuple(answer.get("reply_by", ())),
        clauses=tuple(ruling.clauses),
        assumed=assumed,
        fault="" if ruling.status == "answered" else ruling.status,
    )


SORTS = {
    "due": ("queue_at", "id"),
    "-due": ("-queue_at", "-id"),
    "opened": ("opened_at", "id"),
    "-opened": ("-opened_at", "-id"),
}


def request_list(
    actor: Actor,
    *,
    status: str = "",
    kind: str = "",
    source: str = "",
    unit: Unit | None = None,
    mine: bool = False,
    late: bool = False,
    party: Party | None = None,
    numbers: str = "",
    sort: str = "",
    now: datetime,
) -> models.QuerySet[ServiceRequest]:
    """Requests by filter: the open ones by what is due first, the others newest first.

    ``status`` is a state, ``open`` standing for everything still to be done, or empty;
    ``sort`` one of :data:`SORTS` where the reader has chosen.
    """
    rows = ServiceRequest.objects.visible_to(actor).select_related("unit", "party", "opened_by")
    if status == "open":
        rows = rows.filter(is_open=True)
    elif status:
        rows = rows.filter(status=status)
    for name, value in (("kind", kind), ("source", source), ("unit", unit), ("party", party)):
        if value:
            rows = rows.filter(**{name: value})
    if mine:
        rows = rows.filter(is_open=True, opened_by_id=actor.id)
    if late:
        rows = rows.filter(is_open=True, due_at__lt=now)
    if numbers:
        rows = rows.filter(Q(number__startswith=numbers.upper()) | Q(platform_number=numbers))
    by_due = status == "open" or late or mine
    return rows.order_by(*SORTS.get(sort, SORTS["due" if by_due else "-opened"]))


def request_counts(actor: Actor, *, now: datetime) -> dict[str, int]:
    """Numbers for the tabs, each counted to 1,000 at most (1,001 stands for more)."""
    rows = ServiceRequest.objects.visible_to(actor).order_by()
    tabs = {
        "open": rows.filter(is_open=True),
        "late": rows.filter(is_open=True, due_at__lt=now),
        "mine": rows.filter(is_open=True, opened_by_id=actor.id),
        "solved": rows.filter(status="solved"),
    }
    return {name: capped_count(tab) for name, tab in tabs.items()}


def capped_count(rows: models.QuerySet[Any]) -> int:
    """How many rows, counting no further than 1,001."""
    return rows.order_by().values("pk")[:COUNT_CAP].count()


def related_requests(
    actor: Actor,
    *,
    company: Unit,
    party: Party | None = None,
    service_point: ServicePoint | None = None,
    address: str = "",
    phone: str = "",
    exclude: int | None = None,
    now: datetime,
    limit: int = 8,
) -> models.QuerySet[ServiceRequest]:
    """Requests of the same household, phone or building in the last days: possibly the same."""
    since = now - timedelta(days=int(desk()["related_days"]))
    wanted = Q(pk__in=[])
    if party is not None:
        wanted |= Q(party=party)
    if service_point is not None:
        premises = service_point.premises
        wanted |= Q(service_point=service_point)
        if premises.compound_id and premises.building:
            wanted |= Q(
                service_point__premises__compound_id=premises.compound_id,
                service_point__premises__building=premises.building,
            )
    if address:
        wanted |= Q(address=address)
    if phone:
        wanted |= Q(contact_phone=phone)
    rows = ServiceRequest.objects.visible_to(actor).filter(
        wanted, company=company, opened_at__gte=since
    )
    if exclude:
        rows = rows.exclude(pk=exclude)
    rows = rows.select_related("unit").annotate(reminded=Count("reminders"))
    return rows.order_by("-opened_at", "-id")[:limit]


def colleagues(contact: Contact, line: str, *, on: date) -> list[Staff]:
    """Who can take a call passed on along a line: those in its posts who may answer calls."""
    posts = next((row.posts for row in transfer_lines() if row.code == line), ())
    found = holders_of_right("service.answer", contact.company, on=on)
    return [staff for staff in found if staff.post_id in posts]


def my_contacts(actor: Actor) -> models.QuerySet[Contact]:
    """The actor's open sessions, the oldest first, with who speaks."""
    return (
        Contact.objects.visible_to(actor)
        .filter(agent_id=actor.id, state__in=SERVED_STATES)
        .select_related("party", "agent")
        .order_by("started_at", "id")
    )


def ringing(actor: Actor) -> models.QuerySet[Contact]:
    """Calls that wait to be answered, the longest waiting first: those for anybody, those passed
    on to the actor, and those that he passed on and may take back."""
    mine = Transfer.objects.filter(
        contact=OuterRef("pk"), by_id=actor.id or 0, taken_at__isnull=True
    )
    return (
        Contact.objects.visible_to(actor)
        .filter(state=ContactState.RINGING)
        .filter(Q(offered_to__isnull=True) | Q(offered_to_id=actor.id or 0) | Exists(mine))
        .select_related("party", "offered_to")
        .order_by("started_at", "id")
    )


def contact_log(actor: Actor, *, party: Party | None = None) -> models.QuerySet[Contact]:
    """Contacts, newest first."""
    rows = Contact.objects.visible_to(actor).select_related("party", "agent")
    rows = rows.prefetch_related("transfers__by", "transfers__to", "reminders__request")
    return rows.filter(party=party) if party else rows


def my_clocks(actor: Actor, *, limit: int = 8) -> list[tuple[ServiceRequest, Clock]]:
    """The open clocks of requests that the actor took up, the first due first; two queries."""
    rows = ServiceRequest.objects.visible_to(actor).filter(
        opened_by_id=actor.id, is_open=True, due_at__isnull=False
    )
    found = {
        row.pk: row
        for row in rows.select_related("party", "unit").order_by("queue_at", "id")[:limit]
    }
    clocks = Clock.objects.filter(
        timeline__subject_type="service.servicerequest",
        timeline__subject_id__in=list(found),
        state__in=OPEN_CLOCKS,
        due_at__isnull=False,
    ).select_related("timeline")
    ordered = sorted(clocks, key=lambda clock: clock.due_at)  # type: ignore[arg-type,return-value]
    return [(found[clock.timeline.subject_id], clock) for clock in ordered[:limit]]


BUTTONS = {
    "pass_on": "service.pass_on",
    "solve": "service.solve",
    "close": "service.close",
    "reopen": "service.reopen",
    "cancel": "service.cancel",
    "merge": "service.merge",
    "book": "service.book",
    "change_kind": "service.change_kind",
}


def moves_for(actor: Actor, request: ServiceRequest) -> list[str]:
    """Names of the moves that are possible from here and that the actor may make."""
    if request.kind_row and request.kind_row.case:
        return []  # its own case has the steps
    moves = [
        *FLOW.moves_from(request.status),
        *(["book", "change_kind"] if request.is_open else []),
    ]
    return [name for name in moves if may(actor, BUTTONS[name], request)]


def unit_choices(company: Unit) -> models.QuerySet[Unit]:
    """Units of a company that a request can be passed on to."""
    return Unit.objects.filter(company=company, closed_on__isnull=True).order_by("path")
