"""What the whole company is told: list, page, the notice on paper, Excel."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from heqi.conduct.export import MOST, circular_book
from heqi.conduct.forms import NoticeFilterForm
from heqi.conduct.models import Case, Circular
from heqi.conduct.queries import notices_of
from heqi.people.papers import paper
from heqi.people.requests import Request
from heqi.people.workbooks import download

SIZE = 20


@login_required
@require_GET
def listing(request: Request) -> HttpResponse:
    """Notices of the company, those that were withdrawn among them: the archive."""
    form = NoticeFilterForm(request.GET)
    rows = notices_of(request.actor, **form.values())
    page = {
        "form": form,
        "page": Paginator(rows, SIZE).get_page(request.GET.get("page")),
        "filtered": bool(form.values()),
        "export": reverse("conduct:notices_export"),
    }
    return render(request, "conduct/notices.html", page)


@login_required
@require_GET
def export(request: Request) -> HttpResponse:
    """The list as Excel."""
    rows = notices_of(request.actor, **NoticeFilterForm(request.GET).values())[:MOST]
    book = circular_book(rows, by=request.actor, now=request.now)
    return download(book, f"circulars-{timezone.localdate(request.now):%Y%m%d}")


@login_required
@require_GET
def page(request: Request, pk: int) -> HttpResponse:
    """One notice, with the case behind it for whoever may see that."""
    row = _row(request, pk)
    seen = Case.objects.visible_to(request.actor).filter(pk=row.case_id or 0).exists()
    return render(request, "conduct/notice.html", {"row": row, "case_seen": seen})


@login_required
@require_GET
def printed(request: Request, pk: int) -> HttpResponse:
    """The notice on paper, to be put up."""
    row = _row(request, pk)
    return paper(request, "conduct/notice_print.html", {"row": row}, name=row.number)


def _row(request: Request, pk: int) -> Circular:
    rows = Circular.objects.visible_to(request.actor).select_related("unit", "company")
    return get_object_or_404(rows, pk=pk)
