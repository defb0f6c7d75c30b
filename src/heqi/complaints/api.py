"""The national centre's door: JSON over HTTP, a token, a key that makes a message happen once.

Errors are sentences: ``{"error": "…"}`` with 400, 401, 404, 409, 413, 422 or 429.
"""

import json
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from heqi.callbacks.models import NationalResult
from heqi.complaints.actions.national import (
    Rejected,
    link_of_token,
    state_of_result,
    take_message,
)
from heqi.complaints.actions.national.receiving import settings, state_of
from heqi.complaints.models import NationalCase, NationalLink
from heqi.ledger.actors import Actor
from heqi.people.requests import Request

CENTRE = Actor(kind="system", id=None, name="全国客户服务中心")
BEARER = "Bearer "


def _line(request: HttpRequest) -> NationalLink | None:
    given = request.headers.get("Authorization", "")
    return link_of_token(given[len(BEARER) :]) if given.startswith(BEARER) else None


def _error(status: int, sentence: str) -> JsonResponse:
    response = JsonResponse({"error": sentence}, status=status)
    if status == 429:
        response["Retry-After"] = "60"
    if status == 401:
        response["WWW-Authenticate"] = "Bearer"
    return response


@csrf_exempt
@require_POST
@never_cache
def messages(request: Request) -> JsonResponse:
    """Take one message: case, reminder, result, score or callback."""
    line = _line(request)
    if line is None:
        return _error(401, _("This token opens no line."))
    length = request.headers.get("Content-Length", "")
    if not length.isdigit() or int(length) > int(settings()["largest_message"]):
        return _error(413, _("A message of a stated, small size is expected."))
    try:
        message: Any = json.loads(request.body)
    except ValueError:
        message = None
    if not isinstance(message, dict):
        return _error(400, _("A JSON object is expected."))
    try:
        answer = take_message(
            line.company,
            key=request.headers.get("Idempotency-Key", ""),
            message=message,
            by=CENTRE,
            now=request.now,
        )
    except Rejected as refused:
        return _error(refused.status, refused.sentence)
    return JsonResponse(answer, status=200)


@require_GET
@never_cache
def case(request: Request, reference: str) -> JsonResponse:
    """How a case stands, with both dates."""
    line = _line(request)
    if line is None:
        return _error(401, _("This token opens no line."))
    rows = NationalCase.objects.filter(company=line.company, reference=reference)
    found = rows.first()
    if found is None:
        return _error(404, _("There is no case {number}.").format(number=reference[:40]))
    return JsonResponse(state_of(found))


@require_GET
@never_cache
def callback(request: Request, reference: str) -> JsonResponse:
    """How the handling of one of their callbacks stands."""
    line = _line(request)
    if line is None:
        return _error(401, _("This token opens no line."))
    rows = NationalResult.objects.filter(company=line.company, reference=reference)
    found = rows.select_related("task__opinion_row").first()
    if found is None:
        return _error(404, _("There is no callback {number}.").format(number=reference[:40]))
    return JsonResponse(state_of_result(found))
