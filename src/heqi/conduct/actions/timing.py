"""The clocks of a case, and telling people about it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from heqi.clocks.actions import record_and_copy, start_timeline
from heqi.conduct.facts import LIMITS
from heqi.conduct.models import Case
from heqi.ledger.actors import Actor
from heqi.notices.actions import notify
from heqi.people.models import Staff
from heqi.policies.deciding import ask


def start_clocks(case: Case, *, by: Actor, now: datetime) -> None:
    """The limits of a case run from when it is taken up; the right to appeal is no promise."""
    decision = ask(LIMITS, {"kind": case.side}, on=case.happened_on, company_id=case.company_id)
    start_timeline(
        case,
        unit=case.unit,
        decision=decision,
        facts={},
        label=case.number,
        without=["appeal"],
        by=by,
        now=now,
    )
    record(case, "raised", by=by, now=now)


def record(case: Case, kind: str, *, by: Actor, now: datetime, reason: str = "") -> None:
    """Something happened that starts or stops a limit."""
    record_and_copy(case, kind, began=case.raised_at, reason=reason, by=by, now=now)


def tell(
    case: Case,
    to: Iterable[Staff],
    code: str,
    *,
    key: str,
    url: str = "",
    by: Actor,
    now: datetime,
    **more: Any,
) -> None:
    """Write to people about a case, once per key; ``url`` leads elsewhere than to the case."""
    for staff in to:
        notify(
            staff,
            code,
            context={
                "number": case.number,
                "title": case.title,
                "due": case.due_at,
                **more,
            },
            about=case,
            unit=case.unit,
            url=url or case.get_absolute_url(),
            key=f"conduct{case.pk}:{key}",
            by=by,
            now=now,
        )


def needed(**given: str) -> dict[str, str]:
    """The texts without blanks around them; a sentence at each field that is empty."""
    empty = {name: _("Please fill this in.") for name, text in given.items() if not text.strip()}
    if empty:
        raise ValidationError(empty)
    return {name: text.strip() for name, text in given.items()}
