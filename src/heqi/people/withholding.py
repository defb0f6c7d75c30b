"""What is kept from whom: a record about somebody is found by him through no door.

An app says once how its rows hang on others::

    keep(Complaint, names=True)                          # rows of its own may be kept
    keep(Extension, "complaint")                         # goes with its complaint
    keep(Rectification, about=("source_type", "source_id"))   # goes with whatever raised it

:func:`heqi.people.actions.withhold` keeps rows from people; ``people.access.within`` leaves
them out of every list, search, export and count, ``require`` refuses them, and what reads past
``within`` asks :func:`leave_out` itself. The conditions are subqueries: no query more,
however many rows.
"""

from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any, TypeVar

from django.apps import apps
from django.db import models
from django.db.models import Q, TextField
from django.db.models.functions import Cast

from heqi.ledger.actors import Actor
from heqi.people.models import Withheld

M = TypeVar("M", bound=models.Model)


@dataclass(frozen=True, slots=True)
class Way:
    """How rows of a model come to be kept."""

    names: bool
    paths: tuple[str, ...]
    about: tuple[str, str] | None
    told_of: bool


_ways: dict[type[models.Model], Way] = {}


def keep(
    model: type[models.Model],
    *paths: str,
    names: bool = False,
    about: tuple[str, str] | None = None,
    told_of: bool = True,
) -> None:
    """Say how rows of a model are kept: named themselves, along ``paths`` to rows that are, or by
    the two fields that say what they are ``about``. ``told_of``: whether messages, approvals and
    rectifications can be about such a row."""
    _ways[model] = Way(names, paths, about, told_of)


def leave_out(rows: models.QuerySet[M], actor: Actor) -> models.QuerySet[M]:
    """The rows without those that are kept from the actor."""
    if rows.model not in _ways or not _kinds(actor):
        return rows
    for kept in _conditions(rows.model, actor):
        rows = rows.exclude(kept)
    return rows


def _kinds(actor: Actor) -> frozenset[str]:
    """The kinds of record that are kept from the actor by name; one query for an actor, and for
    nearly everybody nothing more is asked."""
    if actor.kind != "staff":
        return frozenset()
    if not actor.kept:
        rows = Withheld.objects.filter(staff_id=actor.id or 0).order_by().distinct()
        actor.kept.append(frozenset(rows.values_list("subject_type", flat=True)))
    return actor.kept[0]


def _kept_rows(model: type[models.Model], actor: Actor) -> list[Any]:
    """The keys of a model's rows that are kept from the actor: subqueries, one for each way, so
    that each walks an index from the few rows that are named."""
    found = [_named(model, actor)] if _is_named(model, actor) else []
    rest = _conditions(model, actor)[len(found) :]
    return found + [model._base_manager.filter(one).order_by().values("pk") for one in rest]


def _is_named(model: type[models.Model], actor: Actor) -> bool:
    return _ways[model].names and model._meta.label_lower in _kinds(actor)


def _named(model: type[models.Model], actor: Actor) -> Any:
    rows = Withheld.objects.filter(
        staff_id=actor.id or 0, subject_type=model._meta.label_lower
    ).order_by()
    return rows.values("subject_id")


def _conditions(model: type[models.Model], actor: Actor) -> list[Q]:
    """What makes a row one that is kept, any one of them."""
    way = _ways[model]
    found = [Q(pk__in=_named(model, actor))] if _is_named(model, actor) else []
    found += [
        Q(**{f"{path}__in": ids})
        for path in way.paths
        for ids in _kept_rows(_at_the_end(model, path), actor)
    ]
    if way.about is not None:
        kind, key = way.about
        as_text = isinstance(model._meta.get_field(key), models.CharField)
        for other in _told_of(model):
            for ids in _kept_rows(other, actor):
                is_one = {f"{key}__in": _as_text(ids) if as_text else ids}
                found.append(Q(**{kind: other._meta.label_lower}, **is_one))
    return found


def _told_of(model: type[models.Model]) -> list[type[models.Model]]:
    """What a row can be about. Apps point down: a message can be about an approval, an approval
    about a rectification, never the other way."""
    order = list(apps.app_configs)
    here = order.index(model._meta.app_label)
    return [
        other
        for other, way in _ways.items()
        if way.told_of and order.index(other._meta.app_label) > here
    ]


def _as_text(ids: Any) -> Any:
    """Keys as the text that generic references hold."""
    field = "subject_id" if ids.model is Withheld else "pk"
    return ids.annotate(key_text=Cast(field, TextField())).values("key_text")


def _at_the_end(model: type[models.Model], path: str) -> type[models.Model]:
    for name in path.split("__"):
        related = model._meta.get_field(name).related_model
        assert isinstance(related, type)
        model = related
    return model


def is_kept_from(by: Actor, row: models.Model) -> bool:
    """Whether this row is kept from the actor."""
    if type(row) not in _ways or not (found := _conditions(type(row), by)):
        return False
    return type(row)._base_manager.filter(reduce(or_, found), pk=row.pk).exists()


def kept_from_whom(row: models.Model) -> set[int]:
    """The ids of the people from whom a row that is named itself is kept."""
    rows = Withheld.objects.filter(subject_type=row._meta.label_lower, subject_id=row.pk)
    return set(rows.values_list("staff_id", flat=True))
