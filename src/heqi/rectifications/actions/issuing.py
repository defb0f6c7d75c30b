"""Issuing a notice of rectification, and taking one back."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.clocks.actions import start_timeline
from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.ledger.events import announce
from heqi.ledger.numbers import next_number
from heqi.ledger.states import move
from heqi.notices.actions import notify_holders
from heqi.people.access import require
from heqi.people.models import Unit
from heqi.people.queries import company_of
from heqi.policies.deciding import ask
from heqi.rectifications.access import ANSWER, ISSUE
from heqi.rectifications.actions.timing import record
from heqi.rectifications.events import RectificationIssued
from heqi.rectifications.models import Rectification
from heqi.rectifications.states import FLOW, Severity

PREFIX = "ZG"
LIMITS = "rectifications.limits"


def needed(**given: str) -> dict[str, str]:
    """The texts without blanks around them; a sentence at each field that is empty."""
    empty = {name: _("Please fill this in.") for name, text in given.items() if not text.strip()}
    if empty:
        raise ValidationError(empty)
    return {name: text.strip() for name, text in given.items()}


@transaction.atomic
def issue_rectification(
    *,
    unit: Unit,
    title: str,
    problem: str,
    requirement: str,
    severity: str = Severity.ORDINARY,
    clause: str = "",
    source: models.Model | None = None,
    source_number: str = "",
    by: Actor,
    now: datetime,
) -> Rectification:
    """Tell a department in writing what to put right; its limits start (inspection/6.3).

    ``source`` is what raised it (a complaint, a finding). Raises ``Refused``, ``ValidationError``
    by field.
    """
    require(by, ISSUE, unit)
    texts = needed(title=title, problem=problem, requirement=requirement)
    if severity not in Severity.values:
        raise ValidationError({"severity": _("Choose how grave the problem is.")})
    if unit.kind not in ("department", "team"):
        raise ValidationError({"unit": _("A notice goes to a department or a team.")})
    decision = ask(
        LIMITS, {"severity": severity}, on=timezone.localdate(now), company_id=unit.company_id
    )
    row: Rectification = Rectification.objects.create(
        number=next_number(PREFIX, timezone.localdate(now)),
        company=company_of(unit),
        unit=unit,
        title=texts["title"][:120],
        problem=texts["problem"],
        requirement=texts["requirement"],
        severity=severity,
        clause=clause,
        source_type=source._meta.label_lower if source else "",
        source_id=str(source.pk) if source else "",
        source_number=source_number[:40],
        decision=decision,
        issued_at=now,
        issued_by_id=by.id if by.kind == "staff" else None,
        issuer_name=by.name,
        queue_at=now,
    )
    start_timeline(row, unit=unit, decision=decision, facts={}, label=row.number, by=by, now=now)
    record(row, "issued", by=by, now=now)
    audit(
        row,
        "rectifications.issue",
        by=by,
        now=now,
        changes={"unit": unit.pk, "severity": severity, "source": row.source_number},
        decision=decision.pk,
    )
    notify_holders(
        ANSWER,
        unit,
        "rectifications.issued",
        context={"number": row.number, "title": row.title, "due": row.due_at},
        about=row,
        url=f"/rectifications/{row.pk}/",
        key=f"rectification{row.pk}:issued",
        by=by,
        now=now,
    )
    announce(
        RectificationIssued(
            rectification_id=row.pk,
            number=row.number,
            severity=severity,
            source_type=row.source_type,
            source_id=row.source_id,
            unit_id=unit.pk,
            company_id=row.company_id,
        ),
        now=now,
    )
    return row


@transaction.atomic
def withdraw_rectification(row: Rectification, *, reason: str, by: Actor, now: datetime) -> None:
    """The notice was a mistake; the reason stays."""
    require(by, ISSUE, row)
    reason = needed(reason=reason)["reason"]
    move(
        row,
        FLOW,
        "withdraw",
        code="rectifications.withdraw",
        by=by,
        now=now,
        reason=reason,
        is_open=False,
    )
    record(row, "withdrawn", reason=reason, by=by, now=now)
