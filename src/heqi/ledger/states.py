"""Moving a row through its flow: a compare-and-swap with its audit entry."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext as _

from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit

if TYPE_CHECKING:
    from heqi.rulebook.flow import Flow


class IllegalMove(Exception):  # noqa: N818 - it reads as the refusal it is
    """The move does not start from the state the row is in (409)."""


class StaleState(Exception):  # noqa: N818
    """Somebody else moved the row first (409)."""


def move(
    row: models.Model,
    flow: "Flow",
    name: str,
    *,
    code: str,
    by: Actor,
    now: datetime,
    field: str = "status",
    changes: Mapping[str, Any] | None = None,
    reason: str = "",
    decision: int | None = None,
    **values: Any,
) -> None:
    """Take ``row`` along the move ``name`` and set ``values`` with it.

    One UPDATE that names the old state decides between rivals, on any database; ``IllegalMove``
    where the table has no such move from here, ``StaleState`` where somebody was faster.
    """
    old = getattr(row, field)
    target = flow.target(old, name)
    if target is None:
        raise IllegalMove(_("This step is not possible in the present state. Reload the page."))
    manager = type(row)._base_manager
    won = manager.filter(pk=row.pk, **{field: old}).update(**{field: target}, **values)
    if not won:
        raise StaleState(_("Somebody else was faster: the record has changed. Reload the page."))
    setattr(row, field, target)
    for key, value in values.items():
        setattr(row, key, value)
    audit(
        row,
        code,
        by=by,
        now=now,
        changes={field: [old, target], **(changes or {})},
        reason=reason,
        decision=decision,
    )
