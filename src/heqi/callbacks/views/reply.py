"""The pages of customers who answer by a link, without login; one answer, once."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from heqi.callbacks import actions
from heqi.callbacks.catalogue import business_label
from heqi.callbacks.doors import rating_behind, task_behind
from heqi.callbacks.forms.calling import ReplyForm
from heqi.callbacks.states import Status
from heqi.people.access import refuse
from heqi.people.fields import put_errors
from heqi.people.requests import Request


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def reply(request: Request, token: str) -> HttpResponse:
    """Ask how satisfied the customer is, and keep what he says."""
    _refuse_staff(request)
    task = task_behind(token)
    if task is None:
        raise Http404(_("This address is not known."))

    def keep(score: int, text: str, opinion: str) -> None:
        actions.record_reply(task, score=score, text=text, opinion=opinion, now=request.now)

    values = {
        "company": task.company,
        "business": business_label(task.business) if task.business else "",
        "day": task.finished_at,
        "score": task.score,
        "answered": task.status == Status.DONE,
    }
    waits = task.status == Status.LINKED and task.is_open
    return _asked(request, values, waits, keep, classed=True)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def rate(request: Request, token: str) -> HttpResponse:
    """The same of a customer who was asked by SMS, and not called."""
    _refuse_staff(request)
    rating = rating_behind(token)
    if rating is None:
        raise Http404(_("This address is not known."))

    def keep(score: int, text: str, _opinion: str) -> None:
        actions.record_rating(rating, score=score, text=text, now=request.now)

    values = {
        "company": rating.company,
        "business": business_label(rating.draw.business),
        "day": rating.draw.finished_at,
        "score": rating.score,
        "answered": rating.answered_at is not None,
    }
    return _asked(request, values, rating.is_open(request.now), keep)


def _refuse_staff(request: Request) -> None:
    if request.user.is_authenticated:
        raise refuse(_("This page belongs to a customer. Staff do not open it; please sign out."))


def _asked(
    request: Request,
    values: dict[str, Any],
    waits: bool,
    keep: Callable[[int, str, str], None],
    *,
    classed: bool = False,
) -> HttpResponse:
    """The form while an answer is waited for, thanks or a farewell after it."""
    form = ReplyForm(request.POST if request.method == "POST" else None, classed=classed)
    if waits and request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            keep(int(said["score"]), said["text"], said.get("opinion", ""))
        except ValidationError as refused:
            put_errors(form, refused)
        else:
            return redirect(request.path)
    values["form"] = form if waits else None
    status = 422 if waits and form.errors else (200 if waits or values["answered"] else 410)
    response = render(request, "callbacks/reply.html", values, status=status)
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response
