"""A draft against what holds: clauses and rules, on the page and in print."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from heqi.compendium.comparing import compare_clauses, compare_rules, compare_values
from heqi.compendium.content import drafted_pack, packs_below
from heqi.compendium.ending import numbered
from heqi.compendium.models import Draft
from heqi.compendium.views.frame import draft_of, framed
from heqi.people.papers import paper
from heqi.people.requests import Request
from heqi.policies.models import PolicyVersion, VersionState


@login_required
@require_GET
def compare(request: Request, pk: int) -> HttpResponse:
    """Clause by clause and rule by rule; ``?print=1`` for paper; ``?with=`` another version."""
    row = draft_of(request, pk)
    choices = _versions(row)
    asked = request.GET.get("with", "")
    base = next((v for v in choices if str(v.pk) == asked), row.based_on or _first(choices))
    before = [(number, c.full or c.text) for number, c in numbered(base)] if base else []
    after = [(c.number, c.text or c.title) for c in row.clauses.all()]
    pairs = compare_clauses(before, after)
    day = row.effective_on or timezone.localdate(request.now)
    below = packs_below(row).reading.pack
    above = drafted_pack(row)
    both = below is not None and above is not None
    context = framed(
        request,
        row,
        "compare",
        base=base,
        choices=choices,
        pairs=pairs,
        changed=sum(pair.state != "same" for pair in pairs),
        rules=compare_rules(below, above, on=day) if both else [],  # type: ignore[arg-type]
        figures=compare_values(below, above, on=day) if both else [],  # type: ignore[arg-type]
        day=day,
    )
    if request.GET.get("print"):
        return paper(request, "compendium/compare_print.html", context, name=row.number)
    return render(request, "compendium/compare.html", context)


def _first(choices: list[PolicyVersion]) -> PolicyVersion | None:
    return choices[0] if choices else None


def _versions(row: Draft) -> list[PolicyVersion]:
    """Versions of the same policy: the company's, and those of the units above it."""
    ids = [int(part) for part in row.unit.path.split(".") if part]
    rows = PolicyVersion.objects.filter(document__key=row.key, document__unit_id__in=ids)
    rows = rows.exclude(pk=row.version_id or 0).exclude(state=VersionState.ABSENT)
    return list(rows.select_related("document__unit").order_by("-document__unit__path", "-number"))
