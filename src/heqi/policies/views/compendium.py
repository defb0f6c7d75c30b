"""Pages of the compendium: its policies, clauses, imports and queries."""

from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from heqi.people.access import may, refuse, require, within
from heqi.people.models import Unit
from heqi.people.papers import paper
from heqi.people.requests import Request
from heqi.policies import actions, chapters, pages
from heqi.policies.beside import cards_beside, said_of
from heqi.policies.forms import AnswerForm, ImportForm
from heqi.policies.keeping import keeper_of
from heqi.policies.measures.reading import by_department, read_lines, year_until
from heqi.policies.models import Import, ProposedTable
from heqi.policies.packs import common_pack, current_pack
from heqi.policies.queries import imports as visible_imports
from heqi.policies.queries import policy_queries
from heqi.rulebook.pack import Policy

PAGE = 50


def company_of_reader(request: Request) -> Unit:
    """The company whose policies the reader reads."""
    require(request.actor, "policies.view")
    found = pages.company_in_view(request.actor)
    if found is None:
        raise refuse(_("There is no company whose policies you may read."))
    return found


def month_of(request: Request) -> date:
    """The month asked for, at most the present one."""
    today = timezone.localdate(request.now)
    try:
        year, month = (int(part) for part in request.GET.get("month", "").split("-"))
        chosen = date(year, month, 1)
    except ValueError:
        chosen = today.replace(day=1)
    return min(chosen, today.replace(day=1))


def _frame(request: Request, company: Unit) -> dict[str, Any]:
    month = month_of(request)
    today = timezone.localdate(request.now)
    next_month = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    before = date(month.year - (month.month == 1), (month.month - 2) % 12 + 1, 1)
    return {
        "company": company,
        "month": month,
        "month_before": f"{before:%Y-%m}",
        "month_after": f"{next_month:%Y-%m}" if next_month <= today else "",
        "contents": pages.contents(company, month=month, on=today, by=request.actor),
        "queries_open": policy_queries(request.actor, only_open=True).count(),
        "may_import": may(request.actor, "policies.import", company),
    }


def _policy(company: Unit, key: str) -> Policy:
    found = current_pack(company.pk).policies.get(key)
    if found is None:
        raise Http404
    return found


@require_GET
@login_required
def compendium(request: Request) -> HttpResponse:
    """Every policy with its state, its share of executable clauses and the month's rate."""
    company = company_of_reader(request)
    return render(request, "policies/compendium.html", _frame(request, company))


@require_GET
@login_required
def policy(request: Request, policy: str) -> HttpResponse:
    """A policy clause by clause; beside each, how well it is kept this month."""
    company = company_of_reader(request)
    found = _policy(company, policy)
    context = _frame(request, company)
    today = timezone.localdate(request.now)
    line = next((row for row in context["contents"] if row.policy.id == found.id), None)
    rows = chapters.chapters(found, company, month=context["month"], on=today, by=request.actor)
    context |= {"policy": found, "line": line, "chapters": rows, "tones": chapters.tones_of(rows)}
    context["keeper"] = keeper_of(found.id, on=today, company_id=company.pk)
    context["said"] = said_of(company).get(found.id, [])
    return render(request, "policies/policy.html", context)


@require_GET
@login_required
def printed(request: Request) -> HttpResponse:
    """The whole compendium with the month's figures, for paper."""
    company = company_of_reader(request)
    context = _frame(request, company)
    today = timezone.localdate(request.now)
    said = said_of(company)
    context["policies"] = [
        {
            "line": line,
            "chapters": chapters.chapters(
                line.policy, company, month=context["month"], on=today, by=request.actor
            ),
            "keeper": keeper_of(line.policy.id, on=today, company_id=company.pk),
            "said": said.get(line.policy.id, []),
        }
        for line in context["contents"]
    ]
    return paper(request, "policies/printed.html", context, name="compendium")


@require_GET
@login_required
def clause(request: Request, policy: str, number: str) -> HttpResponse:
    """One clause: own words, what the system makes of it, evidence, rules, doubts."""
    company = company_of_reader(request)
    found = _policy(company, policy)
    one = current_pack(company.pk).clauses.get(f"{policy}/{number}")
    if one is None:
        raise Http404
    today = timezone.localdate(request.now)
    context = _frame(request, company)
    rows = chapters.chapters(found, company, month=context["month"], on=today, by=request.actor)
    row = next(r for chapter in rows for r in chapter.rows if r.clause.id == one.id)
    context |= {
        "policy": found,
        "row": row,
        "departments": by_department(company, context["month"], clause=one.id)
        if row.measures
        else [],
        "year": _year(company, context["month"], one.id),
        "own": chapters.own_text(one.id, company, on=today),
        "rules": [_shown_rule(rule) for rule in chapters.rules_of(one.id, company, on=today)],
        "may_answer": may(request.actor, "policies.answer", company),
        "answer_form": AnswerForm(),
        "beside": cards_beside(request, company, one.id, context["month"]),
    }
    return render(request, "policies/clause.html", context)


def _year(company: Unit, month: date, ref: str) -> dict[str, Any]:
    """Twelve months of a clause: each promise with a cell a month."""
    months = year_until(month)
    lines = read_lines(company, months, clause=ref)
    return {
        "months": months,
        "lines": [{"line": line, "cells": [line.at(at) for at in months]} for line in lines],
    }


def _shown_rule(rule: Any) -> dict[str, Any]:
    question = common_pack().question(rule.question)
    return {"rule": rule, "question": question, "mark": rule.mark}


@require_GET
@login_required
def queries(request: Request) -> HttpResponse:
    """Policy queries: what an attentive reader found doubtful."""
    company_of_reader(request)
    context = {
        "page": Paginator(policy_queries(request.actor), PAGE).get_page(request.GET.get("page")),
        "form": AnswerForm(),
        "may_answer": may(request.actor, "policies.answer"),
    }
    return render(request, "policies/queries.html", context)


@require_POST
@login_required
def answer(request: Request, pk: int) -> HttpResponse:
    """Answer a policy query."""
    query = get_object_or_404(policy_queries(request.actor), pk=pk)
    actions.answer_query(
        query, answer=request.POST.get("answer", ""), by=request.actor, now=request.now
    )
    return redirect("policies:queries")


@require_http_methods(["GET", "POST"])
@login_required
def imports(request: Request) -> HttpResponse:
    """Imported documents, and the form to import another."""
    company = company_of_reader(request)
    require(request.actor, "policies.import", company)
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            done = actions.import_document(
                file.read(), filename=file.name, unit=company, by=request.actor, now=request.now
            )
            return redirect("policies:import", pk=done.pk)
        except ValidationError as error:
            form.add_error("file", error)
    context = {"form": form, "rows": visible_imports(request.actor)[:100]}
    return render(request, "policies/imports.html", context, status=422 if form.errors else 200)


def _import(request: Request, pk: int) -> Import:
    company = company_of_reader(request)
    require(request.actor, "policies.import", company)
    return get_object_or_404(visible_imports(request.actor), pk=pk)


@require_GET
@login_required
def import_detail(request: Request, pk: int) -> HttpResponse:
    """What was found in a document: policies, tables to confirm, doubts, what was set aside."""
    source = _import(request, pk)
    structure = source.structure
    context = {
        "source": source,
        "versions": source.versions.select_related("document").order_by("document__order"),
        "tables": source.tables.all(),
        "forms": structure.get("forms", []),
        "boilerplate": structure.get("boilerplate", []),
        "queries": source.queries.order_by("line"),
    }
    return render(request, "policies/import.html", context)


@require_POST
@login_required
def confirm(request: Request, pk: int) -> HttpResponse:
    """Let the imported policies hold."""
    actions.confirm_import(_import(request, pk), by=request.actor, now=request.now)
    return redirect("policies:compendium")


@require_http_methods(["GET", "POST"])
@login_required
def table(request: Request, pk: int) -> HttpResponse:
    """The grid proposed for a table whose columns were lost; corrected and confirmed here."""
    company_of_reader(request)
    seen = within(
        ProposedTable.objects.select_related("source__unit"),
        request.actor,
        "policies.import",
        unit="source__unit",
        company="source__unit",
    )
    found = get_object_or_404(seen, pk=pk)
    if request.method == "POST":
        width = range(len(found.columns))
        rows = [
            [request.POST.get(f"cell-{row}-{column}", "") for column in width]
            for row in range(len(found.rows))
        ]
        actions.confirm_table(found, rows=rows, by=request.actor, now=request.now)
        return redirect("policies:import", pk=found.source_id)
    return render(request, "policies/table.html", {"table": found})
