"""Pages that belong to no app."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from heqi.web.context import THEMES, page_nav


def locked_out(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """Too many wrong passwords from here."""
    sentence = _("Too many wrong passwords. Try again in a quarter of an hour.")
    return _sentence(request, 429, _("Signing in is paused"), sentence)


def health(request: HttpRequest) -> HttpResponse:
    """Alive, for probes."""
    return HttpResponse("ok", content_type="text/plain")


@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Remember light or dark in a cookie; the page's script does the same without a request."""
    target = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}):
        target = "/"
    response = HttpResponseRedirect(target)
    theme = request.POST.get("theme", "")
    if theme in THEMES:
        response.set_cookie("heqi_theme", theme, max_age=31_536_000, samesite="Lax")
    return response


@require_GET
@login_required
def nav_counts(request: HttpRequest) -> HttpResponse:
    """The menu and the bell afresh, for the page that asks every half minute."""
    htmx = getattr(request, "htmx", None)
    path = (getattr(htmx, "current_url_abs_path", None) or "/").split("?")[0]
    values = {"nav": page_nav(request, path)}
    return render(request, "ui/nav_counts.html", values)


def _sentence(request: HttpRequest, status: int, title: str, *sentences: str) -> HttpResponse:
    values = {"sentences": [s for s in sentences if s], "status": status, "title": title}
    return render(request, "refusal.html", values, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400."""
    return _sentence(
        request,
        400,
        _("Not understood"),
        _("The request could not be read. Go back and try again."),
    )


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403 by a door that no view answered."""
    return _sentence(request, 403, _("Not possible"), _("You may not open this page."))


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 because the form is too old or comes from elsewhere."""
    return _sentence(
        request,
        403,
        _("The form has expired"),
        _("For your safety the form was not accepted. Go back, reload the page and send it again."),
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404."""
    return _sentence(
        request,
        404,
        _("Not found"),
        _("There is nothing at this address, or it is not for you to see."),
    )


def broken(request: HttpRequest) -> HttpResponse:
    """500: says so and nothing else."""
    try:
        return _sentence(
            request,
            500,
            _("Our fault"),
            _("Something went wrong here; your last step may not be saved. Please try again."),
        )
    except Exception:  # the page itself may be what is broken
        return HttpResponse("500", status=500, content_type="text/plain")
