"""The phone's pages: my projects; one on site with its survey, acceptance and photos."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from heqi.people.access import require
from heqi.people.requests import Request
from heqi.projects.access import VIEW
from heqi.projects.queries import my_projects
from heqi.projects.views.reading import find_project, row_clock, shown


@require_GET
@login_required
@never_cache
def mine(request: Request) -> HttpResponse:
    """Projects whose present stage is mine, the first due first."""
    require(request.actor, VIEW)
    rows = [(project, row_clock(project)) for project in my_projects(request.actor)]
    return render(request, "projects/field/mine.html", {"rows": rows, "count": len(rows)})


@require_GET
@login_required
@never_cache
def on_site(request: Request, number: str) -> HttpResponse:
    """One project on site: what is to be done now, photos, signature."""
    project = find_project(request.actor, number)
    context = shown(project, request.actor, request.now)
    return render(request, "projects/field/site.html", context)
