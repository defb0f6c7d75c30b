"""Taking up a request: its promises are decided and started in the same transaction."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.customers.models import Party, ServicePoint
from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.ledger.events import announce
from heqi.ledger.numbers import next_number
from heqi.people.access import require
from heqi.people.models import Unit
from heqi.service.actions.timing import decide_commitments, start_clocks
from heqi.service.events import RequestOpened
from heqi.service.facts import area_of, commitment_facts, criterion_of, tier_of
from heqi.service.kinds import Kind, kinds, symptoms
from heqi.service.models import Channel, Contact, ServiceRequest


@transaction.atomic
def open_request(
    *,
    kind: str,
    company: Unit | None = None,
    address: str = "",
    contact_phone: str = "",
    contact_name: str = "",
    description: str = "",
    device: str = "",
    symptom: str = "",
    place: str = "",
    area: str = "",
    party: Party | None = None,
    service_point: ServicePoint | None = None,
    contact: Contact | None = None,
    source: str = "",
    platform_number: str = "",
    booked_for: datetime | None = None,
    vulnerable: bool = False,
    conditions_met: bool | None = None,
    received_at: datetime | None = None,
    idempotency_key: str = "",
    by: Actor,
    now: datetime,
) -> ServiceRequest:
    """Save what a customer asks for, decide what he is promised and start those clocks.

    An emergency needs an address and a phone number only. Asked twice with one
    ``idempotency_key`` it is one request. ``received_at`` lies before now where a platform or a
    paper had it first. Raises ``Refused``, ``ValidationError`` by field.
    """
    company = company or _company(by, contact, party, service_point)
    require(by, "service.open", company)
    if idempotency_key:
        # What is left out is what the index leaves out: else SQLite reads every request.
        asked = ServiceRequest.objects.filter(company=company, idempotency_key=idempotency_key)
        if known := asked.exclude(idempotency_key="").order_by().first():
            return known
    if service_point is not None and not address:
        address = service_point.premises.text
    found = _check(
        kind,
        company,
        given={
            "address": address,
            "phone": contact_phone,
            "matter": description or symptom,
        },
        party=party,
        point=service_point,
        symptom=symptom,
        vulnerable=vulnerable,
        received_at=received_at,
        booked_for=booked_for,
        now=now,
    )

    area = area or area_of(service_point)
    tier = tier_of(party)
    facts, assumed = commitment_facts(
        kind, tier=tier, area=area, place=place, conditions_met=conditions_met
    )
    request: ServiceRequest = ServiceRequest.objects.create(
        number=next_number(found.prefix, timezone.localdate(now)),
        company=company,
        unit=unit_in_charge(found, company),
        kind=kind,
        source=source or (contact.channel if contact else Channel.PHONE),
        platform_number=platform_number,
        contact=contact,
        party=party,
        service_point=service_point,
        address=address,
        contact_name=contact_name or (party.name if party else ""),
        contact_phone=contact_phone,
        description=description,
        device=device or (symptoms()[symptom].device if symptom else ""),
        symptom=symptom,
        place=place,
        area=area,
        conditions_met=conditions_met,
        booked_for=booked_for,
        vulnerable=vulnerable or bool(party and party.vulnerable),
        tier=tier,
        criterion=criterion_of(party),
        assumed=assumed,
        decision=decide_commitments(facts, now=now, company_id=company.pk),
        queue_at=received_at or now,
        opened_by_id=by.id if by.kind == "staff" else None,
        opened_by_name=by.name,
        opened_at=received_at or now,
        idempotency_key=idempotency_key,
    )
    start_clocks(request, facts=facts, received_at=received_at or now, by=by, now=now)

    audit(
        request,
        "service.open",
        by=by,
        now=now,
        changes={"kind": kind, "source": request.source, "tier": tier, "assumed": assumed},
        personal={
            "address": address,
            "contact_name": request.contact_name,
            "contact_phone": contact_phone,
        },
        decision=request.decision_id,
    )

    announce(
        RequestOpened(
            request_id=request.pk,
            number=request.number,
            kind=kind,
            tier=tier,
            unit_id=request.unit_id,
            company_id=company.pk,
        ),
        now=now,
    )
    return request


def unit_in_charge(kind: Kind, company: Unit) -> Unit:
    """The department that takes charge of a kind; the company where it has none of that code."""
    found = (
        Unit.objects.filter(company=company, code=kind.department, closed_on__isnull=True)
        .order_by("path")
        .first()
    )
    return found or company


def _company(
    by: Actor, contact: Contact | None, party: Party | None, point: ServicePoint | None
) -> Unit:
    for row in (contact, point, party):
        if row is not None:
            return row.company
    found = Unit.objects.filter(pk=by.company_id).first() if by.company_id else None
    if found is None:
        raise ValidationError({"company": _("Name the company that takes up the request.")})
    return found


def _check(
    code: str,
    company: Unit,
    *,
    given: dict[str, str],
    party: Party | None,
    point: ServicePoint | None,
    symptom: str,
    vulnerable: bool,
    received_at: datetime | None,
    booked_for: datetime | None,
    now: datetime,
) -> Kind:
    found = kinds().get(code)
    if found is None:
        raise ValidationError({"kind": _("Choose what the customer asks for.")})
    errors: dict[str, Any] = {}
    sentences = {
        "address": ("address", _("Write down the address.")),
        "phone": ("contact_phone", _("Write down a phone number to call back.")),
        "matter": ("description", _("Write down what the customer asks for.")),
    }
    for need in found.needs:
        if not given[need].strip():
            field, sentence = sentences[need]
            errors[field] = sentence
    if symptom and symptom not in symptoms():
        errors["symptom"] = _("Choose the symptom from the list.")
    if any(row is not None and row.company_id != company.pk for row in (party, point)):
        errors["party"] = _("This customer belongs to another company.")
    # authority/4-permission-3: the service for the elderly, frail, sick or disabled is for
    # customers of the company; an emergency is never held up by it.
    if vulnerable and party is None and point is None and not found.urgent:
        errors["vulnerable"] = _("Choose the customer first: this service is for our customers.")
    if received_at is not None and received_at > now:
        errors["received_at"] = _("The time of receipt cannot lie in the future.")
    if booked_for is not None and booked_for < now:
        errors["booked_for"] = _("The booked time must lie in the future.")
    if errors:
        raise ValidationError(errors)
    return found
