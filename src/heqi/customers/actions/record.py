"""Writing a row with the whole of its history: each field from and to, who, when and why."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Field
from django.utils.translation import gettext as _

from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.ledger.states import StaleState

# What goes to the part of the ledger that can be erased by law.
PERSONAL = frozenset(
    {"name", "contact_name", "id_number", "vulnerable_note", "phones", "text", "room", "terms"}
)


def change_row(
    row: models.Model,
    values: Mapping[str, Any],
    *,
    code: str,
    by: Actor,
    now: datetime,
    reason: str = "",
    more: Mapping[str, tuple[Any, Any]] | None = None,
) -> dict[str, tuple[Any, Any]]:
    """Write the values that differ, if nobody wrote since ``row`` was read; field → (from, to).

    The row has a ``revision``, which grows. ``more`` are changes written elsewhere that belong to
    the same entry (phones). ``ValidationError`` for what a field refuses, ``StaleState`` (409) for
    the slower of two writers; nothing happens where nothing differs.
    """
    before = {key: getattr(row, key) for key in values}
    changed = _differing(row, values)
    if not changed and not more:
        return {}
    won = (
        type(row)
        ._base_manager.filter(pk=row.pk, revision=row.revision)  # type: ignore[attr-defined]
        .update(revision=F("revision") + 1, **changed)
    )
    if not won:
        raise StaleState(_("Somebody else was faster: the record has changed. Reload the page."))
    row.revision += 1  # type: ignore[attr-defined]
    for key, value in changed.items():
        setattr(row, key, value)
    pairs = {key: (before[key], value) for key, value in changed.items()} | dict(more or {})
    write_entry(row, code, pairs, by=by, now=now, reason=reason)
    return pairs


def record_creation(
    row: models.Model, code: str, fields: Iterable[str], *, by: Actor, now: datetime, **more: Any
) -> None:
    """The entry of a new row: what it began with, empty values left out."""
    pairs = {name: (None, getattr(row, name)) for name in fields}
    pairs |= {name: (None, value) for name, value in more.items()}
    known = {name: pair for name, pair in pairs.items() if pair[1] not in (None, "", [])}
    write_entry(row, code, known, by=by, now=now)


def write_entry(
    row: models.Model,
    code: str,
    pairs: Mapping[str, tuple[Any, Any]],
    *,
    by: Actor,
    now: datetime,
    reason: str = "",
    personal: Collection[str] = PERSONAL,
    decision: int | None = None,
) -> None:
    """One entry of the ledger with ``field: [from, to]``, personal values apart.

    ``revision`` is that of the row afterwards, so that a page can say what changed since it was
    read.
    """
    plain = {key: [_key(a), _key(b)] for key, (a, b) in pairs.items()}
    audit(
        row,
        code,
        by=by,
        now=now,
        changes={
            **{key: pair for key, pair in plain.items() if key not in personal},
            "revision": getattr(row, "revision", 0),
        },
        personal={key: pair for key, pair in plain.items() if key in personal},
        reason=reason,
        decision=decision,
    )


def _differing(row: models.Model, values: Mapping[str, Any]) -> dict[str, Any]:
    """The cleaned values that are not the row's already; every fault at once."""
    changed: dict[str, Any] = {}
    faults: dict[str, Any] = {}
    for key, value in values.items():
        field = cast("Field[Any, Any]", row._meta.get_field(key))
        if isinstance(value, str):
            value = value.strip()
        try:
            # A key of another table is a row that the caller has read already.
            clean = value if field.is_relation else field.clean(value, row)
        except ValidationError as error:
            faults[key] = error
        else:
            if getattr(row, key) != clean:
                changed[key] = clean
    if faults:
        raise ValidationError(faults)
    return changed


def _key(value: Any) -> Any:
    return value.pk if isinstance(value, models.Model) else value
