"""Which published layers lie over the packs, as this process knows it.

A layer is a row, so every process of an installation sees it; to spare a query at each decision
the list is read anew at most every few seconds, and at once where a layer was published.
"""

import time
from typing import TYPE_CHECKING

from django.db import OperationalError, ProgrammingError, connection

from heqi.rulebook.loader import PackFiles

if TYPE_CHECKING:
    from heqi.policies.models import PackLayer

SECONDS = 5.0


class _Known:
    layers: tuple[PackFiles, ...] | None = None
    until = 0.0


def layers_in_force() -> tuple[PackFiles, ...]:
    """The published layers in their order; the database is asked where what is known is old."""
    if _Known.layers is None or time.monotonic() > _Known.until:
        _Known.layers = tuple(pack_of(row) for row in stored_layers())
        _Known.until = time.monotonic() + SECONDS
    return _Known.layers


def stored_layers() -> list["PackLayer"]:
    """The rows behind them; none before the database is migrated, as for maps and checks."""
    from heqi.policies.models import PackLayer

    try:
        return list(PackLayer.objects.all())
    except (OperationalError, ProgrammingError):
        if PackLayer._meta.db_table in connection.introspection.table_names():
            raise
        return []


def pack_of(row: "PackLayer") -> PackFiles:
    """A layer as the loader reads it."""
    return PackFiles(row.key, tuple(sorted(row.files.items())))


def forget_layers() -> None:
    """Ask the database at the next decision."""
    _Known.layers = None


def keep_layers(found: tuple[PackFiles, ...]) -> None:
    """Take these as known for good: tests begin without any."""
    _Known.layers, _Known.until = found, float("inf")
