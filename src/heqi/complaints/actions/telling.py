"""Telling people of a complaint: never the one it is about."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.complaints.models import Complaint
from heqi.complaints.posts import people_in
from heqi.complaints.states import Level
from heqi.ledger.actors import SYSTEM, Actor
from heqi.notices.actions import notify
from heqi.people.access import refuse
from heqi.people.models import Staff
from heqi.people.withholding import is_kept_from, kept_from_whom


def tell(
    complaint: Complaint,
    people: Iterable[Staff],
    code: str,
    *,
    key: str,
    now: datetime,
    **context: Any,
) -> None:
    """Write a message to everybody but those from whom the complaint is kept."""
    kept = kept_from_whom(complaint)
    for staff in people:
        if staff.pk in kept:
            continue
        notify(
            staff,
            code,
            context={
                "number": complaint.number,
                "level": dict(Level.choices).get(complaint.level, ""),
                "subject": complaint.subject,
                **context,
            },
            about=complaint,
            unit=complaint.unit,
            url=complaint.get_absolute_url(),
            key=f"complaint{complaint.pk}:{key}",
            by=SYSTEM,
            now=now,
        )


def tell_posts(
    complaint: Complaint,
    posts: Iterable[str],
    code: str,
    *,
    key: str,
    now: datetime,
    **context: Any,
) -> None:
    """Tell the holders of posts as seen from the unit in charge."""
    people = people_in(posts, complaint.unit, on=timezone.localdate(now), handler=complaint.handler)
    tell(complaint, people, code, key=key, now=now, **context)


def refuse_concerned(complaint: Complaint, by: Actor) -> None:
    """Nobody has a hand in a complaint about himself, nor in one that is kept from him."""
    if is_kept_from(by, complaint):
        raise refuse(_("This complaint is about you; others handle it."))


def acting(by: Actor) -> Actor:
    """The system in somebody's name, for what follows from his step in another app."""
    return by if by.kind == "system" else replace(SYSTEM, name=by.name)


def needed(**given: str) -> dict[str, str]:
    """The texts without blanks around them; a sentence at each field that is empty."""
    empty = {name: _("Please fill this in.") for name, text in given.items() if not text.strip()}
    if empty:
        raise ValidationError(empty)
    return {name: text.strip() for name, text in given.items()}
