"""Samples of imports: one to be named, one checked."""

from typing import Any

from heqi.imports.tests.makers import checked, make_batch, row, text_of
from tests.cast import Cast
from tests.surface.samples.rows import CANARY, Capture

LISTS = [("imports:list", "", "han")]


def make(cast: Cast, capture: Capture, n: int, rows: dict[str, Any]) -> dict[str, Any]:
    """Files of the service department with the canary in them."""
    unit = cast.units["service"]
    content = text_of([row(n * 10 + k, 户名=CANARY, 小区=CANARY) for k in range(3)])
    return {
        "import_named": make_batch(unit, content, name=f"{CANARY}.csv"),
        "import_checked": checked(unit, content, name=f"{CANARY}.csv"),
    }


KWARGS = {
    "imports:batch": lambda s: {"pk": s.import_checked.pk},
    "imports:progress": lambda s: {"pk": s.import_checked.pk},
    "imports:rows": lambda s: {"pk": s.import_checked.pk},
    "imports:report": lambda s: {"pk": s.import_checked.pk},
    "imports:check": lambda s: {"pk": s.import_named.pk},
    "imports:confirm": lambda s: {"pk": s.import_checked.pk},
    "imports:discard": lambda s: {"pk": s.import_checked.pk},
    "imports:undo": lambda s: {"pk": s.import_checked.pk},
}
