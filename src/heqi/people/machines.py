"""Doors for machines: JSON over HTTP, a token per company, a key that makes a message happen once.

Of a token only a digest is kept. What is not taken is told as ``{"error": sentence}`` with its
status; a door raises :class:`Rejected` and :func:`door` answers.
"""

import hashlib
import json
import secrets
from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.db.models import Model, QuerySet
from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

BEARER = "Bearer "
LONGEST_KEY = 80
CLOSED = ""
P = ParamSpec("P")
M = TypeVar("M", bound=Model)
HEADERS = {401: ("WWW-Authenticate", "Bearer"), 429: ("Retry-After", "60")}


class Rejected(Exception):  # noqa: N818 - it reads as the refusal it is
    """A message that is not taken: a status of HTTP and a sentence."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status, self.sentence = status, sentence


def door(view: Callable[P, JsonResponse]) -> Callable[P, JsonResponse]:
    """A view for machines: no cookie opens it, nothing is cached, refusals are sentences."""

    @wraps(view)
    def opened(*args: P.args, **kwargs: P.kwargs) -> JsonResponse:
        try:
            return view(*args, **kwargs)
        except Rejected as refused:
            response = JsonResponse({"error": refused.sentence}, status=refused.status)
            if refused.status in HEADERS:
                name, value = HEADERS[refused.status]
                response[name] = value
            return response

    return csrf_exempt(never_cache(opened))


def new_token() -> str:
    """A token to be shown once."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def line_of_request(lines: QuerySet[M], request: HttpRequest) -> M:
    """The line of who calls: ``lines`` have a ``company`` and keep ``token_sha256``.

    :class:`Rejected` (401) without a token that opens one.
    """
    given = request.headers.get("Authorization", "")
    token = given[len(BEARER) :] if given.startswith(BEARER) else ""
    rows = lines.select_related("company").exclude(token_sha256=CLOSED)
    line = rows.filter(token_sha256=digest(token)).first() if token else None
    if line is None:
        raise Rejected(401, _("This token opens no line."))
    return line


def json_object(request: HttpRequest, *, largest: int) -> dict[str, Any]:
    """The message; it says its size, of at most ``largest`` bytes, before it is read."""
    length = request.headers.get("Content-Length", "")
    if not length.isdigit() or int(length) > largest:
        raise Rejected(413, _("A message of a stated, small size is expected."))
    try:
        message: Any = json.loads(request.body)
    except ValueError:
        message = None
    if not isinstance(message, dict):
        raise Rejected(400, _("A JSON object is expected."))
    return message


def checked_key(key: str) -> str:
    """The key of a message, if it is one."""
    if not key or len(key) > LONGEST_KEY or not key.isascii() or not key.isprintable():
        raise Rejected(400, _("An Idempotency-Key of up to 80 plain characters is needed."))
    return key


def check_pace(lately: int, *, a_minute: int) -> None:
    """``lately`` messages came within a minute: no more than ``a_minute`` are taken."""
    if lately >= a_minute:
        raise Rejected(429, _("Too many messages: at most {n} a minute.").format(n=a_minute))
