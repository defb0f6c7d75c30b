"""Who may look at all, and how fast: asked before every read of personal data.

Limits per person and hour come from the pack (``lookups/gates``, data-entry/9.3). Higher apps may
register guards, for instance a pause after a burst of look-ups.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import DatabaseError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.customers.lookups import NotLogged
from heqi.customers.models import Lookup, LookupAction
from heqi.ledger.actors import Actor
from heqi.people.access import Refused
from heqi.policies.packs import current_pack

GATES = "lookups/gates"
HOUR = timedelta(hours=1)
LIMITS = {
    LookupAction.SEARCH: "searches_per_hour",
    LookupAction.VIEW: "views_per_hour",
    LookupAction.UNMASK: "unmasks_per_hour",
}
# Returns a sentence where the actor may not look now, else an empty text.
Guard = Callable[[Actor, datetime], str]
_guards: dict[str, Guard] = {}


class TooMany(Exception):  # noqa: N818 - it reads as the refusal it is
    """More look-ups in an hour than the policy allows (429)."""


def register_guard(name: str, guard: Guard) -> None:
    """Let a higher app refuse look-ups of somebody for a time."""
    _guards[name] = guard


def gates_on(now: datetime, *, company_id: int | None) -> Any:
    """The figures of the gates on the day of an instant."""
    return current_pack(company_id).value(GATES, timezone.localdate(now)).content


def admit(actor: Actor, action: LookupAction, *, now: datetime) -> None:
    """Raise ``Refused`` for somebody who is paused, ``TooMany`` for somebody too fast."""
    if actor.kind != "staff":
        return
    for guard in _guards.values():
        sentence = guard(actor, now)
        if sentence:
            raise Refused(sentence)
    name = LIMITS.get(action)
    if name is None:
        return
    limit = int(gates_on(now, company_id=actor.company_id)[name])
    done = Lookup.objects.filter(actor_id=actor.id, action=action).order_by("-id")
    # One row back as far as the limit says whether the hour is used up, however many there are.
    earlier = done.values_list("at", flat=True)[limit - 1 : limit]
    try:
        # In a savepoint, so that the refusal can still be told where the log cannot be read.
        with transaction.atomic():
            is_used_up = any(at > now - HOUR for at in earlier)
    except DatabaseError as error:
        raise NotLogged from error
    if is_used_up:
        raise TooMany(
            _(
                "You have looked up more than {limit} times in an hour. Please wait, or ask the "
                "head of your department if your work needs more."
            ).format(limit=limit)
        )
