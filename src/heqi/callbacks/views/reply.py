"""The page of a customer who answers by his link, without login; one answer, once."""

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from heqi.callbacks import actions
from heqi.callbacks.catalogue import business_label
from heqi.callbacks.doors import task_behind
from heqi.callbacks.forms import ReplyForm
from heqi.callbacks.states import Status
from heqi.people.access import refuse
from heqi.people.fields import put_errors
from heqi.people.requests import Request


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def reply(request: Request, token: str) -> HttpResponse:
    """Ask how satisfied the customer is, and keep what he says."""
    if request.user.is_authenticated:
        raise refuse(_("This page belongs to a customer. Staff do not open it; please sign out."))
    task = task_behind(token)
    if task is None:
        raise Http404(_("This address is not known."))
    waits = task.status == Status.LINKED and task.is_open
    form = ReplyForm(request.POST if request.method == "POST" else None)
    if waits and request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            actions.record_reply(task, score=int(said["score"]), text=said["text"], now=request.now)
        except ValidationError as refused:
            put_errors(form, refused)
        else:
            return redirect("callbacks:reply", token)
    values = {
        "company": task.company,
        "business": business_label(task.business) if task.business else "",
        "task": task,
        "form": form if waits else None,
        "answered": task.status == Status.DONE,
    }
    status = 422 if waits and form.errors else (200 if waits or values["answered"] else 410)
    response = render(request, "callbacks/reply.html", values, status=status)
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response
