"""Who may read or add a file is asked of the app that owns the subject.

The owning app registers a resolver in its own ``access.py``::

    evidence.access.register("service.request", may_touch_request)

``may_touch_request(actor, subject_id, verb) -> bool`` with the verbs ``read``, ``attach`` and
``remove``. Without a resolver nobody may.
"""

from collections.abc import Callable
from typing import Literal

from django.core.exceptions import ObjectDoesNotExist
from django.utils.translation import gettext as _

from heqi.evidence.subjects import Subject
from heqi.ledger.actors import Actor
from heqi.people.access import refuse

Verb = Literal["read", "attach", "remove"]
Resolver = Callable[[Actor, str, str], bool]
_resolvers: dict[str, Resolver] = {}


def register(subject_type: str, resolver: Resolver) -> None:
    """Let an app answer for its subjects; ``subject_type`` is the model's ``label_lower``."""
    _resolvers[subject_type.lower()] = resolver


def subject_types() -> list[str]:
    """Every kind of subject that can have attachments."""
    return sorted(_resolvers)


def may(by: Actor, subject: Subject, verb: Verb) -> bool:
    """What the owning app says; nobody where no app answers."""
    resolver = _resolvers.get(subject.type)
    if resolver is None:
        return False
    if by.kind == "system":
        return True
    try:
        return bool(resolver(by, subject.id, verb))
    except (ValueError, OverflowError, ObjectDoesNotExist):
        return False  # an id that cannot be one


def require(by: Actor, subject: Subject, verb: Verb) -> None:
    """Raise Refused where the owning app says no."""
    if not may(by, subject, verb):
        raise refuse(
            _("You may not read the files of this record.")
            if verb == "read"
            else _("You may not change the files of this record.")
        )
