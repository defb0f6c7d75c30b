"""Re-pointing rows from one customer or address to another, and back.

Foreign keys are found by themselves: whatever table of whatever app points at the loser is
re-pointed in the transaction of the merge. An app that keeps plain ids or copies of values
registers a mover of its own::

    register_mover("tiers.ledger", MergeKind.PARTY, MoveLedger())
"""

from collections.abc import Iterator
from typing import Any, Protocol

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from heqi.customers.mergeable import MODELS
from heqi.customers.models import Merge, Phone, SearchEntry

# Rows that the merge treats itself: phones one by one, the index from the rows.
TREATED: tuple[type[models.Model], ...] = (Phone, SearchEntry)


class Mover(Protocol):
    """Moves what an app keeps about a row that is merged, and moves it back exactly."""

    def move(self, loser: int, winner: int) -> list[Any]:
        """Re-point; the keys of the rows, as JSON keeps them, so that they can be moved back."""

    def back(self, keys: list[Any], loser: int, winner: int) -> None:
        """Point the rows of those keys at the loser again."""


class ForeignKeyMover:
    """Re-points one foreign key."""

    def __init__(self, model: type[models.Model], field: str) -> None:
        self.model, self.field = model, field

    def move(self, loser: int, winner: int) -> list[Any]:
        """The keys of the rows that pointed at the loser."""
        rows = self.model._base_manager.filter(**{self.field: loser})
        keys = list(rows.order_by("pk").values_list("pk", flat=True))
        if keys:
            try:
                with transaction.atomic():
                    self.model._base_manager.filter(pk__in=keys).update(**{self.field: winner})
            except IntegrityError as error:
                raise ValidationError(
                    _("Both files have “{what}” of their own. Please settle that first.").format(
                        what=self.model._meta.verbose_name
                    )
                ) from error
        return keys

    def back(self, keys: list[Any], loser: int, winner: int) -> None:
        """Rows that have gone elsewhere since stay there."""
        self.model._base_manager.filter(pk__in=keys, **{self.field: winner}).update(
            **{self.field: loser}
        )


_movers: dict[tuple[str, str], Mover] = {}


def register_mover(key: str, kind: str, mover: Mover) -> None:
    """Let an app move what no foreign key shows; ``key`` is ``app.what`` and stays the same.

    Under the name of a foreign key (``app.model.field``) it takes the place of moving that one.
    """
    _movers[(str(kind), key)] = mover


def movers(kind: str) -> Iterator[tuple[str, Mover]]:
    """Everything that re-points rows of a kind, under names that a later undo finds again."""
    for relation in MODELS[kind]._meta.related_objects:
        model = relation.related_model
        if isinstance(model, str) or relation.many_to_many or model in TREATED:
            continue
        name = relation.field.name
        key = f"{model._meta.label_lower}.{name}"
        if (str(kind), key) not in _movers:
            yield key, ForeignKeyMover(model, name)
    for (of, key), mover in _movers.items():
        if of == kind:
            yield key, mover


def move_rows(kind: str, *, loser: int, winner: int) -> dict[str, list[Any]]:
    """Re-point everything; the keys by mover."""
    moved = {name: mover.move(loser, winner) for name, mover in movers(kind)}
    return {name: keys for name, keys in moved.items() if keys}


def move_back(merge: Merge) -> None:
    """Point everything at the loser again."""
    known = dict(movers(merge.kind))
    for name, keys in merge.moved.items():
        if name in known:
            known[name].back(keys, merge.loser_id, merge.winner_id)
