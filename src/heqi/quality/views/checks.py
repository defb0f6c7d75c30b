"""Monthly samples and checks of the stock."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from heqi.entry.standards import standard
from heqi.people.access import may, require
from heqi.people.requests import Request
from heqi.policies.deciding import rule_on
from heqi.policies.measures import read_month
from heqi.policies.speaking import spoken_chinese
from heqi.quality.access import CHECK, LEAD, VIEW
from heqi.quality.actions import draw_sample, judge_item, start_stock_check
from heqi.quality.actions.sampling import SAMPLE
from heqi.quality.asking import is_asked, posts_of
from heqi.quality.forms import wrong_form
from heqi.quality.models import Check, CheckKind, Group, SampleItem
from heqi.quality.periods import month_of
from heqi.quality.sources import BY_TYPE, STOCK, sources
from heqi.quality.views.frame import company_in_view, framed

PAGE = 30


@login_required
@require_GET
def check_list(request: Request) -> HttpResponse:
    """Runs so far, and what can be begun."""
    company = company_in_view(request)
    rows = Check.objects.visible_to(request.actor).select_related("unit", "decision")
    today = timezone.localdate(request.now)
    page = framed(
        request,
        "checks",
        page=Paginator(rows, PAGE).get_page(request.GET.get("page")),
        company=company,
        month=month_of(today),
        kinds=[(source.subject_type, source.label) for source in sources()],
        ruling=rule_on(SAMPLE, {"group": Group.MASTER_DATA}, on=today, company_id=company.pk),
        may_draw=may(request.actor, LEAD, company),
        may_check=may(request.actor, CHECK, company),
    )
    return render(request, "quality/checks.html", page)


@login_required
@require_POST
def draw(request: Request) -> HttpResponse:
    """Draw the sample of a month."""
    company = company_in_view(request, LEAD)
    month = read_month(request.POST.get("month", ""), today=timezone.localdate(request.now))
    check = draw_sample(company, month=month, by=request.actor, now=request.now)
    messages.success(request, _("{n} entries drawn.").format(n=check.total))
    return redirect("quality:check", check.pk)


@login_required
@require_POST
def start(request: Request) -> HttpResponse:
    """Begin a check of the stock; the loop carries it out."""
    company = company_in_view(request, CHECK)
    source = STOCK.get(request.POST.get("kind", ""))
    if source is None:
        raise Http404(_("There is no such kind of record."))
    check = start_stock_check(company, source, by=request.actor, now=request.now)
    return redirect("quality:check", check.pk)


@login_required
@require_GET
def check(request: Request, pk: int) -> HttpResponse:
    """One run: its progress, its entries or its errors. With htmx the progress alone."""
    run = _run(request, pk)
    if request.headers.get("HX-Request") and run.kind == CheckKind.STOCK:
        return render(request, "quality/progress.html", {"check": run})
    items = run.items.select_related("staff", "unit").order_by("result", "unit__path", "pk")
    errors = run.errors.select_related("unit", "staff")
    rows = items if run.kind == CheckKind.SAMPLE else errors
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    shown = framed(
        request,
        "checks",
        check=run,
        page=page,
        chinese=spoken_chinese(),
        may_check=may(request.actor, CHECK, run),
        label=BY_TYPE[run.source].label if run.source else "",
    )
    return render(request, "quality/check.html", shown)


@login_required
@require_http_methods(["GET", "POST"])
def judge(request: Request, pk: int, item: int) -> HttpResponse:
    """Look at one drawn entry and say whether it is right."""
    run = _run(request, pk)
    require(request.actor, CHECK, run)
    row = get_object_or_404(run.items.select_related("staff", "unit", "check_run"), pk=item)
    source = BY_TYPE[row.subject_type]
    record = source.row(row.subject_id)
    if record is None:
        raise Http404(_("This record does not exist."))
    today = timezone.localdate(request.now)
    fitting = standard(source.kind(record), on=today, company_id=run.company_id)
    posts = posts_of(source, [record.pk]).get(str(record.pk), frozenset())
    form = wrong_form(source, record, on=today, company_id=run.company_id)
    status = 200
    if request.method == "POST":
        right = request.POST.get("do") == "right"
        form = wrong_form(source, record, request.POST, on=today, company_id=run.company_id)
        if right or form.is_valid():
            wrong = None if right else form.wrong()
            judge_item(row, wrong=wrong, by=request.actor, now=request.now)
            following = run.items.filter(result=SampleItem.Result.PENDING).exclude(
                staff_id=request.actor.id or 0
            )
            if (after := following.order_by("unit__path", "pk").first()) is not None:
                return redirect(reverse("quality:judge", args=[run.pk, after.pk]))
            return redirect("quality:check", run.pk)
        status = 422
    page = framed(
        request,
        "checks",
        check=run,
        item=row,
        chinese=spoken_chinese(),
        link=source.link(record),
        form=form,
        findings=[
            one for one in fitting.check(source.values(record)) if is_asked(fitting, one, posts)
        ],
    )
    return render(request, "quality/judge.html", page, status=status)


def _run(request: Request, pk: int) -> Check:
    require(request.actor, VIEW)
    # The plugin takes the manager of another app's model of this name.
    rows: Any = Check.objects.visible_to(request.actor)
    rows = rows.select_related("company", "unit", "decision")
    found: Check = get_object_or_404(rows, pk=pk)
    return found
