"""Home: what must I do now, by post."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from heqi.desk.homes import home_of
from heqi.desk.homes.figures import Reading, stats_of
from heqi.desk.homes.panels import panels_of
from heqi.people.requests import Request

# Homes of those on the road: their list on the phone.
ROADS = {"field": "/field/", "reader": "/field/readings/", "inspector": "/field/safety/"}
NOON, EVENING = 12, 18


@require_GET
@login_required
@never_cache
def home(request: Request) -> HttpResponse:
    """The home of the actor's post; somebody on the road goes to the list on the phone."""
    found = home_of(request.actor)
    road = ROADS.get(found.name, "")
    if road and _has(road):
        return redirect(road)
    read = Reading(request.actor, request.now)
    local = timezone.localtime(request.now)
    context = {
        "home": found,
        "stats": stats_of(found.stats, read),
        "left": panels_of(found.left, read),
        "right": panels_of(found.right, read),
        "greeting": _greeting(request.actor.name, local.hour),
        "today": local,
    }
    return render(request, "desk/home.html", context)


def _greeting(name: str, hour: int) -> str:
    if hour < NOON:
        return _("Good morning, {name}").format(name=name)
    if hour < EVENING:
        return _("Good afternoon, {name}").format(name=name)
    return _("Good evening, {name}").format(name=name)


def _has(path: str) -> bool:
    try:
        resolve(path)
    except Resolver404:
        return False
    return True
