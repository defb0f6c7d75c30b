"""Callbacks that the national centre made: they come and are answered over the same line."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone

from heqi.callbacks.actions import take_result
from heqi.callbacks.actions.national import opinion_state
from heqi.callbacks.centre.results import LONGEST, understand
from heqi.callbacks.models import NationalResult
from heqi.complaints.models import NationalMessage
from heqi.ledger.actors import Actor
from heqi.people.machines import Rejected
from heqi.people.models import Unit

FIELDS = (*LONGEST, "called_at", "score", "opinion", "sensitive")


def take_callback(
    company: Unit, message: Mapping[str, Any], by: Actor, now: datetime
) -> tuple[NationalResult, dict[str, Any]]:
    """Take one result in; the same number with the same content again is the same result."""
    values = {name: str(message.get(name, "") or "").strip() for name in FIELDS}
    found = understand(values, company, now=now)
    if found.findings:
        said = " ".join(f"{name}: {said}" for name, said in found.findings)
        missing = [name for name, _said in found.findings] == ["number"] and bool(values["number"])
        raise Rejected(404 if missing else 422, said)
    assert found.heard is not None
    row = found.known or take_result(company, found.heard, by=by, now=now)
    return row, state_of_result(row)


def state_of_result(row: NationalResult) -> dict[str, Any]:
    """What the national centre is told of a result: how far it is, nothing personal."""
    return {
        "reference": row.reference,
        "number": row.task.number,
        "state": row.status,
        "opinion": opinion_state(row),
        "our_due_at": _iso(row.due_at) if row.is_open else None,
        "handling": row.handling,
        "handed_back_at": _iso(row.handed_back_at),
    }


def _iso(at: datetime | None) -> str | None:
    return timezone.localtime(at).isoformat(timespec="seconds") if at else None


def post_handling(row: NationalResult, *, by: Actor, now: datetime) -> NationalMessage:
    """Put the handling into the queue to the national centre; the loop or a file carries it."""
    made: NationalMessage = NationalMessage.objects.create(
        company=row.company,
        callback=row,
        direction=NationalMessage.Direction.OUT,
        kind=NationalMessage.Kind.HANDLED,
        key=f"{row.task.number}-handled",
        body={"kind": "handled", "at": _iso(now), **state_of_result(row)},
        state=NationalMessage.State.WAITING,
        next_at=now,
        at=now,
        by_name=by.name,
    )
    return made
