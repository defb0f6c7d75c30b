"""What a view is handed: a request that knows who asks and when."""

from datetime import datetime

from django.http import HttpRequest

from heqi.ledger.actors import Actor


class Request(HttpRequest):
    """A request after :class:`heqi.people.middleware.ActorMiddleware`; for annotations."""

    actor: Actor
    now: datetime
