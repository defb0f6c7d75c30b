"""What refuses publishing, with the place where it can be put right."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from heqi.compendium.content import Finding, check_draft
from heqi.compendium.models import Draft, DraftClause, Entry
from heqi.compendium.views.frame import draft_of, framed
from heqi.people.requests import Request


@login_required
@require_GET
def checks(request: Request, pk: int) -> HttpResponse:
    """Schema, citations, conflicts, gaps, legal floors, examples, share of executable clauses."""
    row = draft_of(request, pk)
    checked = check_draft(row)
    rows = [{"finding": one, "href": _href(row, one)} for one in checked.findings]
    context = framed(request, row, "checks", checked=checked, rows=rows)
    return render(request, "compendium/checks.html", context)


def _href(row: Draft, finding: Finding) -> str:
    mark = finding.mark
    if isinstance(mark, Entry):
        return reverse("compendium:entry", args=[row.pk, mark.pk])
    if isinstance(mark, DraftClause):
        return reverse("compendium:clause", args=[row.pk, mark.pk])
    return ""
