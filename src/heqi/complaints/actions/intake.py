"""Taking up a complaint: one door, whatever the channel; its promises start at the receipt."""

import hashlib
from collections.abc import Collection
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from heqi.complaints.access import TAKE
from heqi.complaints.actions.levels import check_facts, name_accused
from heqi.complaints.actions.making import make_case
from heqi.complaints.actions.patterns import place_complaint
from heqi.complaints.actions.telling import acting
from heqi.complaints.catalogue import catalogue, codes, is_forwarded
from heqi.complaints.models import Complaint
from heqi.customers.models import Party, ServicePoint
from heqi.evidence.actions import attach
from heqi.ledger.actors import SYSTEM, Actor
from heqi.people.access import require
from heqi.people.models import Staff, Unit
from heqi.service.actions import open_request
from heqi.service.models import Contact, ServiceRequest

KIND = "complaint"
STAFF = "staff"


@transaction.atomic
def take_complaint(
    *,
    company: Unit,
    channel: str,
    subject: str,
    description: str,
    category: str = "",
    party: Party | None = None,
    service_point: ServicePoint | None = None,
    contact: Contact | None = None,
    address: str = "",
    contact_name: str = "",
    contact_phone: str = "",
    platform_number: str = "",
    platform_due_at: datetime | None = None,
    signs: Collection[str] = (),
    households: int = 1,
    claim_yuan: Decimal = Decimal(0),
    accused_unit: Unit | None = None,
    accused: Staff | None = None,
    anonymous: bool = False,
    confidential: bool = False,
    vulnerable: bool = False,
    received_at: datetime | None = None,
    idempotency_key: str = "",
    by: Actor,
    now: datetime,
) -> Complaint:
    """Take up a complaint with its request; a duplicate gives back the case it was attached to.

    Raises ``Refused``, ``ValidationError`` by field.
    """
    require(by, TAKE, company)
    _check(
        channel=channel,
        subject=subject,
        platform_number=platform_number,
        platform_due_at=platform_due_at,
        received_at=received_at or now,
        category=category,
        signs=signs,
        households=households,
        claim_yuan=claim_yuan,
    )
    known = known_case(company, channel, platform_number)
    if known is not None:
        return known
    request = open_request(
        kind=KIND,
        company=company,
        source=_source_of(channel),
        platform_number=platform_number,
        party=party,
        service_point=service_point,
        contact=contact,
        address=address,
        contact_name="" if anonymous and not contact_name else contact_name,
        contact_phone=contact_phone,
        description=description.strip() or subject,
        vulnerable=vulnerable,
        received_at=received_at,
        idempotency_key=idempotency_key,
        by=by,
        now=now,
    )
    found = Complaint.objects.filter(request=request).first()
    if found is not None:
        return found
    complaint = make_case(
        request,
        channel=channel,
        subject=subject,
        category=category,
        platform_due_at=platform_due_at,
        signs=signs,
        households=households,
        claim_yuan=claim_yuan,
        anonymous=anonymous,
        confidential=confidential,
        by=by,
        now=now,
    )
    if accused is not None or accused_unit is not None:
        name_accused(complaint, unit=accused_unit, staff=accused, by=by, now=now)
    return place_complaint(complaint, by=by, now=now) if category else complaint


@transaction.atomic
def take_with_file(
    *, content: bytes, name: str, by: Actor, now: datetime, **values: Any
) -> Complaint:
    """Take up a complaint with what came along: kept as evidence of the case that goes on.

    The same file twice is kept once. Who takes it up hands it in, whether or not he sees the case.
    """
    complaint = take_complaint(**values, by=by, now=now)
    key = f"intake:{hashlib.sha256(content).hexdigest()}"
    attach(complaint, content=content, name=name, key=key, by=acting(by), now=now)
    return complaint


@transaction.atomic
def adopt_request(request: ServiceRequest, *, by: Actor = SYSTEM, now: datetime) -> Complaint:
    """A request of the kind complaint (from the desk) becomes a case, once."""
    found = Complaint.objects.filter(request=request).first()
    if found is not None:
        return found
    return make_case(request, subject=request.description or request.kind_label, by=by, now=now)


def known_case(company: Unit, channel: str, platform_number: str) -> Complaint | None:
    """The case of a platform's number: a platform hands a matter over once."""
    if not platform_number:
        return None
    return Complaint.objects.filter(
        company=company, channel=channel, platform_number=platform_number
    ).first()


def _source_of(channel: str) -> str:
    """The source of the request behind a channel; own staff where it names none."""
    rows = catalogue()["sources"].items()
    return next((source for source, one in rows if one == channel), STAFF)


def _check(
    *,
    channel: str,
    subject: str,
    platform_number: str,
    platform_due_at: datetime | None,
    received_at: datetime,
    category: str,
    signs: Collection[str],
    households: int,
    claim_yuan: Decimal,
) -> None:
    errors = check_facts(
        category=category, given=signs, households=households, claim_yuan=claim_yuan
    )
    if channel not in codes("channels"):
        errors["channel"] = _("Choose the channel from the list.")
    elif is_forwarded(channel) and not platform_number.strip():
        errors["platform_number"] = _("Write down the platform's own number.")
    if not subject.strip():
        errors["subject"] = _("Say in a few words what is complained about.")
    if platform_due_at is not None and platform_due_at < received_at:
        errors["platform_due_at"] = _("The platform's date lies before the receipt.")
    if errors:
        raise ValidationError(errors)
