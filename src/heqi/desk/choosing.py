"""Whom the agent sends as the request is taken up, and the policy's word on it beforehand."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from heqi.ledger.actors import Actor
from heqi.people.access import may
from heqi.people.models import Staff
from heqi.service.models import Contact
from heqi.workorders.guards import NeedsReason, Wanted, check_choice
from heqi.workorders.queries import crew_of

ASSIGN = "workorders.assign"


@dataclass(frozen=True, slots=True)
class Choice:
    """Whom the agent sends, of whom, and what the policy says to it before anything is saved."""

    crew: list[Staff]
    assignee: Staff | None = None
    attending: Staff | None = None
    reason: str = ""
    stop: NeedsReason | None = None

    @property
    def sent(self) -> list[Staff]:
        """Who goes beside the crew."""
        return [self.attending] if self.attending else []


def choice_of(
    actor: Actor,
    contact: Contact,
    order: str,
    wanted: list[Wanted],
    data: Mapping[str, Any],
    *,
    now: datetime,
) -> Choice | None:
    """Whom the agent may send and sends; None for who leaves that to the dispatchers.

    ``stop`` is what dispatching would say (tiering/6.1(4): the captain must come), told here.
    """
    if not may(actor, ASSIGN, contact):
        return None
    crew = crew_of(actor, contact.company_id, [one.post for one in wanted])
    by_key = {str(staff.pk): staff for staff in crew}
    choice = Choice(
        crew=crew,
        assignee=by_key.get(str(data.get("assignee", ""))),
        attending=by_key.get(str(data.get("attending", ""))),
        reason=str(data.get("override_reason", ""))[:300],
    )
    if choice.assignee is None:
        return choice
    try:
        check_choice(
            wanted,
            choice.assignee,
            attending=choice.sent,
            override_reason=choice.reason,
            kind=order,
            now=now,
        )
    except NeedsReason as stop:
        return replace(choice, stop=stop)
    return choice
