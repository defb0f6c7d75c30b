"""What customers say shows a department what to put right: an opinion becomes a notice."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from heqi.callbacks.access import ROUTE
from heqi.callbacks.models import Opinion
from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.ledger.states import IllegalMove
from heqi.people.access import require
from heqi.people.models import Unit
from heqi.rectifications.actions import issue_rectification
from heqi.rectifications.models import Rectification
from heqi.rectifications.queries import of_source

CLAUSE = "callback/results"


def wants_correction(row: Opinion) -> bool:
    """Whether the policy lets an opinion of this class become a notice, and none was issued."""
    wanted = (row.decision.answer or {}).get("may_become") or []
    return "rectification" in wanted and not of_source(row)


@transaction.atomic
def rectify_opinion(
    row: Opinion,
    *,
    unit: Unit,
    title: str,
    problem: str,
    requirement: str,
    severity: str,
    by: Actor,
    now: datetime,
) -> Rectification:
    """Tell a department in writing what an opinion shows (callback/results); once.

    ``problem`` is in the issuer's words: of the customer a notice says nothing. Raises
    ``Refused``, ``IllegalMove``, ``ValidationError``.
    """
    require(by, ROUTE, row)
    if not wants_correction(row):
        raise IllegalMove(_("By the policy this opinion becomes no notice, or it has one already."))
    notice = issue_rectification(
        unit=unit,
        title=title,
        problem=problem,
        requirement=requirement,
        severity=severity,
        clause=CLAUSE,
        source=row,
        source_number=row.number,
        by=by,
        now=now,
    )
    audit(row, "callbacks.rectify", by=by, now=now, changes={"rectification": notice.number})
    return notice
