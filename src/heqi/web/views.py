"""Pages that belong to no app."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _


def locked_out(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """Too many wrong passwords from here."""
    sentence = _("Too many wrong passwords. Try again in a quarter of an hour.")
    return render(request, "refusal.html", {"sentences": [sentence], "status": 429}, status=429)


def health(request: HttpRequest) -> HttpResponse:
    """Alive, for probes."""
    return HttpResponse("ok", content_type="text/plain")
