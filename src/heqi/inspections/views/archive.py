"""The archive: bundles, what keeps a quarter open, verifying a file."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from heqi.inspections import actions
from heqi.inspections import forms as f
from heqi.inspections.access import ARCHIVE, VIEW
from heqi.inspections.bundles import MOST_BYTES, Verdict
from heqi.inspections.catalogue import items
from heqi.inspections.models import Bundle
from heqi.inspections.periods import read_quarter
from heqi.inspections.queries.archive import bundle_bytes, check_bundle, to_archive
from heqi.inspections.queries.holdings import holdings_of, quarters_to_close
from heqi.inspections.states import BundleStatus
from heqi.inspections.views.frame import Step, company_in_view, framed, take, told
from heqi.ledger.audit import history
from heqi.people.access import may, require
from heqi.people.requests import Request

SIZE = 20


@login_required
@require_GET
def listing(request: Request) -> HttpResponse:
    """The bundles, and the quarters that wait for theirs."""
    company = company_in_view(request)
    rows = Bundle.objects.visible_to(request.actor).select_related("company", "first")
    waiting, late = [], None
    if may(request.actor, ARCHIVE, company):
        done = set(Bundle.objects.filter(company=company).values_list("quarter", flat=True))
        quarters = quarters_to_close(company, now=request.now)
        waiting = [
            holdings_of(company, quarter, now=request.now)
            for quarter in quarters
            if quarter not in done
        ][:3]
        # What came after the last bundle; earlier ones say so on their own page.
        for quarter in [one for one in quarters if one in done][:1]:
            late = to_archive(company, quarter, now=request.now)
    page = framed(
        request,
        "archive",
        page=Paginator(rows, SIZE).get_page(request.GET.get("page")),
        waiting=waiting,
        late=late if late and late.papers else None,
    )
    return render(request, "inspections/archive.html", page)


@login_required
@require_POST
def close(request: Request) -> HttpResponse:
    """Close a quarter's bundle."""
    company = company_in_view(request, ARCHIVE)
    quarter = read_quarter(request.POST.get("quarter", ""), today=timezone.localdate(request.now))
    row = actions.close_bundle(company, quarter=quarter, by=request.actor, now=request.now)
    messages.success(request, _("Closed: {number}.").format(number=row.number))
    return redirect("inspections:bundle", row.pk)


def _row(request: Request, pk: int) -> Bundle:
    rows = Bundle.objects.visible_to(request.actor).select_related("company", "first")
    return get_object_or_404(rows, pk=pk)


@login_required
@require_GET
def bundle(request: Request, pk: int) -> HttpResponse:
    """One bundle with its index; its file is verified each time the page is shown."""
    return _shown(request, _row(request, pk), None, 200)


@login_required
@require_GET
def download(request: Request, pk: int) -> HttpResponse:
    """The file itself."""
    row = _row(request, pk)
    content = bundle_bytes(row)
    if not content:
        raise Http404(_("The stored file is missing. Tell your administrator."))
    response = HttpResponse(content, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{row.number}.zip"'
    return response


@login_required
@require_POST
def hand_over(request: Request, pk: int) -> HttpResponse:
    """Enter the receipt of the company archive."""
    row = _row(request, pk)
    failed = take(Step(actions.hand_over_bundle, "", "", f.ReceiptForm), row, request)
    if failed is not None:
        return _shown(request, row, failed, 422)
    messages.success(request, _("Saved."))
    return redirect("inspections:bundle", pk)


@login_required
@require_http_methods(["GET", "POST"])
def verify(request: Request) -> HttpResponse:
    """Whether a file is a bundle as it was closed."""
    require(request.actor, VIEW)
    form = f.VerifyForm(request.POST or None, request.FILES or None)
    verdict: Verdict | None = None
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            file = form.cleaned_data["file"]
            if file.size > MOST_BYTES:
                form.add_error("file", _("The file is too large for a bundle."))
            else:
                verdict = check_bundle(file.read())
                status = 200
    page = framed(request, "archive", form=form, verdict=verdict)
    return render(request, "inspections/verify.html", page, status=status)


def _shown(request: Request, row: Bundle, bound: forms.Form | None, status: int) -> HttpResponse:
    headings = {item.clause: item.title for item in items("archive")}
    groups: dict[str, list[dict[str, object]]] = {}
    for line in row.index["papers"]:
        groups.setdefault(line["clause"], []).append(line)
    hands = row.status == BundleStatus.CLOSED and may(request.actor, ARCHIVE, row.company)
    late = None
    if row.first_id is None and may(request.actor, ARCHIVE, row.company):
        late = to_archive(row.company, row.quarter, now=request.now)
    page = framed(
        request,
        "archive",
        row=row,
        late=late if late and late.papers else None,
        supplements=row.supplements.order_by("part"),
        groups=[(headings.get(clause, clause), clause, rows) for clause, rows in groups.items()],
        verdict=check_bundle(bundle_bytes(row)),
        form=(bound or f.ReceiptForm()) if hands else None,
        lines=told(history(row, limit=10)),
    )
    return render(request, "inspections/bundle.html", page, status=status)
