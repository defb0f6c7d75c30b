"""What stands on the rows of an import by now: found over every foreign key and every entry."""

from collections.abc import Iterator

from django.apps import apps
from django.db.models import Model, Q
from django.utils.translation import gettext as _

from heqi.customers.models import (
    Appliance,
    Compound,
    Meter,
    Occupancy,
    Party,
    Phone,
    Premises,
    SearchEntry,
    ServicePoint,
)
from heqi.imports.models import Batch
from heqi.ledger.models import Entry

# In the order in which they are removed.
MADE: tuple[type[Model], ...] = (
    Appliance, Meter, Occupancy, Phone, ServicePoint, Premises, Compound, Party,
)  # fmt: skip
SHOWN = 5
# Ranges of ids asked about in one statement.
RANGES = 50


def built_on(batch: Batch) -> list[str]:
    """A sentence for each kind of record that keeps the import from being undone."""
    found = []
    for model in MADE:
        ranges = batch.made.get(model._meta.label_lower, [])
        for child, column in _children(model):
            if rows := _standing(child, column, ranges, batch):
                names = "、".join(str(row) for row in rows[:SHOWN])
                more = _(" and more") if len(rows) > SHOWN else ""
                found.append(
                    _("{kind} refer to what was imported: {names}{more}.").format(
                        kind=child._meta.verbose_name, names=names, more=more
                    )
                )
        if entries := _changed(model, ranges, batch):
            found.append(
                _("{kind} were changed since: {names}.").format(
                    kind=model._meta.verbose_name, names="、".join(entries)
                )
            )
    return found


def _children(model: type[Model]) -> Iterator[tuple[type[Model], str]]:
    """Every table that points at a table, with the column."""
    for child in apps.get_models(include_auto_created=True):
        if child is SearchEntry:
            continue
        for field in child._meta.concrete_fields:
            if field.is_relation and field.related_model is model:
                yield child, field.name


def _standing(
    child: type[Model], column: str, ranges: list[list[int]], batch: Batch
) -> list[Model]:
    """Rows that point into the ranges and were not made by the import itself."""
    own = batch.made.get(child._meta.label_lower, [])
    rows: list[Model] = []
    for at in range(0, len(ranges), RANGES):
        pointing = Q()
        for first, last in ranges[at : at + RANGES]:
            pointing |= Q(**{f"{column}__gte": first, f"{column}__lte": last})
        found = child._default_manager.filter(pointing).order_by("pk")
        for first, last in own[:RANGES]:
            found = found.exclude(pk__gte=first, pk__lte=last)
        rows += [row for row in found[: SHOWN + 1] if not _inside(row.pk, own)]
        if len(rows) > SHOWN:
            break
    return rows


def _changed(model: type[Model], ranges: list[list[int]], batch: Batch) -> list[str]:
    """Subjects of later entries of the ledger that the import made."""
    found: dict[str, None] = {}
    entries = Entry.objects.filter(
        subject_type=model._meta.label_lower, at__gte=batch.committed_at
    ).order_by("id")
    for pk, changes in entries.values_list("subject_id", "code").iterator(2_000):
        if pk.isdigit() and _inside(int(pk), ranges) and changes:
            row = model._default_manager.filter(pk=pk).first()
            found[str(row or pk)] = None
            if len(found) >= SHOWN:
                break
    return list(found)


def _inside(pk: object, ranges: list[list[int]]) -> bool:
    return isinstance(pk, int) and any(first <= pk <= last for first, last in ranges)
