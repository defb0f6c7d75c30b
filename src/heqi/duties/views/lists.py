"""All occurrences that somebody may see: the list, and the same as an Excel file."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from heqi.duties.forms import FilterForm
from heqi.duties.queries import occurrences
from heqi.duties.views.frame import framed, people_in_view, require_any, units_in_view
from heqi.people.requests import Request
from heqi.people.workbooks import MOST, download, workbook

PAGE = 30


@login_required
@require_GET
def all_duties(request: Request) -> HttpResponse:
    """The list."""
    require_any(request.actor)
    form = _form(request)
    rows = occurrences(request.actor, form.values(), sort=request.GET.get("sort", "due"))
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return render(request, "duties/all.html", framed(request, "all", form=form, page=page))


@login_required
@require_GET
def export(request: Request) -> HttpResponse:
    """The list as filtered."""
    require_any(request.actor)
    rows = occurrences(request.actor, _form(request).values(), sort=request.GET.get("sort", "due"))
    heads = [
        _("Duty"), _("Clause"), _("For"), _("Period"), _("Due"), _("Led by"), _("Done by"),
        _("Unit"), _("State"), _("Done"), _("Reason of the excuse"),
    ]  # fmt: skip
    lines = (
        [
            row.title, row.clause, row.subject_label, row.period_text, f"{row.due_on:%Y-%m-%d}",
            row.post_text, row.done_by_name or (row.doer.name if row.doer else ""), str(row.unit),
            str(row.get_status_display()), row.done_at, row.excuse,
        ]
        for row in rows[:MOST]
    )  # fmt: skip
    content = workbook(_("Duties"), heads, lines, by=request.actor, now=request.now)
    return download(content, f"duties-{timezone.localdate(request.now):%Y%m%d}")


def _form(request: Request) -> FilterForm:
    people = people_in_view(request.actor, on=timezone.localdate(request.now))
    return FilterForm(
        request.GET,
        units=units_in_view(request.actor)[:200],
        people=people,
        company_id=request.actor.company_id,
    )
