"""Questions and objections on a clause (framework/5.2.1.5)."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.people.access import require
from heqi.people.models import Unit
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
    return row
