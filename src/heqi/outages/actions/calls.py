"""Callers without gas: attached to the outage, or the sign of one (two of a compound)."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.customers.models import Compound, ServicePoint
from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.ledger.events import announce
from heqi.ledger.numbers import next_number
from heqi.ledger.states import IllegalMove
from heqi.notices.actions import notify_post
from heqi.outages.actions.area import Chosen, set_area
from heqi.outages.actions.planning import PREFIX
from heqi.outages.actions.timing import record, start_clocks
from heqi.outages.events import OutageSuspected
from heqi.outages.facts import no_gas_pattern
from heqi.outages.kinds import no_gas_symptoms
from heqi.outages.models import Cause, Outage, OutageCall
from heqi.outages.queries.area import compound_of
from heqi.outages.queries.callers import outages_at, outages_of_compound
from heqi.people.access import require
from heqi.service.models import Contact, ServiceRequest

LOOK_BACK = 200


@transaction.atomic
def attach_call(
    outage: Outage,
    *,
    contact: Contact | None = None,
    request: ServiceRequest | None = None,
    service_point: ServicePoint | None = None,
    address: str = "",
    phone: str = "",
    note: str = "",
    by: Actor,
    now: datetime,
) -> OutageCall:
    """Somebody called about an outage that is known: noted there, no order of its own.

    The same call attached twice is one.
    """
    require(by, "service.open", outage)
    if not outage.is_open:
        raise IllegalMove(_("This outage is over: take the call up as a new request."))
    if contact is not None and contact.company_id != outage.company_id:
        raise ValidationError(_("This call belongs to another company."))
    address = address or (service_point.premises.text if service_point else "")
    values = {
        "service_point": service_point,
        "address": address[:240],
        "phone": (phone or (contact.caller_number if contact else ""))[:20],
        "note": note.strip()[:300],
        "at": now,
        "by_name": by.name,
    }
    try:
        with transaction.atomic():
            call: OutageCall = OutageCall.objects.create(
                outage=outage, contact=contact, request=request, **values
            )
    except IntegrityError:
        return OutageCall.objects.get(
            outage=outage, **({"request": request} if request else {"contact": contact})
        )
    audit(
        outage,
        "outages.attach_call",
        by=by,
        now=now,
        changes={"request": request.number if request else ""},
        personal={"address": address, "phone": values["phone"]},
    )
    return call


@transaction.atomic
def suspect_outage(request: ServiceRequest, *, by: Actor, now: datetime) -> Outage | None:
    """A request without gas: of a known outage, or with another of its compound a possible one.

    How many households within how long is for the policy to say (complaints.duplicates).
    """
    if request.symptom not in no_gas_symptoms():
        return None
    compound = compound_of(request.company, request.service_point, request.address)
    known = outages_at(request.company_id, request.service_point)
    if compound is not None:
        known = known or outages_of_compound(compound)
    if known:
        attach_call(
            known[0], request=request, contact=request.contact,
            service_point=request.service_point, address=request.address,
            phone=request.contact_phone, by=by, now=now,
        )  # fmt: skip
        return known[0]
    if compound is None:
        return None
    pattern = no_gas_pattern(request.company, now=now)
    if pattern is None:
        return None
    calls = _calls_of(compound, request, pattern.since)
    homes = {one.service_point_id or one.address.strip() for one in calls}
    if len(homes) < pattern.households:
        return None
    return _suspect(compound, calls, len(homes), by=by, now=now)


@transaction.atomic
def suspect_in_compound(
    compound: Compound, requests: list[ServiceRequest], *, homes: int, by: Actor, now: datetime
) -> Outage:
    """Households of one compound complain of no gas: of a known outage, or a possible one."""
    newest = requests[0]
    known = outages_at(newest.company_id, newest.service_point) or outages_of_compound(compound)
    if not known:
        return _suspect(compound, requests, homes, by=by, now=now)
    for one in requests:
        attach_call(
            known[0], request=one, contact=one.contact, service_point=one.service_point,
            address=one.address, phone=one.contact_phone, by=by, now=now,
        )  # fmt: skip
    return known[0]


def _calls_of(compound: Compound, request: ServiceRequest, since: datetime) -> list[ServiceRequest]:
    rows = (
        ServiceRequest.objects.filter(
            company=request.company,
            symptom__in=no_gas_symptoms(),
            opened_at__gte=since,
        )
        .exclude(status="cancelled")
        .select_related("service_point__premises__compound", "contact", "unit")
        .order_by("-opened_at")[:LOOK_BACK]
    )
    return [
        one
        for one in rows
        if (
            one.service_point.premises.compound_id == compound.pk
            if one.service_point and one.service_point.premises.compound_id
            else compound.name in one.address
        )
    ]


def _suspect(
    compound: Compound,
    calls: list[ServiceRequest],
    homes: int,
    *,
    by: Actor,
    now: datetime,
) -> Outage:
    request = calls[0]
    outage: Outage = Outage.objects.create(
        number=next_number(PREFIX, timezone.localdate(now)),
        company=request.company,
        unit=request.unit,
        cause=Cause.INCIDENT,
        status="suspected",
        title=_("{n} households of {compound} without gas").format(n=homes, compound=compound),
        queue_at=now,
        created_at=now,
        created_by_name=by.name,
    )
    start_clocks(outage, by=by, now=now)
    record(outage, "suspected", by=by, now=now)
    audit(
        outage,
        "outages.suspect",
        by=by,
        now=now,
        changes={"compound": compound.pk, "requests": [one.number for one in calls]},
        decision=outage.decision_id,
    )
    for one in calls:
        attach_call(
            outage, request=one, contact=one.contact, service_point=one.service_point,
            address=one.address, phone=one.contact_phone, by=by, now=now,
        )  # fmt: skip
    set_area(outage, _parts(compound, calls), by=by, now=now)
    notify_post(
        "dispatcher",
        outage.company,
        "outages.suspected",
        context={
            "number": outage.number,
            "place": str(compound),
            "count": homes,
            "due": outage.due_at,
        },
        about=outage,
        url=f"/outages/{outage.number}/",
        key=f"suspected:{outage.pk}",
        by=by,
        now=now,
    )
    announce(
        OutageSuspected(
            outage_id=outage.pk,
            number=outage.number,
            compound_id=compound.pk,
            company_id=outage.company_id,
        ),
        now=now,
    )
    return outage


def _parts(compound: Compound, calls: list[ServiceRequest]) -> list[Chosen]:
    """All callers in one building: that building; else the compound."""
    buildings = {one.service_point.premises.building if one.service_point else "" for one in calls}
    if len(buildings) == 1 and "" not in buildings:
        return [Chosen(compound, building=buildings.pop())]
    return [Chosen(compound)]
