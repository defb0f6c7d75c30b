"""Samples of governance: a matter, an improvement, a training, a suggestion."""

from datetime import timedelta
from typing import Any

from heqi.governance import actions
from heqi.governance.models import Sitting
from tests.cast import NOW, Cast
from tests.surface.samples.rows import CANARY, Capture


def make(cast: Cast, capture: Capture, n: int, rows: dict[str, Any]) -> dict[str, Any]:
    """The n-th of each."""
    at, service = NOW + timedelta(minutes=n), cast.units["service"]
    matter = actions.ask_committee(unit=service, title=CANARY, text=CANARY, by=cast.he, now=at)
    actions.make_improvement(
        unit=service, title=CANARY, gap=CANARY, measures=CANARY, owner=CANARY,
        due_on=at.date(), by=cast.han, now=at,
    )  # fmt: skip
    actions.record_session(
        unit=service, kind="training", subject=CANARY, held_on=at.date(), led_by=CANARY,
        content=CANARY, present=[cast.staff["ma"]], by=cast.han, now=at,
    )  # fmt: skip
    actions.file_idea(title=CANARY, text=CANARY, by=cast.qian, now=at)
    sitting = Sitting.objects.create(
        company=cast.units["gas"], unit=cast.units["gas"], number=f"WY-{n}", at=at, place=CANARY
    )
    return {"committee_matter": matter, "committee_sitting": sitting}


def _row(samples: Any) -> dict[str, Any]:
    return {"kind": "matters", "pk": samples.committee_matter.pk}


KWARGS = {
    "governance:list": lambda samples: {"kind": "matters"},
    "governance:export": lambda samples: {"kind": "matters"},
    "governance:new": lambda samples: {"kind": "matters"},
    "governance:record": _row,
    "governance:minutes": lambda samples: {"pk": samples.committee_sitting.pk},
    "governance:step": lambda samples: _row(samples) | {"name": "list"},
}
LISTS = [
    ("/governance/matters/", "?sort=-decide_by", "he"),
    ("/governance/improvements/", "", "he"),
    ("/governance/sessions/", "", "he"),
    ("/governance/ideas/", "", "he"),
]
