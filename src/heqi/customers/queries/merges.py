"""Duplicates side by side, and merges that can still be undone."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import QuerySet

from heqi.customers.access import MERGE
from heqi.customers.masking import mask_id, mask_phone
from heqi.customers.mergeable import CHOICES, MODELS
from heqi.customers.models import Criterion, DuplicatePair, Merge, MergeKind, Party, Phone, Premises
from heqi.customers.queries.changes import label_of
from heqi.customers.states import PairState, PartyState
from heqi.ledger.actors import Actor
from heqi.people.access import require
from heqi.people.models import Unit


@dataclass(frozen=True, slots=True)
class Side:
    """A line of the comparison: a group of fields with both values as shown."""

    key: str
    label: str
    first: str
    second: str

    @property
    def differs(self) -> bool:
        """Whether there is something to choose."""
        return self.first != self.second


def pairs(actor: Actor, *, tab: str = "", kind: str = "") -> "QuerySet[Any]":
    """Suspected duplicates, the likeliest first."""
    require(actor, MERGE)
    rows: QuerySet[Any] = DuplicatePair.objects.visible_to(actor, MERGE)
    state = tab if tab in PairState.values else PairState.OPEN
    rows = rows.filter(state=state)
    if kind in MergeKind.values:
        rows = rows.filter(kind=kind)
    return rows.order_by("-weight", "-id")


def merges(actor: Actor) -> "QuerySet[Any]":
    """What was merged, the newest first."""
    require(actor, MERGE)
    rows: QuerySet[Any] = Merge.objects.visible_to(actor, MERGE)
    return rows.order_by("-id")


def rows_of(kind: str, keys: Sequence[int]) -> dict[int, Any]:
    """The rows of a kind by key, as lists show them."""
    model = MODELS[kind]
    rows = model._base_manager.filter(pk__in=keys)
    if kind == MergeKind.PARTY:
        rows = rows.prefetch_related("phones")
    return {row.pk: row for row in rows}


def pair_sides(kind: str, first: models.Model, second: models.Model) -> list[Side]:
    """Both rows field by field, personal numbers masked."""
    sides = [
        Side(
            group,
            label_of(first, LABELS.get(group, group)),
            *(_said(r, names) for r in (first, second)),
        )
        for group, names in CHOICES[kind].items()
    ]
    if isinstance(first, Party) and isinstance(second, Party):
        sides.append(Side("phones", label_of(first, "phones"), _phones(first), _phones(second)))
    return sides


# A group is called after one of its fields.
LABELS = {"address": "text", "compound": "compound"}


def alike(
    company: Unit, *, phones: Sequence[str] = (), id_number: str = "", name: str = ""
) -> "QuerySet[Party]":
    """Customers on file who may be the one that is being entered: same identity number, or same
    phone under the same name; at most a handful."""
    rows = Party.objects.filter(company=company).exclude(state=PartyState.MERGED)
    found: set[int] = set()
    # One question each: asked with "or", neither finds its index.
    if number := id_number.strip().upper():
        same = rows.filter(id_number=number).exclude(id_number="").order_by()
        found.update(same.values_list("pk", flat=True)[:5])
    if phones and name.strip():
        owners = Phone.objects.filter(company=company, number__in=list(phones)[:10])
        same = rows.filter(name=name.strip(), pk__in=owners.values("party_id")).order_by()
        found.update(same.values_list("pk", flat=True)[:5])
    return rows.filter(pk__in=found).order_by("id")[:5]


def _said(row: models.Model, names: Sequence[str]) -> str:
    if isinstance(row, Premises) and "building" in names:
        return row.text
    return " · ".join(text for name in names if (text := _value(row, name)))


def _value(row: models.Model, name: str) -> str:
    value = getattr(row, name)
    if value in (None, "", False) or value == Criterion.NONE:
        return ""
    if name == "id_number":
        return mask_id(str(value))
    if name == "compound_id":
        return str(row.compound)  # type: ignore[attr-defined]
    if value is True:
        return label_of(row, name)
    shown = getattr(row, f"get_{name}_display", None)
    return str(shown() if shown else value)


def _phones(party: Party) -> str:
    return "、".join(mask_phone(phone.number) for phone in party.phones.all())
