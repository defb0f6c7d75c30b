"""The households of a project: list, entry, acting on ticked ones, Excel."""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from heqi.customers.access import CHANGE, EXPORT
from heqi.customers.purposes import Purpose
from heqi.customers.sheets import Sheet, behind, register_sheet
from heqi.customers.views.exports import let_out
from heqi.ledger.states import IllegalMove, StaleState
from heqi.people.access import may, require
from heqi.people.fields import put_errors
from heqi.people.requests import Request
from heqi.people.workbooks import Mark, download
from heqi.projects import actions
from heqi.projects.access import BUILD, CONTRACT, OPEN, RECEIVE, may_work
from heqi.projects.export import household_book
from heqi.projects.forms import GridForm, HouseholdActForm, HouseholdFilterForm, PasteForm
from heqi.projects.models import Household, PaidBy, Project
from heqi.projects.queries import (
    HouseholdFilters,
    buildings_of,
    household_list,
    progress_of,
)
from heqi.projects.views.reading import contract_of, find_project

SIZE = 50
SHEET = "projects.households"
BATCH = 200


@require_GET
@login_required
@never_cache
def household_page(request: Request, number: str) -> HttpResponse:
    """A page of the households."""
    project = find_project(request.actor, number)
    return render(request, "projects/households.html", _context(request, project))


def _context(request: Request, project: Project, **more: Any) -> dict[str, Any]:
    form = HouseholdFilterForm(request.GET, buildings=buildings_of(project))
    rows = household_list(project, HouseholdFilters(**form.values()))
    page = Paginator(rows, SIZE).get_page(request.GET.get("page"))
    export = reverse("projects:export_households", args=[project.number])
    doors = _doors(request, project)
    return {
        "project": project,
        "form": form,
        "act_form": HouseholdActForm(),
        "page": page,
        "rows": list(page),
        "progress": progress_of([project])[project.pk],
        "filtered": bool(form.values()),
        "doors": doors,
        "acts": any(doors[name] for name in ("build", "ticket", "gas", "list", "enrol")),
        "contract": contract_of(project),
        "export": export if may(request.actor, EXPORT) else "",
        "here": request.get_full_path(),
        **more,
    }


def _doors(request: Request, project: Project) -> dict[str, bool]:
    """What the actor may do with households now; the actions decide again."""
    actor = request.actor
    if not project.is_open:
        return dict.fromkeys(("list", "add", "build", "ticket", "gas", "enrol", "pay"), False)
    stages = {stage.code: stage for stage in project.stages.select_related("unit")}
    builds = may_work(actor, stages["construction"], BUILD)
    keeps = builds or may_work(actor, stages["survey"], OPEN)
    begun = project.status in ("construction", "acceptance", "gas_on")
    contract = contract_of(project)
    pays = contract is not None and contract.paid_by == PaidBy.HOUSEHOLDS
    return {
        "list": keeps,
        "add": keeps and project.has_many,
        "build": builds and begun,
        "ticket": project.status == "gas_on" and may_work(actor, stages["contract"], CONTRACT),
        "gas": project.status == "gas_on" and may_work(actor, stages["gas_on"]),
        "enrol": begun and (may(actor, CHANGE, project) or may_work(actor, stages["survey"], OPEN)),
        "pay": pays and may_work(actor, stages["payment"], RECEIVE),
    }


@require_http_methods(["GET", "POST"])
@login_required
@never_cache
def add(request: Request, number: str) -> HttpResponse:
    """Enter households: like buildings, or lines pasted from a sheet."""
    project = find_project(request.actor, number)
    if not _doors(request, project)["add"]:
        survey = project.stages.select_related("unit").get(code="survey")
        require(request.actor, OPEN, survey)
    by_grid = request.POST.get("way") != "paste"
    data = request.POST if request.method == "POST" else None
    grid = GridForm(data if by_grid else None)
    paste = PasteForm(None if by_grid else data)
    context = {"project": project, "grid": grid, "paste": paste, "by_grid": by_grid}
    if data is None:
        return render(request, "projects/add_households.html", context)
    form: GridForm | PasteForm = grid if by_grid else paste
    if form.is_valid():
        try:
            count = actions.add_households(project, form.homes(), by=request.actor, now=request.now)
        except ValidationError as error:
            put_errors(form, error)
        else:
            messages.success(request, _("{count} households entered.").format(count=count))
            return redirect("projects:households", number=project.number)
    return render(request, "projects/add_households.html", context, status=422)


def _install(request: Request, project: Project, rows: list[Household], **_v: Any) -> None:
    meters = {row.pk: request.POST.get(f"meter{row.pk}", "") for row in rows}
    actions.install_households(project, rows, meters=meters, by=request.actor, now=request.now)


def _enrol(request: Request, project: Project, rows: list[Household], **_v: Any) -> None:
    actions.create_master_data(project, rows, by=request.actor, now=request.now)


def _ticket(
    request: Request, project: Project, rows: list[Household], *, booked_for: Any, **_v: Any
) -> None:
    actions.issue_ticket(project, rows, booked_for=booked_for, by=request.actor, now=request.now)


def _turn_on(request: Request, project: Project, rows: list[Household], **_v: Any) -> None:
    for row in rows:
        meter = request.POST.get(f"meter{row.pk}", "")[:30]
        actions.turn_on(row, meter_no=meter, by=request.actor, now=request.now)


def _obstruct(
    request: Request, project: Project, rows: list[Household], *, reason: str, **_v: Any
) -> None:
    for row in rows:
        actions.mark_obstructing(row, reason=reason, by=request.actor, now=request.now)


def _clear(
    request: Request, project: Project, rows: list[Household], *, reason: str, **_v: Any
) -> None:
    for row in rows:
        actions.clear_obstruction(row, note=reason, by=request.actor, now=request.now)


def _withdraw(
    request: Request, project: Project, rows: list[Household], *, reason: str, **_v: Any
) -> None:
    for row in rows:
        actions.withdraw_household(row, reason=reason, by=request.actor, now=request.now)


def _pay(request: Request, project: Project, rows: list[Household], **_v: Any) -> None:
    """Receipts are numbered one by one: a household at a time."""
    if len(rows) != 1:
        raise ValidationError(_("Tick the one household that pays."))
    household = rows[0]
    contract = contract_of(project)
    if contract is None:
        raise IllegalMove(_("Money is taken once the contract is signed."))
    actions.record_payment(
        project,
        amount=actions.outstanding(project, contract, household),
        receipt_no=request.POST.get("receipt_no", "")[:40],
        household=household,
        by=request.actor,
        now=request.now,
    )


ACTS: dict[str, Callable[..., None]] = {
    "install": _install,
    "enrol": _enrol,
    "ticket": _ticket,
    "turn_on": _turn_on,
    "obstruct": _obstruct,
    "clear": _clear,
    "withdraw": _withdraw,
    "pay": _pay,
}


@require_POST
@login_required
@never_cache
def act(request: Request, number: str) -> HttpResponse:
    """Do one thing with the ticked households: all of them or none, with the sentence why not."""
    project = find_project(request.actor, number)
    do = ACTS.get(request.POST.get("do", ""))
    if do is None:
        raise Http404
    rows = _ticked(project, request.POST.getlist("id"))
    form = HouseholdActForm(request.POST)
    back = request.POST.get("back", "")
    page = reverse("projects:households", args=[project.number])
    try:
        if not rows:
            raise ValidationError(_("Tick the households first."))
        if not form.is_valid():
            raise ValidationError(form.errors.as_data())
        with transaction.atomic():
            do(request, project, rows, **form.values())
    except ValidationError as error:
        fault = " ".join(error.messages)
        ticked = {row.pk for row in rows}
        context = _context(request, project, fault=fault, ticked=ticked, act_form=form)
        return render(request, "projects/households.html", context, status=422)
    except (IllegalMove, StaleState) as stop:
        context = _context(request, project, fault=str(stop), ticked={row.pk for row in rows})
        return render(request, "projects/households.html", context, status=409)
    messages.success(request, _("{count} households: done.").format(count=len(rows)))
    return redirect(back if back.startswith(page) else page)


def _ticked(project: Project, ids: list[str]) -> list[Household]:
    numbers = [int(pk) for pk in ids[:BATCH] if pk.isascii() and pk.isdigit() and len(pk) < 19]
    rows = list(
        project.households.filter(pk__in=numbers)
        .select_related("service_point", "ticket", "party")
        .order_by("position")
    )
    for row in rows:
        row.project = project
    return rows


@require_http_methods(["GET", "POST"])
@login_required
@never_cache
def export(request: Request, number: str) -> HttpResponse:
    """The households as Excel, phones masked; more than a few leave with approval."""
    project = find_project(request.actor, number)
    require(request.actor, EXPORT)
    form = HouseholdFilterForm(request.GET, buildings=buildings_of(project))
    rows = household_list(project, HouseholdFilters(**form.values()))
    purpose = Purpose("work_order", type="project", id=str(project.pk))
    return let_out(request, rows, SHEET, purpose=purpose)


def _leave(request: Request, ids: Sequence[int], _kind: str, number: str) -> HttpResponse:
    rows = list(
        Household.objects.filter(pk__in=ids)
        .select_related("service_point", "project")
        .order_by("project", "position")
    )
    title = rows[0].project.number if rows else "—"
    mark = Mark.of(request.actor, now=request.now, number=number)
    return download(household_book(title, rows, mark=mark), title)


def register_list() -> None:
    """Let households leave with approval, as any list of customers does (data-entry/9.3)."""
    register_sheet(
        Sheet(
            SHEET,
            gettext_lazy("Households of a project"),
            EXPORT,
            lambda by: Household.objects.filter(project__in=Project.objects.visible_to(by)),
            _leave,
            behind(Household),
            "households",
            "projects:list",
        )
    )
