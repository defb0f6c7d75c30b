"""The national centre's door: JSON over HTTP, a token, a key that makes a message happen once.

Errors are sentences: ``{"error": "…"}`` with 400, 401, 404, 409, 413, 422 or 429.
"""

from django.http import JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from heqi.callbacks.models import NationalResult
from heqi.complaints.actions.national import state_of_result, take_message
from heqi.complaints.actions.national.receiving import settings, state_of
from heqi.complaints.models import NationalCase, NationalLink
from heqi.ledger.actors import Actor
from heqi.people.machines import Rejected, door, json_object, line_of_request
from heqi.people.requests import Request

CENTRE = Actor(kind="system", id=None, name="全国客户服务中心")


@door
@require_POST
def messages(request: Request) -> JsonResponse:
    """Take one message: case, reminder, result, score or callback."""
    line = line_of_request(NationalLink.objects.all(), request)
    message = json_object(request, largest=int(settings()["largest_message"]))
    answer = take_message(
        line.company,
        key=request.headers.get("Idempotency-Key", ""),
        message=message,
        by=CENTRE,
        now=request.now,
    )
    return JsonResponse(answer)


@door
@require_GET
def case(request: Request, reference: str) -> JsonResponse:
    """How a case stands, with both dates."""
    line = line_of_request(NationalLink.objects.all(), request)
    rows = NationalCase.objects.filter(company=line.company, reference=reference)
    found = rows.first()
    if found is None:
        raise Rejected(404, _("There is no case {number}.").format(number=reference[:40]))
    return JsonResponse(state_of(found))


@door
@require_GET
def callback(request: Request, reference: str) -> JsonResponse:
    """How the handling of one of their callbacks stands."""
    line = line_of_request(NationalLink.objects.all(), request)
    rows = NationalResult.objects.filter(company=line.company, reference=reference)
    found = rows.select_related("task__opinion_row").first()
    if found is None:
        raise Rejected(404, _("There is no callback {number}.").format(number=reference[:40]))
    return JsonResponse(state_of_result(found))
