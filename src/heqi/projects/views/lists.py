"""The list of installation projects: what will be late stands on top."""

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from heqi.customers.access import EXPORT
from heqi.customers.sheets import Sheet, behind, in_order, register_sheet
from heqi.customers.views.exports import let_out
from heqi.people.access import may, require
from heqi.people.requests import Request
from heqi.people.workbooks import Mark, download
from heqi.projects.access import OPEN, VIEW
from heqi.projects.export import project_book
from heqi.projects.forms import FilterForm
from heqi.projects.models import Project
from heqi.projects.queries import Board, Filters, Progress, board, progress_of, project_list
from heqi.projects.queries.lists import CAP, SORTS
from heqi.projects.states import STAGES, Status
from heqi.projects.views.reading import row_clock

SIZE = 20
SHEET = "projects.projects"
LABELS: dict[str, str | Promise] = {
    "open": pgettext_lazy("projects", "All open"),
    "late": pgettext_lazy("projects", "Overdue"),
    **{code: Status(code).label for code in STAGES},
    "held": pgettext_lazy("projects", "On hold"),
    "completed": Status.COMPLETED.label,
    "cancelled": Status.CANCELLED.label,
    "all": pgettext_lazy("projects", "All"),
}


class Capped(Paginator):
    """Pages over a count that stops at a thousand."""

    def __init__(self, found: Board, size: int) -> None:
        super().__init__(found.rows, size)
        self.found = found
        read = (found.page - 1) * size + len(found.rows) + (1 if found.has_next else 0)
        self.__dict__["count"] = max(found.total, read)

    def page(self, number: Any) -> Page:
        """The page that was read already."""
        return Page(self.found.rows, self.found.page, self)


def read_filters(request: Request, form: FilterForm) -> Filters:
    """The filters of the address; wrong values are ignored."""
    tab, sort = request.GET.get("tab", ""), request.GET.get("sort", "")
    return Filters(
        tab=tab if tab in LABELS else "open",
        sort=sort if sort in SORTS else "",
        **form.values(),
    )


def mini(project: Project) -> list[tuple[str, str]]:
    """The stages as small segments: label and state."""
    reached = STAGES.index(project.status) if project.status in STAGES else len(STAGES)
    if project.status == "cancelled":
        reached = -1
    return [
        (
            str(Status(code).label),
            "on" if n < reached else "now" if n == reached else "",
        )
        for n, code in enumerate(STAGES)
    ]


def row_of(project: Project, progress: Progress) -> dict[str, Any]:
    """A row of the list."""
    return {
        "project": project,
        "clock": row_clock(project),
        "mini": mini(project),
        "progress": progress,
        "contract": getattr(project, "contract", None),
    }


@require_GET
@login_required
@never_cache
def project_list_page(request: Request) -> HttpResponse:
    """A page of the list."""
    require(request.actor, VIEW)
    form = FilterForm(request.GET, actor=request.actor)
    filters = read_filters(request, form)
    number = request.GET.get("page", "")
    found = board(
        request.actor,
        filters,
        page=int(number) if number.isascii() and number.isdigit() and len(number) < 6 else 1,
        size=SIZE,
        now=request.now,
    )
    progress = progress_of(found.rows)
    context = {
        "form": form,
        "tab": filters.tab,
        "tabs": [
            {
                "key": key,
                "label": label,
                "count": _count(found.counts.get(key)),
                "tone": "over" if key == "late" and found.counts.get(key) else "",
                "active": key == filters.tab,
            }
            for key, label in LABELS.items()
        ],
        "rows": [row_of(row, progress[row.pk]) for row in found.rows],
        "page": Capped(found, SIZE).page(found.page),
        "capped": found.total >= CAP,
        "filtered": bool(form.values()),
        "may_open": may(request.actor, OPEN),
        "export": reverse("projects:export") if may(request.actor, EXPORT) else "",
    }
    return render(request, "projects/list.html", context)


def _count(number: int | None) -> str:
    return "" if number is None else "1000+" if number >= CAP else str(number)


@require_http_methods(["GET", "POST"])
@login_required
@never_cache
def export(request: Request) -> HttpResponse:
    """The list as Excel: same filters and order; more than a few rows leave with approval."""
    require(request.actor, VIEW)
    require(request.actor, EXPORT)
    form = FilterForm(request.GET, actor=request.actor)
    filters = read_filters(request, form)
    rows = project_list(request.actor, filters, now=request.now)
    return let_out(request, rows, SHEET, query=filters.text)


def _leave(request: Request, ids: Sequence[int], _kind: str, number: str) -> HttpResponse:
    rows = in_order(Project.objects.select_related("unit", "manager", "contract"), ids)
    mark = Mark.of(request.actor, now=request.now, number=number)
    day = timezone.localdate(request.now)
    return download(project_book(rows, progress_of(rows), mark=mark), f"projects-{day:%Y%m%d}")


def register_list() -> None:
    """Let projects leave with approval, as any list that names customers (data-entry/9.3)."""
    register_sheet(
        Sheet(
            SHEET,
            gettext_lazy("Installation projects"),
            EXPORT,
            lambda by: Project.objects.visible_to(by),
            _leave,
            behind(Project),
            "projects",
            "projects:list",
        )
    )
