"""Samples of rewards and penalties: a penalty of a repairer, raised by the service office."""

from datetime import timedelta
from typing import Any

from heqi.conduct.actions import raise_case
from heqi.conduct.actions.circulating import circulate_case
from tests.cast import NOW, Cast
from tests.surface.samples.rows import CANARY, Capture


def make(cast: Cast, capture: Capture, n: int, rows: dict[str, Any]) -> dict[str, Any]:
    """The n-th case."""
    row = raise_case(
        unit=cast.units["repair1"],
        ground="3.2.2.5",
        staff=cast.staff["ma"],
        title=CANARY,
        facts=f"{CANARY} {n}",
        distinct=CANARY,
        happened_on=NOW.date() - timedelta(days=n + 1),
        by=cast.he,
        now=NOW + timedelta(minutes=n),
    )
    told = circulate_case(row, now=NOW)
    return {"conduct_case": row, "conduct_circular": told}


KWARGS = {
    "conduct:case": lambda samples: {"pk": samples.conduct_case.pk},
    "conduct:notice": lambda samples: {"pk": samples.conduct_circular.pk},
    "conduct:notice_print": lambda samples: {"pk": samples.conduct_circular.pk},
    "conduct:print": lambda samples: {"pk": samples.conduct_case.pk},
    "conduct:step": lambda samples: {"pk": samples.conduct_case.pk, "name": "drop"},
}
LISTS = [("conduct:list", "", "he"), ("conduct:sums", "", "he"), ("conduct:notices", "", "he")]
