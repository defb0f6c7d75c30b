"""Samples of rectifications: a notice to the customer service department."""

from datetime import timedelta
from typing import Any

from heqi.rectifications.actions import issue_rectification
from tests.cast import NOW, Cast
from tests.surface.samples.rows import CANARY, Capture


def make(cast: Cast, capture: Capture, n: int, rows: dict[str, Any]) -> dict[str, Any]:
    """The n-th notice."""
    row = issue_rectification(
        unit=cast.units["service"],
        title=CANARY,
        problem=CANARY,
        requirement=CANARY,
        by=cast.he,
        now=NOW + timedelta(minutes=n),
    )
    return {"rectification": row}


KWARGS = {
    "rectifications:rectification": lambda samples: {"pk": samples.rectification.pk},
    "rectifications:print": lambda samples: {"pk": samples.rectification.pk},
    "rectifications:step": lambda samples: {"pk": samples.rectification.pk, "name": "acknowledge"},
}
LISTS = [("rectifications:list", "", "he")]
