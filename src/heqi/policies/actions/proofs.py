"""Registering evidence beside a clause (framework/5.2.1.6)."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.evidence.actions import attach
from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.people.models import Unit
from heqi.policies.models import Proof
from heqi.policies.packs import find_clause
from heqi.policies.proofs import require_proving


@transaction.atomic
def register_proof(
    company: Unit,
    *,
    clause: str,
    month: date,
    text: str,
    content: bytes = b"",
    name: str = "",
    by: Actor,
    now: datetime,
) -> Proof:
    """Say what shows that a clause was kept in a month, with a file, photo or record."""
    require_proving(by, company)
    if find_clause(clause) is None:
        raise ValidationError({"clause": _("There is no such clause.")})
    if not text.strip():
        raise ValidationError({"text": _("Say what it shows.")})
    if month > timezone.localdate(now):
        raise ValidationError({"text": _("The month has not begun yet.")})
    row = Proof.objects.create(
        company=company,
        clause=clause,
        month=month.replace(day=1),
        text=text.strip()[:200],
        at=now,
        by_id=by.id if by.kind == "staff" else None,
        by_name=by.name,
    )
    audit(row, "policies.register_proof", by=by, now=now,
          changes={"clause": clause, "month": row.month})  # fmt: skip
    if content:
        attach(row, content=content, name=name, by=by, now=now)
    return row
