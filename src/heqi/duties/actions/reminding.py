"""Reminders before it is due, and word to those above when it is not done."""

from collections import defaultdict
from datetime import datetime, timedelta

from django.utils import timezone

from heqi.duties.models import Duty, Occurrence
from heqi.duties.posts import FOR
from heqi.duties.specs import terms, words_of
from heqi.duties.states import Status
from heqi.ledger.actors import SYSTEM
from heqi.notices.actions import notify, notify_post
from heqi.people.models import Staff

LOOK_BACK = timedelta(days=60)


def remind(duty: Duty, *, now: datetime) -> None:
    """One message per person and day due, however many occurrences it stands for."""
    today = timezone.localdate(now)
    held = terms(duty.code, today, duty.company_id)
    if held is None or not held.remind:
        return
    rows = Occurrence.objects.filter(
        duty=duty,
        status=Status.OPEN,
        due_on__gte=today,
        due_on__lte=today + timedelta(days=max(held.remind)),
        assignee__isnull=False,
    ).select_related("assignee__unit", "assignee__post", "stand_in__unit")
    groups: dict[tuple[Staff, object], list[Occurrence]] = defaultdict(list)
    for row in rows[:5000]:
        if row.doer:
            groups[row.doer, row.due_on].append(row)
    for (staff, _due), found in groups.items():
        left = (found[0].due_on - today).days
        step = min((n for n in held.remind if n >= left), default=None)
        if step is None:
            continue
        notify(
            staff,
            "duties.remind" if left else "duties.remind_today",
            context=_told(duty, found) | {"days": left},
            about=found[0],
            unit=duty.company,
            url=_address(found),
            key=f"duty:{duty.pk}:{found[0].due_on}:{step}",
            by=SYSTEM,
            now=now,
        )


def escalate(duty: Duty, *, now: datetime) -> None:
    """What is overdue by so many days is told to the posts that the rule names, once."""
    today = timezone.localdate(now)
    held = terms(duty.code, today, duty.company_id)
    if held is None or not held.escalate_to:
        return
    last = today - timedelta(days=held.escalate_after)
    rows = Occurrence.objects.filter(
        duty=duty, status=Status.OVERDUE, due_on__lte=last, due_on__gte=today - LOOK_BACK
    ).select_related("assignee", "unit")
    groups: dict[object, list[Occurrence]] = defaultdict(list)
    for row in rows[:5000]:
        groups[row.due_on].append(row)
    for due_on, found in groups.items():
        first = found[0]
        told = _told(duty, found) | {"doer": first.assignee.name if first.assignee else ""}
        for post in held.escalate_to:
            notify_post(
                FOR.get(post, post),
                duty.company,
                "duties.overdue",
                context=told,
                about=first,
                url=_address(found),
                key=f"duty-late:{duty.pk}:{due_on}",
                by=SYSTEM,
                now=now,
            )


def _told(duty: Duty, rows: list[Occurrence]) -> dict[str, object]:
    first = rows[0]
    words = words_of(duty.code)
    return {
        "duty": {"zh": words.zh, "en": words.en},
        "period": first.period_text,
        "count": len(rows),
        "due": first.due_on,
        "clause": first.clause,
    }


def _address(rows: list[Occurrence]) -> str:
    first = rows[0]
    if len(rows) == 1:
        return f"/duties/{first.pk}/"
    return f"/duties/all/?duty={first.code}&due={first.due_on:%Y-%m}&status=todo"
