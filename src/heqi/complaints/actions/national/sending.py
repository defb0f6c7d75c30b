"""Carrying messages to the national centre: signed over HTTP until they arrive, or in a file."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
from django.db import transaction

from heqi.complaints.access import NATIONAL
from heqi.complaints.actions.national.receiving import settings
from heqi.complaints.actions.reporting import after_sent
from heqi.complaints.models import NationalLink, NationalMessage
from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.notices.signing import sign
from heqi.people.access import require
from heqi.people.models import Unit

BATCH = 20
MOST = 1000
CLAIM = timedelta(minutes=10)
State = NationalMessage.State


def outbound_payload(message: NationalMessage) -> dict[str, Any]:
    """A message as it goes out."""
    return {"key": message.key, **message.body}


def send_waiting(*, now: datetime) -> int:
    """The loop's task: carry what is due, the oldest first. A row is claimed before it is sent."""
    lines = {link.company_id: link.address for link in NationalLink.objects.exclude(address="")}
    rows = NationalMessage.objects.filter(
        state=State.WAITING, next_at__lte=now, company_id__in=list(lines)
    )
    done = 0
    rows = rows.select_related("complaint", "step")
    for message in rows.order_by("next_at", "id")[:BATCH]:
        claimed = NationalMessage.objects.filter(pk=message.pk, next_at=message.next_at).update(
            next_at=now + CLAIM
        )
        if claimed:
            _send(message, lines[message.company_id], now=now)
            done += 1
    return done


def _send(message: NationalMessage, address: str, *, now: datetime) -> None:
    body = json.dumps(outbound_payload(message), ensure_ascii=False).encode()
    headers = {
        "Content-Type": "application/json",
        "Idempotency-Key": message.key,
        **sign(body, now=now.astimezone(UTC)),
    }
    try:
        answer = httpx.post(
            address, content=body, headers=headers, timeout=float(settings()["timeout_s"])
        )
    except httpx.HTTPError as error:
        _push_back(message, type(error).__name__, now=now)
        return
    if answer.status_code < 300:
        with transaction.atomic():
            NationalMessage.objects.filter(pk=message.pk).update(
                state=State.SENT, sent_at=now, error="", next_at=None, attempts=message.attempts + 1
            )
            after_sent(message, now=now)
    elif answer.status_code < 500 and answer.status_code != 429:
        NationalMessage.objects.filter(pk=message.pk).update(
            state=State.FAILED,
            error=f"{answer.status_code} {_sentence(answer)}"[:300],
            next_at=None,
            attempts=message.attempts + 1,
        )
    else:
        _push_back(message, str(answer.status_code), now=now)


def _sentence(answer: httpx.Response) -> str:
    try:
        return str(answer.json().get("error", ""))
    except (ValueError, AttributeError):
        return ""


def _push_back(message: NationalMessage, error: str, *, now: datetime) -> None:
    waits = settings()["retry_minutes"]
    last = message.attempts >= len(waits)
    wait = timedelta(minutes=int(waits[min(message.attempts, len(waits) - 1)]))
    NationalMessage.objects.filter(pk=message.pk).update(
        state=State.FAILED if last else State.WAITING,
        attempts=message.attempts + 1,
        next_at=None if last else now + wait,
        error=error[:300],
    )


@transaction.atomic
def take_out_file(company: Unit, *, by: Actor, now: datetime) -> str:
    """Everything that waits or failed, a JSON object a line; from now on it counts as sent."""
    require(by, NATIONAL, company)
    rows = list(
        NationalMessage.objects.filter(
            company=company,
            direction=NationalMessage.Direction.OUT,
            state__in=[State.WAITING, State.FAILED],
        )
        .select_related("complaint", "step")
        .order_by("id")[:MOST]
    )
    NationalMessage.objects.filter(pk__in=[row.pk for row in rows]).update(
        state=State.SENT, sent_at=now, next_at=None, error=""
    )
    for row in rows:
        after_sent(row, now=now)
    audit(company, "complaints.national_file", by=by, now=now, changes={"messages": len(rows)})
    lines = [json.dumps(outbound_payload(row), ensure_ascii=False) for row in rows]
    return "\n".join(lines) + ("\n" if lines else "")
