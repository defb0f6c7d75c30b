"""What the lists of all apps share: their tabs with bounded counts."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

CAP = 1000


def tabs_of(
    labels: Mapping[str, Any],
    counts: Mapping[str, int],
    active: str,
    *,
    only: Iterable[str] | None = None,
    hot: Collection[str] = ("late",),
) -> list[dict[str, Any]]:
    """The tabs of a list for ``tabs_count``: those named in ``only``, else all; a tab without a
    count shows none, one of ``hot`` is red while anything is in it."""
    return [
        {
            "key": key,
            "label": labels[key],
            "count": f"{CAP}+" if counts.get(key, 0) > CAP else counts.get(key, ""),
            "tone": "over" if key in hot and counts.get(key) else "",
            "active": key == active,
        }
        for key in (labels if only is None else only)
    ]
