"""Questions and objections on a clause, and their answers (framework/5.2.1.5)."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.ledger.events import announce
from heqi.people.access import require
from heqi.people.models import Unit
from heqi.policies.events import PolicyQueryAnswered, PolicyQueryRaised
from heqi.policies.models import PolicyQuery
from heqi.policies.packs import find_clause

RAISED, OBJECTION = "raised", "objection"


@transaction.atomic
def raise_query(
    unit: Unit, *, ref: str, text: str, objection: bool = False, by: Actor, now: datetime
) -> PolicyQuery:
    """Anyone who reads the policies asks about a clause, or objects to it."""
    require(by, "policies.view")
    if find_clause(ref) is None:
        raise ValidationError({"clause": _("There is no such clause.")})
    said = text.strip()
    if not said:
        raise ValidationError({"text": _("Write the question.")})
    row = PolicyQuery.objects.create(
        unit=unit,
        code=OBJECTION if objection else RAISED,
        ref=ref,
        text_zh=said[:500],
        text_en=said[:500],
        raised_at=now,
        raised_by_id=by.id if by.kind == "staff" else None,
        raised_by=by.name,
    )
    audit(row, "policies.raise_query", by=by, now=now, changes={"ref": ref})
    announce(PolicyQueryRaised(query_id=row.pk, unit_id=unit.pk), now=now)
    return row


@transaction.atomic
def answer_query(query: PolicyQuery, *, answer: str, by: Actor, now: datetime) -> None:
    """Answer a doubtful point; the answer stands beside the clause from then on."""
    require(by, "policies.answer", query.unit)
    said = answer.strip()
    if not said:
        raise ValidationError({"answer": _("Write the answer.")})
    open_one = PolicyQuery.objects.filter(pk=query.pk, answered_at__isnull=True)
    if not open_one.update(answer=said, answered_at=now, answered_by=by.name):
        raise ValidationError({"answer": _("Somebody has answered this already.")})
    audit(query, "policies.answer_query", by=by, now=now, changes={"answer": said})
    announce(PolicyQueryAnswered(query_id=query.pk, unit_id=query.unit_id), now=now)


def mark_due(query: PolicyQuery, *, due_at: datetime | None, clause: str) -> None:
    """Copy the clock of a question to its row, for the list."""
    PolicyQuery.objects.filter(pk=query.pk).update(due_at=due_at, due_clause=clause)
