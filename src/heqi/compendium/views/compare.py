"""A draft against a version, or any two versions of a policy: clause by clause with words, rules
and figures, on the page and in print."""

from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from heqi.compendium.comparing import Side, compare_sides
from heqi.compendium.content import drafted_pack, packs_below
from heqi.compendium.ending import numbered
from heqi.compendium.models import Draft
from heqi.compendium.views.frame import company_of_reader, draft_of, framed
from heqi.people.models import Unit
from heqi.people.papers import paper
from heqi.people.requests import Request
from heqi.policies.models import PolicyVersion, VersionState
from heqi.policies.packs import current_pack


@login_required
@require_GET
def compare(request: Request, pk: int) -> HttpResponse:
    """A draft: ``?with=`` names the version that it is compared with, else the one it is based on
    or the last one; ``?print=1`` for paper."""
    row = draft_of(request, pk)
    choices = [one for one in _versions(row.key, row.unit) if one.pk != row.version_id]
    asked = _chosen(choices, request.GET.get("with", ""))
    base = asked or row.based_on or next(iter(choices), None)
    day = row.effective_on or timezone.localdate(request.now)
    below = packs_below(row).reading.pack
    before = Side(_clauses(base), below, _day(asked, day) if asked else day)
    found = compare_sides(before, Side(_drafted(row), drafted_pack(row), day), row.key)
    context = framed(
        request, row, "compare", base=base, choices=choices, found=found, day=day, since=before.on
    )
    if request.GET.get("print"):
        return paper(request, "compendium/compare_print.html", context, name=row.number)
    return render(request, "compendium/compare.html", context)


@login_required
@require_GET
def versions(request: Request, policy: str) -> HttpResponse:
    """Two versions of a policy, ``?before=`` and ``?after=``, published ones as well; the last two
    where none is named."""
    company = company_of_reader(request)
    choices = _versions(policy, company)
    if not choices:
        raise Http404
    after = _chosen(choices, request.GET.get("after", "")) or choices[0]
    older = [one for one in choices if one.pk != after.pk]
    before = _chosen(choices, request.GET.get("before", "")) or next(iter(older), after)
    today = timezone.localdate(request.now)
    pack = current_pack(company.pk)
    sides = [Side(_clauses(one), pack, _day(one, today)) for one in (before, after)]
    context: dict[str, Any] = {
        "company": company,
        "policy": policy,
        "choices": choices,
        "before": before,
        "after": after,
        "since": sides[0].on,
        "day": sides[1].on,
        "found": compare_sides(sides[0], sides[1], policy),
    }
    if request.GET.get("print"):
        return paper(request, "compendium/versions_print.html", context, name=policy)
    return render(request, "compendium/versions.html", context)


def _clauses(version: PolicyVersion | None) -> list[tuple[str, str, str]]:
    rows = numbered(version) if version else ()
    return [(number, one.full or one.text, one.ref) for number, one in rows]


def _drafted(row: Draft) -> list[tuple[str, str, str]]:
    found = []
    for clause in row.clauses.all():
        clause.draft = row
        found.append((clause.number, clause.text or clause.title, clause.cited))
    return found


def _day(version: PolicyVersion | None, other: date) -> date:
    """A version is read as of the day on which it began."""
    return (version.effective_from if version else None) or other


def _chosen(choices: list[PolicyVersion], raw: str) -> PolicyVersion | None:
    return next((one for one in choices if str(one.pk) == raw), None)


def _versions(key: str, unit: Unit) -> list[PolicyVersion]:
    """Versions of a policy: the company's, and those of the units above it."""
    ids = [int(part) for part in unit.path.split(".") if part]
    rows = PolicyVersion.objects.filter(document__key=key, document__unit_id__in=ids)
    rows = rows.exclude(state=VersionState.ABSENT).select_related("document__unit")
    return list(rows.order_by("-document__unit__path", "-number"))
