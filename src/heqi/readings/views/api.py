"""The collection system's door: JSON over HTTP, a token, a key that makes a message happen once.

``{"kind": "telegrams", "rows": [{"meter", "at", "dial", "battery_low", "valve_closed"}]}`` or
``{"kind": "cards", "rows": [{"meter", "at", "dial", "balance", "bought", "card_no"}]}``. Errors are
sentences: ``{"error": "…"}`` with 400, 401, 409, 413, 422 or 429.
"""

import hashlib
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.http import JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from heqi.ledger.actors import Actor
from heqi.people.machines import (
    Rejected,
    check_pace,
    checked_key,
    door,
    json_object,
    line_of_request,
)
from heqi.people.requests import Request
from heqi.policies.data import read_data
from heqi.readings import actions
from heqi.readings.columns import MOST
from heqi.readings.models import Delivery, MeterLine
from heqi.readings.states import Source

SYSTEM = Actor(kind="system", id=None, name="采集系统")
# Rows whose fate an answer tells; the page and its report have them all.
TOLD = 200


@door
@require_POST
def messages(request: Request) -> JsonResponse:
    """Take one message; the answer tells what became of its rows."""
    company = line_of_request(MeterLine.objects.all(), request).company
    limits = read_data("readings", "line")
    message = json_object(request, largest=int(limits["largest_message"]))
    key = checked_key(request.headers.get("Idempotency-Key", ""))
    kind, rows = _rows(message)
    lately = Delivery.objects.filter(
        company=company, source=Source.LINE, at__gt=request.now - timedelta(minutes=1)
    )
    check_pace(lately.count(), a_minute=int(limits["messages_per_minute"]))
    try:
        made = actions.deliver(
            company,
            kind=kind,
            rows=rows,
            key=key,
            digest=hashlib.sha256(request.body).hexdigest(),
            source=Source.LINE,
            by=SYSTEM,
            now=request.now,
        )
    except actions.Repeated as error:
        raise Rejected(409, " ".join(error.messages)) from error
    except ValidationError as error:
        raise Rejected(422, " ".join(error.messages)) from error
    return JsonResponse(
        {
            "rows": made.rows,
            "taken": made.taken,
            "older": made.older,
            "passed_over": made.passed_over,
            "problems": made.told[:TOLD],
        }
    )


def _rows(message: dict[str, Any]) -> tuple[str, list[dict[str, Any]]]:
    """What kind of rows a message brings, and the rows."""
    kind, rows = str(message.get("kind", "")), message.get("rows")
    if kind not in MOST:
        raise Rejected(422, _("kind is one of {kinds}.").format(kinds=", ".join(MOST)))
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise Rejected(422, _("rows is a list of objects."))
    if not 0 < len(rows) <= MOST[kind]:
        raise Rejected(422, _("A message holds 1 to {n} rows.").format(n=MOST[kind]))
    return kind, rows
