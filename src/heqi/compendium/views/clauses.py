"""The clauses of a draft as a tree, and the content points they cover."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from heqi.compendium import actions
from heqi.compendium.content import drafted_share
from heqi.compendium.forms import ClauseForm
from heqi.compendium.terms import point_words, points_of
from heqi.compendium.views.frame import draft_of, framed, said
from heqi.people.fields import put_errors
from heqi.people.requests import Request


@login_required
@require_GET
def clauses(request: Request, pk: int) -> HttpResponse:
    """Every clause with its kind and what it covers."""
    row = draft_of(request, pk)
    rows = list(row.clauses.prefetch_related("coverings"))
    executable, _all = drafted_share(row)
    covered = {c.point: c.clause_id for c in row.coverings.all()}
    points = [
        {"code": code, "label": point_words(code), "clause": covered.get(code)}
        for code in points_of(row.sort, timezone.localdate(request.now), row.unit)
    ]
    shown = [
        {"clause": c, "points": [point_words(p.point) for p in c.coverings.all()]} for c in rows
    ]
    context = framed(request, row, "clauses", rows=shown, executable=executable, points=points)
    return render(request, "compendium/clauses.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def clause(request: Request, pk: int, clause: int | None = None) -> HttpResponse:
    """Write a clause."""
    row = draft_of(request, pk)
    one = get_object_or_404(row.clauses, pk=clause) if clause else None
    names = ("number", "kind", "title", "text", "text_en", "ref")
    first = {name: getattr(one, name) for name in names} if one else {"kind": "rule", "depth": 0}
    form = ClauseForm(request.POST or None, initial=first, draft=row)
    if one:
        del form.fields["depth"]
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            after = request.GET.get("after", "")
            known = after.isascii() and after.isdigit() and len(after) < 18
            above = row.clauses.filter(pk=int(after)).first() if known else None
            try:
                made = actions.write_clause(
                    row, one, **form.cleaned_data, after=above, by=request.actor, now=request.now
                )
                return redirect(f"{reverse('compendium:clauses', args=[pk])}#c-{made.pk}")
            except ValidationError as error:
                put_errors(form, error)
    context = framed(request, row, "clauses", form=form, clause=one)
    return render(request, "compendium/clause.html", context, status=status)


@login_required
@require_POST
def turn_clause(request: Request, pk: int, clause: int) -> HttpResponse:
    """Move a clause, or take it out."""
    row = draft_of(request, pk)
    one = get_object_or_404(row.clauses.select_related("draft__unit"), pk=clause)
    to = request.POST.get("do", "")
    by, now = request.actor, request.now
    if to == "drop":
        said(request, lambda: actions.drop_clause(one, by=by, now=now))
    else:
        actions.move_clause(one, to=to, by=by, now=now)
    return redirect(f"{reverse('compendium:clauses', args=[pk])}#c-{clause}")


@login_required
@require_POST
def cover(request: Request, pk: int) -> HttpResponse:
    """Say which clause covers each content point."""
    row = draft_of(request, pk)
    by, now = request.actor, request.now
    found = {str(c.pk): c for c in row.clauses.all()}

    def keep() -> None:
        held = {c.point: c.clause_id for c in row.coverings.all()}
        for code in points_of(row.sort, timezone.localdate(now), row.unit):
            chosen = found.get(request.POST.get(f"point-{code}", ""))
            if (chosen.pk if chosen else None) != held.get(code):
                actions.cover_point(row, point=code, clause=chosen, by=by, now=now)

    said(request, keep)
    return redirect("compendium:clauses", pk)
