"""One project: its page, its steps, the contract sheet."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from heqi.ledger.audit import history
from heqi.ledger.states import IllegalMove, StaleState
from heqi.people.fields import put_errors
from heqi.people.requests import Request
from heqi.projects.access import require_step
from heqi.projects.actions import reverse_payment
from heqi.projects.actions.reading import reveal_phone
from heqi.projects.forms import StepForm
from heqi.projects.models import Project
from heqi.projects.states import Status
from heqi.projects.steps import STEPS
from heqi.projects.views.reading import contract_of, find_project, seen, shown


@require_GET
@login_required
@never_cache
def project_page(request: Request, number: str) -> HttpResponse:
    """The whole project."""
    return _page(request, find_project(request.actor, number))


def _page(
    request: Request,
    project: Project,
    *,
    status: int = 200,
    bound: StepForm | None = None,
    name: str = "",
    **more: Any,
) -> HttpResponse:
    field = request.POST.get("next", "").endswith("/field/")
    template = "projects/field/site.html" if field else "projects/project.html"
    context = shown(project, request.actor, request.now, bound=bound, name=name)
    return render(request, template, context | more, status=status)


@require_http_methods(["GET", "POST"])
@login_required
@never_cache
def step(request: Request, number: str, name: str) -> HttpResponse:
    """A step's form on the project's page, and the step itself."""
    if name not in STEPS:
        raise Http404
    project = find_project(request.actor, number)
    if request.method != "POST":
        return _page(request, project, name=name)
    require_step(request.actor, project, name)
    known = request.POST.get("seen", "")
    if known and known != seen(project):
        return _conflict(request, project, known)
    form = STEPS[name].form(project, request.actor, request.POST)
    if not form.is_valid():
        return _page(request, project, status=422, bound=form, name=name)
    try:
        STEPS[name].do(**_arguments(project, name, form), by=request.actor, now=request.now)
    except ValidationError as error:
        put_errors(form, error)
        return _page(request, project, status=422, bound=form, name=name)
    except (IllegalMove, StaleState) as stop:
        fresh = find_project(request.actor, number)
        if seen(fresh) != known:
            return _conflict(request, fresh, known)
        form.add_error(None, str(stop))
        return _page(request, fresh, status=409, bound=form, name=name)
    messages.success(request, _("{number}: done.").format(number=project.number))
    return redirect(_next(request) or reverse("projects:project", args=[project.number]))


def _arguments(project: Project, name: str, form: StepForm) -> dict[str, Any]:
    values = form.values()
    # Planning acts on the stage, everything else on the project.
    return {**values, "project": project}


def _conflict(request: Request, project: Project, known: str) -> HttpResponse:
    """Somebody was faster: who, when, and what is different now; nothing was done."""
    last = history(project, limit=1).first()
    before = known.partition(":")[0]
    difference = {
        "label": _("Stage"),
        "theirs": project.get_status_display(),
        "mine": dict(Status.choices).get(before, ""),
    }
    conflict = {
        "who": last.actor_name if last else "",
        "at": last.at if last else None,
        "changes": [difference],
    }
    return _page(request, project, status=409, conflict=conflict)


@require_POST
@login_required
@never_cache
def reverse_receipt(request: Request, number: str, pk: int) -> HttpResponse:
    """Take a receipt back."""
    project = find_project(request.actor, number)
    payment = project.payments.select_related("household").filter(pk=pk).first()
    if payment is None:
        raise Http404
    payment.project = project
    reason = request.POST.get("reason", "")[:200]
    reverse_payment(payment, reason=reason, by=request.actor, now=request.now)
    messages.success(request, _("Receipt {number} reversed.").format(number=payment.receipt_no))
    return redirect("projects:project", number=project.number)


@require_POST
@login_required
@never_cache
def phone(request: Request, number: str) -> HttpResponse:
    """The whole phone of the contact, for calling; logged."""
    project = find_project(request.actor, number)
    told = reveal_phone(project, by=request.actor, now=request.now)
    if request.headers.get("HX-Request"):
        return render(request, "projects/parts/phone.html", {"number": told})
    return render(request, "projects/phone.html", {"number": told, "project": project})


@require_GET
@login_required
@never_cache
def contract_sheet(request: Request, number: str) -> HttpResponse:
    """The contract on A4, for signing or for the file."""
    project = find_project(request.actor, number)
    contract = contract_of(project)
    if contract is None:
        raise Http404(_("The contract is not signed yet."))
    context = {
        "project": project,
        "contract": contract,
        "parts": list(contract.instalments.all()),
        "extensions": list(contract.extensions.all()),
        "stages": list(project.stages.select_related("unit")),
    }
    return render(request, "projects/contract.html", context)


def _next(request: Request) -> str:
    back = request.POST.get("next", "")
    own = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
    return back if back and own else ""
