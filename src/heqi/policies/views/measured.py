"""How the policies are kept: clause by clause, by department, and the misses behind a figure."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from heqi.people.models import Unit
from heqi.people.requests import Request
from heqi.people.workbooks import MOST, download, workbook
from heqi.policies.deciding import spoken
from heqi.policies.forms import MeasureFilter
from heqi.policies.measures import Source, month_before, source_of
from heqi.policies.measures.reading import (
    Count,
    Line,
    by_department,
    read_lines,
    visible_misses,
    year_until,
)
from heqi.policies.models import MeasuredMonth
from heqi.policies.packs import find_clause
from heqi.policies.pages import DOTS, tone_of_counts
from heqi.policies.templatetags.policies import clause_label
from heqi.policies.unmeasured import why_not_measured
from heqi.policies.views.compendium import company_of_reader, month_of

PAGE = 50
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SORTS = ("clause", "rate", "missed", "decided")


@dataclass(frozen=True, slots=True)
class Shown:
    """A promise as a row of the table."""

    line: Line
    now: Count
    before: Count
    tone: str
    href: str

    @property
    def change(self) -> str:
        """Points against the month before, with sign."""
        if not (self.now.decided and self.before.decided):
            return ""
        points = self.now.kept / self.now.decided - self.before.kept / self.before.decided
        return f"{points * 100:+.1f}".replace("-", "−")


def _unit(request: Request, company: Unit) -> Unit | None:
    raw = request.GET.get("unit", "")
    if not (raw.isascii() and raw.isdigit() and len(raw) < 19):
        return None
    return Unit.objects.filter(pk=int(raw), path__startswith=company.path).first()


def _shown(company: Unit, month: date, unit: Unit | None, policy: str, sort: str) -> list[Shown]:
    found = []
    for line in read_lines(company, year_until(month), unit=unit, policy=policy):
        now, before = line.at(month), line.at(month_before(month))
        if not (now.decided or now.open or now.excepted or before.decided):
            continue
        tone = DOTS[tone_of_counts(now.kept, now.decided, on=month, company=company)]
        found.append(Shown(line, now, before, tone, line.href(month) if now.missed else ""))
    keys: dict[str, Any] = {
        "rate": lambda row: (
            row.now.kept / row.now.decided if row.now.decided else 2,
            row.line.clause,
        ),
        "missed": lambda row: (-row.now.missed, row.line.clause),
        "decided": lambda row: (-row.now.decided, row.line.clause),
    }
    if sort in keys:
        found.sort(key=keys[sort])
    return found


def _filter(request: Request, company: Unit, month: date) -> MeasureFilter:
    today = timezone.localdate(request.now)
    return MeasureFilter(request.GET, company=company, month=month, today=today)


@require_GET
@login_required
def lines(request: Request) -> HttpResponse:
    """Each promise of each clause: this month's rate with its counts, trend, misses."""
    company = company_of_reader(request)
    month = month_of(request)
    form = _filter(request, company, month)
    values = form.values()
    unit = _unit(request, company)
    sort = request.GET.get("sort", "").lstrip("-")
    rows = _shown(company, month, unit, values.get("policy", ""), sort)
    measured = {row.line.clause for row in rows}
    total = sum((row.now for row in rows), Count())
    context = {
        "company": company,
        "unit": unit,
        "month": month,
        "form": form,
        "rows": rows,
        "total": total,
        "missing": why_not_measured(measured, company, values.get("policy", "")),
        "taken": MeasuredMonth.objects.filter(company=company, month=month).first(),
        "export": reverse("policies:export_measures"),
        "filtered": bool(values.get("policy") or unit),
    }
    return render(request, "policies/measures.html", context)


@require_GET
@login_required
def export(request: Request) -> HttpResponse:
    """The table as Excel, filtered alike."""
    company = company_of_reader(request)
    month = month_of(request)
    values = _filter(request, company, month).values()
    sort = request.GET.get("sort", "").lstrip("-")
    rows = _shown(company, month, _unit(request, company), values.get("policy", ""), sort)
    heads = [
        _("Clause"), _("Promise"), _("Kept"), pgettext("promises", "Decided"), _("Rate"),
        _("Missed"), _("Excepted"), pgettext("promises", "Open"), _("Month before"),
        _("Month before: decided"),
    ]  # fmt: skip
    cells = [
        (
            clause_label(row.line.clause),
            row.line.title,
            row.now.kept,
            row.now.decided,
            row.now.rate,
            row.now.missed,
            row.now.excepted,
            row.now.open,
            row.before.rate,
            row.before.decided,
        )
        for row in rows
    ]
    book = workbook(f"{month:%Y-%m}", heads, cells, by=request.actor, now=request.now)
    return download(book, f"measures-{month:%Y-%m}")


@require_GET
@login_required
def departments(request: Request) -> HttpResponse:
    """Each department's promises kept, beside the month before; one clause or all."""
    company = company_of_reader(request)
    month = month_of(request)
    ref = request.GET.get("clause", "")
    clause = find_clause(ref) if ref else None
    rows = [
        {
            "row": row,
            "tone": DOTS[tone_of_counts(row.now.kept, row.now.decided, on=month, company=company)],
            "href": f"{reverse('policies:measures')}?unit={row.unit.pk}&month={month:%Y-%m}",
        }
        for row in by_department(company, month, clause=clause.id if clause else "")
    ]
    context = {
        "company": company,
        "month": month,
        "rows": rows,
        "clause": clause,
        "total": sum((row["row"].now for row in rows), Count()),  # type: ignore[attr-defined]
        **month_links(month, request),
    }
    return render(request, "policies/departments.html", context)


def month_links(month: date, request: Request) -> dict[str, str]:
    """The months on both sides, as far as they exist."""
    after = (month + timedelta(days=32)).replace(day=1)
    today = timezone.localdate(request.now)
    return {
        "month_before": f"{month_before(month):%Y-%m}",
        "month_after": f"{after:%Y-%m}" if after <= today else "",
    }


def _asked(request: Request) -> tuple[Unit, date, Source, str, str, Unit | None]:
    company = company_of_reader(request)
    source = source_of(request.GET.get("source", ""))
    ref = request.GET.get("clause", "")
    if source is None or find_clause(ref) is None:
        raise Http404
    unit = _unit(request, company)
    return company, month_of(request), source, ref, request.GET.get("name", "")[:130], unit


@require_GET
@login_required
def misses(request: Request) -> HttpResponse:
    """The records behind a figure, as far as the reader may see them."""
    company, month, source, ref, name, unit = _asked(request)
    line = next(
        (
            one
            for one in read_lines(company, [month], unit=unit, clause=ref)
            if (one.source, one.name) == (source.code, name)
        ),
        None,
    )
    rows = visible_misses(source, company, month, ref, name, by=request.actor)
    if unit is not None:
        rows = rows.filter(**{f"{source.unit}__path__startswith": unit.path})
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    clause = find_clause(ref)
    context = {
        "company": company,
        "unit": unit,
        "month": month,
        "ref": ref,
        "clause_title": spoken(clause.title) if clause else ref,
        "line": line,
        "count": line.at(month) if line else Count(),
        "rows": source.tell(list(page.object_list)),
        "page": page,
        "seen": page.paginator.count,
        "export": f"{reverse('policies:export_misses')}?{request.GET.urlencode()}",
        **month_links(month, request),
    }
    return render(request, "policies/misses.html", context)


@require_GET
@login_required
def export_misses(request: Request) -> HttpResponse:
    """The misses as Excel: the same rows, at most five thousand."""
    company, month, source, ref, name, unit = _asked(request)
    rows = visible_misses(source, company, month, ref, name, by=request.actor)
    if unit is not None:
        rows = rows.filter(**{f"{source.unit}__path__startswith": unit.path})
    heads = [
        pgettext("promises", "Record"), _("Unit"), _("Due"), pgettext("an instant", "Done"),
        pgettext("promises", "Why"), _("Clause"),
    ]  # fmt: skip
    cells = [
        (one.label, one.unit, one.due_at, one.ended_at, one.why or _("late"), clause_label(ref))
        for one in source.tell(list(rows[:MOST]))
    ]
    book = workbook(_("Misses"), heads, cells, by=request.actor, now=request.now)
    return download(book, f"misses-{month:%Y-%m}")
