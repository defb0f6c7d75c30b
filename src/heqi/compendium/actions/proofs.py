"""Registering evidence beside a clause, and withdrawing it (framework/5.2.1.6)."""

from datetime import date, datetime
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.compendium.access import PROVE
from heqi.compendium.models import Proof
from heqi.compendium.queries.proofs import may_withdraw
from heqi.evidence.actions import attach
from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.people.access import refuse, require
from heqi.people.models import Unit
from heqi.people.queries import company_of
from heqi.policies.packs import current_pack

LONGEST = 200


@transaction.atomic
def register_proof(
    unit: Unit,
    *,
    clause: str,
    month: date,
    text: str,
    record: str = "",
    content: bytes = b"",
    name: str = "",
    by: Actor,
    now: datetime,
) -> Proof:
    """Say what shows that a clause was kept in a month, with a file, a photo or a record."""
    require(by, PROVE, unit)
    if clause not in current_pack(unit.company_id).clauses:
        raise ValidationError({"clause": _("There is no such clause.")})
    if not text.strip():
        raise ValidationError({"text": _("Say what it shows.")})
    if month > timezone.localdate(now):
        raise ValidationError({"month": _("The month has not begun yet.")})
    row = Proof.objects.create(
        company=company_of(unit),
        unit=unit,
        clause=clause,
        month=month.replace(day=1),
        text=text.strip()[:LONGEST],
        record=_page(record.strip()),
        at=now,
        staff_id=by.id if by.kind == "staff" else None,
        by_name=by.name,
    )
    audit(row, "compendium.register_proof", by=by, now=now,
          changes={"clause": clause, "month": row.month, "record": row.record})  # fmt: skip
    if content:
        try:
            attach(row, content=content, name=name, by=by, now=now)
        except ValidationError as error:
            raise ValidationError({"file": error.messages}) from None
    return row


@transaction.atomic
def withdraw_proof(row: Proof, *, reason: str, by: Actor, now: datetime) -> None:
    """Take back what somebody registered himself, or as whoever leads the policies; it stays in
    the list with its reason."""
    if not may_withdraw(row, by):
        raise refuse(_("You may not withdraw this evidence."))
    if not reason.strip():
        raise ValidationError({"reason": _("Say why it is withdrawn.")})
    said = {
        "withdrawn_at": now,
        "withdrawn_by": by.name,
        "withdrawn_for": reason.strip()[:LONGEST],
    }
    if not Proof.objects.filter(pk=row.pk, withdrawn_at=None).update(**said):
        raise ValidationError(_("This evidence has been withdrawn already."))
    audit(row, "compendium.withdraw_proof", by=by, now=now,
          changes={"reason": said["withdrawn_for"]})  # fmt: skip


def _page(address: str) -> str:
    """A page of this system, without its host; who follows it needs the page's own right."""
    if not address:
        return ""
    try:
        parts = urlsplit(address)
        if parts.path.startswith("//"):
            raise ValueError(address)  # a browser would read a host
        resolve(parts.path)
    except (ValueError, Resolver404):
        raise ValidationError(
            {"record": _("Copy the address of the record's page in this system.")}
        ) from None
    page = parts.path + (f"?{parts.query}" if parts.query else "")
    if len(page) > LONGEST:
        raise ValidationError({"record": _("This address is too long.")})
    return page
