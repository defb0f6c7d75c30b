"""Samples of the reconciliation: a till that does not agree."""

from decimal import Decimal
from typing import Any

from heqi.reconciliation.models import Sheet
from heqi.reconciliation.tests.makers import closed_till
from tests.cast import Cast
from tests.surface.samples.rows import Capture

LISTS = [
    ("reconciliation:list", "?tab=all", "he"),
    ("reconciliation:export_sheets", "?tab=all", "he"),
    ("reconciliation:list", "?tab=difference", "he"),
    ("reconciliation:month", "?month=2026-11", "he"),
]


def make(cast: Cast, capture: Capture, n: int, rows: dict[str, Any]) -> dict[str, Any]:
    """A closed till with a difference, one more each time."""
    sheet: Sheet = closed_till(cast, capture, "yao", money={"cash": Decimal(-n)})
    return {"sheet": sheet}


KWARGS = {"reconciliation:*": lambda s: {"pk": s.sheet.pk}}
