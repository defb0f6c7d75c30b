"""The process in its six steps, and groups of customers in figures."""

from datetime import date, timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from heqi.customers.models import Criterion
from heqi.people.access import may, require
from heqi.people.fields import put_errors
from heqi.people.models import Staff, Unit
from heqi.people.requests import Request
from heqi.tiers import actions
from heqi.tiers.access import STANDARDS, VIEW, companies, may_in
from heqi.tiers.facts import LARGE, bases_on, kinds_to_collect
from heqi.tiers.forms import NameForm, NoteForm
from heqi.tiers.queries.figures import figures_of
from heqi.tiers.queries.process import process_of
from heqi.tiers.queries.proposals import collected_by_kind
from heqi.tiers.views.frame import company_in_view, framed

CRITERIA = {
    "officials": "tiering/4.1-officials",
    "supervising_departments": "tiering/4.1-supervising-departments",
    "supervisors": "tiering/4.1-supervisors",
    "government": "tiering/4.1-government",
    "media": "tiering/4.1-media",
    LARGE: "tiering/4.1-large-users",
}


@require_GET
@login_required
def process(request: Request) -> HttpResponse:
    """Who does what, and how far it is."""
    require(request.actor, VIEW)
    company = company_in_view(request)
    today = timezone.localdate(request.now)
    months = bases_on(today, company_id=company.pk)["months"]
    counts = collected_by_kind(request.actor)
    context = framed(
        request,
        "process",
        company=company,
        process=process_of(company, now=request.now),
        criteria=[
            (word, CRITERIA[kind], int(months.get(kind, 0)), counts[kind])
            for kind, word in kinds_to_collect().items()
        ],
        remind_days=int(bases_on(today, company_id=company.pk)["remind_days"]),
        may_confirm=may_in(request.actor, STANDARDS, company),
        may_name=[
            unit.pk
            for unit in Unit.objects.filter(company=company, kind="department")
            if may(request.actor, STANDARDS, unit)
        ],
        form=NoteForm(),
    )
    return render(request, "tiers/process.html", context)


@require_POST
@login_required
def confirm(request: Request) -> HttpResponse:
    """Confirm the standards as they are in the policies in force."""
    require(request.actor, STANDARDS)
    company = company_in_view(request, STANDARDS)
    form = NoteForm(request.POST)
    form.is_valid()
    actions.confirm_standards(
        company, note=form.cleaned_data.get("note", ""), by=request.actor, now=request.now
    )
    messages.success(request, _("The standards are confirmed."))
    return redirect("tiers:process")


@require_http_methods(["GET", "POST"])
@login_required
def keeper(request: Request, pk: int) -> HttpResponse:
    """Name who is in charge of tiering in a department."""
    require(request.actor, STANDARDS)
    own = companies(request.actor, STANDARDS)
    units = Unit.objects.filter(kind="department", closed_on__isnull=True, company__in=own)
    unit = get_object_or_404(units, pk=min(pk, 2**62))
    require(request.actor, STANDARDS, unit)
    people = Staff.objects.filter(left_on__isnull=True, unit__path__startswith=unit.path)
    form = NameForm(request.POST or None, people=people.select_related("post"))
    del form.fields["reason"]
    if request.method == "POST" and form.is_valid():
        try:
            actions.name_responsible(
                unit, staff=form.cleaned_data["staff"], by=request.actor, now=request.now
            )
        except ValidationError as error:
            put_errors(form, error)
        else:
            messages.success(request, _("Named."))
            return redirect("tiers:process")
    context = framed(request, "process", form=form, unit=unit)
    status = 422 if form.is_bound else 200
    return render(request, "tiers/keeper.html", context, status=status)


@require_GET
@login_required
def analysis(request: Request) -> HttpResponse:
    """Customers by tier and segment: how many, how much gas, what changed in a month."""
    require(request.actor, VIEW)
    company = company_in_view(request)
    first = _month(request.GET.get("month", ""), timezone.localdate(request.now))
    after = (first + timedelta(days=32)).replace(day=1)
    figures = figures_of(company, since=first, until=after)
    words = dict(Criterion.choices)
    today = timezone.localdate(request.now)
    context = framed(
        request,
        "analysis",
        company=company,
        figures=figures,
        rows=[(group, figures.share(group)) for group in figures.groups],
        criteria=[(words[code], n) for code, n in sorted(figures.criteria.items())],
        month=first,
        month_before=f"{first - timedelta(days=1):%Y-%m}",
        month_after=f"{after:%Y-%m}" if after <= today else "",
    )
    return render(request, "tiers/analysis.html", context)


def _month(text: str, today: date) -> date:
    """The first day of the month that was asked for, else of this one."""
    try:
        found = date.fromisoformat(f"{text}-01")
    except ValueError:
        return today.replace(day=1)
    return found if date(2000, 1, 1) <= found <= today else today.replace(day=1)
