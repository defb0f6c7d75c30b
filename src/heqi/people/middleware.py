"""Gives every request its actor, read afresh so that a changed right acts on the next request."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from heqi.ledger.actors import Actor
from heqi.people.models import Staff
from heqi.people.queries import actor_of

NOBODY = Actor(kind="anonymous", id=None, name="")


class ActorMiddleware:
    """Sets ``request.actor`` and ``request.now``: one instant for the whole request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.now = timezone.now()  # type: ignore[attr-defined]
        request.actor = SimpleLazyObject(lambda: _actor(request))  # type: ignore[attr-defined]
        return self.get_response(request)


def _actor(request: HttpRequest) -> Actor:
    if not request.user.is_authenticated:
        return NOBODY
    staff = Staff.objects.select_related("unit", "post").get(account=request.user.pk)
    if not staff.is_employed(timezone.localdate(request.now)):  # type: ignore[attr-defined]
        return NOBODY
    return actor_of(staff, now=request.now)  # type: ignore[attr-defined]
