"""Registering evidence beside a clause of the living page."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from heqi.compendium import actions
from heqi.compendium.forms import ProofForm
from heqi.compendium.queries.proofs import proving_unit
from heqi.compendium.views.frame import company_of_reader
from heqi.people.access import refuse
from heqi.people.fields import put_errors
from heqi.people.models import Unit
from heqi.people.requests import Request
from heqi.policies.packs import current_pack
from heqi.policies.views.compendium import month_of


@login_required
@require_http_methods(["GET", "POST"])
def prove(request: Request, policy: str, number: str) -> HttpResponse:
    """Register for the month in view; what was refused is shown again with what was typed."""
    unit = proving_unit(company_of_reader(request), request.actor)
    if unit is None:
        raise refuse(_("You may not register evidence beside the clauses of this company."))
    clause = current_pack().clauses.get(f"{policy}/{number}")
    if clause is None:
        raise Http404
    month = month_of(request)
    back = reverse("policies:clause", args=[policy, number]) + f"?month={month:%Y-%m}#evidence"
    form = ProofForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and _register(request, unit, clause.id, form):
        return redirect(back)
    context = {"form": form, "clause": clause, "month": month, "back": back}
    status = 422 if request.method == "POST" else 200
    return render(request, "compendium/prove.html", context, status=status)


def _register(request: Request, unit: Unit, ref: str, form: ProofForm) -> bool:
    said = form.cleaned_data
    file = said["file"]
    try:
        actions.register_proof(
            unit,
            clause=ref,
            month=month_of(request),
            text=said["text"],
            record=said["record"],
            content=file.read() if file else b"",
            name=file.name if file else "",
            by=request.actor,
            now=request.now,
        )
    except ValidationError as error:
        put_errors(form, error)
        return False
    return True
