"""The collection system's door: JSON over HTTP, a token, a key that makes a message happen once.

``{"kind": "telegrams", "rows": [{"meter", "at", "dial", "battery_low", "valve_closed"}]}`` or
``{"kind": "cards", "rows": [{"meter", "at", "dial", "balance", "bought", "card_no"}]}``. Errors are
sentences: ``{"error": "…"}`` with 400, 401, 409, 413, 422 or 429.
"""

import hashlib
import json
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.http import JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from heqi.ledger.actors import Actor
from heqi.people.requests import Request
from heqi.readings import actions
from heqi.readings.columns import MOST
from heqi.readings.models import Delivery
from heqi.readings.states import Source

SYSTEM = Actor(kind="system", id=None, name="采集系统")
BEARER = "Bearer "
LARGEST = 4_000_000
A_MINUTE = 120


@csrf_exempt
@require_POST
@never_cache
def messages(request: Request) -> JsonResponse:
    """Take one message; the answer tells what became of its rows."""
    given = request.headers.get("Authorization", "")
    line = actions.line_of_token(given[len(BEARER) :]) if given.startswith(BEARER) else None
    if line is None:
        response = _error(401, _("This token opens no line."))
        response["WWW-Authenticate"] = "Bearer"
        return response
    length = request.headers.get("Content-Length", "")
    if not length.isdigit() or int(length) > LARGEST:
        return _error(413, _("A message of a stated, small size is expected."))
    key = request.headers.get("Idempotency-Key", "")
    if not key or len(key) > 80 or not key.isascii() or not key.isprintable():
        return _error(400, _("An Idempotency-Key of up to 80 plain characters is needed."))
    try:
        message: Any = json.loads(request.body)
    except ValueError:
        message = None
    if not isinstance(message, dict):
        return _error(400, _("A JSON object is expected."))
    kind, rows = str(message.get("kind", "")), message.get("rows")
    if kind not in MOST:
        return _error(422, _("kind is one of {kinds}.").format(kinds=", ".join(MOST)))
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        return _error(422, _("rows is a list of objects."))
    if not 0 < len(rows) <= MOST[kind]:
        return _error(422, _("A message holds 1 to {n} rows.").format(n=MOST[kind]))
    lately = Delivery.objects.filter(
        company=line.company, source=Source.LINE, at__gt=request.now - timedelta(minutes=1)
    )
    if lately.count() >= A_MINUTE:
        response = _error(429, _("Too many messages: at most {n} a minute.").format(n=A_MINUTE))
        response["Retry-After"] = "60"
        return response
    try:
        made = actions.deliver(
            line.company,
            kind=kind,
            rows=rows,
            key=key,
            digest=hashlib.sha256(request.body).hexdigest(),
            source=Source.LINE,
            by=SYSTEM,
            now=request.now,
        )
    except actions.Repeated as error:
        return _error(409, " ".join(error.messages))
    except ValidationError as error:
        return _error(422, " ".join(error.messages))
    return JsonResponse(
        {
            "rows": made.rows,
            "taken": made.taken,
            "older": made.older,
            "passed_over": made.passed_over,
            "problems": made.problems,
        }
    )


def _error(status: int, sentence: str) -> JsonResponse:
    return JsonResponse({"error": sentence}, status=status)
