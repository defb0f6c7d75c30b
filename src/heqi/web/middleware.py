"""Turns the faults of actions and of reading into a sentence; lets the menu count anew."""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from heqi.customers.lookups import NotLogged
from heqi.customers.pace import TooMany
from heqi.ledger.states import IllegalMove, StaleState
from heqi.people.access import Refused
from heqi.web.nav import count_anew

STATUS: dict[type[Exception], int] = {
    Refused: 403,
    PermissionDenied: 403,
    IllegalMove: 409,
    StaleState: 409,
    ValidationError: 422,
    TooMany: 429,
    NotLogged: 503,
}

READING = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


class RefusalMiddleware:
    """Answers refusals, illegal moves and invalid values that a view did not answer itself."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == 405 and request.method == "GET" and not response.content:
            return self._only_sent(request, response)
        return response

    def _only_sent(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """The address of a form was opened, as after “reload”: a page instead of a blank window."""
        if request.path.startswith("/api/"):
            return response
        sentence = _("This address only takes what a form sends. Go back and open the page again.")
        page = render(request, "refusal.html", {"sentences": [sentence], "status": 405}, status=405)
        page.headers["Allow"] = response.headers.get("Allow", "POST")
        return page

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """A page, a fragment or JSON, as the client asked."""
        status = STATUS.get(type(error))
        if status is None:
            return None
        sentences = error.messages if isinstance(error, ValidationError) else [str(error)]
        if request.path.startswith("/api/"):
            fields = getattr(error, "message_dict", {})
            body = {"code": type(error).__name__, "message": " ".join(sentences), "fields": fields}
            return JsonResponse(body, status=status)
        template = "ui/refusal.html" if request.headers.get("HX-Request") else "refusal.html"
        context = {"sentences": [s for s in sentences if s], "status": status}
        return render(request, template, context, status=status)


class PlainTextMiddleware:
    """Refuses text with NUL, which no database keeps, before a view meets it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], *args: object
    ) -> HttpResponse | None:
        """A sentence and 400; the page behind keeps what was typed."""
        if getattr(view, "csrf_exempt", False):
            return None  # signed machine traffic: the view reads the body itself
        fields = [name for name, value in request.POST.items() if "\x00" in str(value)]
        if request.content_type == "application/json" and b"\\u0000" in request.body:
            fields.append("JSON")
        if not fields:
            return None
        sentence = _("This text holds a character that cannot be kept: {fields}.").format(
            fields=", ".join(fields).replace("\x00", "")
        )
        return render(request, "refusal.html", {"sentences": [sentence], "status": 400}, status=400)


class MenuMiddleware:
    """Lets the menu count anew for the member of staff who has done something."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method not in READING and request.user.is_authenticated:
            count_anew(request.actor)  # type: ignore[attr-defined]
        return response
