"""Samples of the look-up review: a case that is answered, a pause, bait."""

from datetime import timedelta
from typing import Any

from heqi.customers.actions import create_party
from heqi.ledger.actors import SYSTEM
from heqi.lookups.actions import answer_question, flag_findings, lay_bait, pause_viewer
from heqi.lookups.facts import epoch
from heqi.lookups.models import Case, DayQuestion
from heqi.lookups.rules import Finding
from heqi.lookups.thresholds import limits_on
from tests.cast import NOW, Cast
from tests.surface.samples.rows import CANARY, Capture

LISTS = [
    ("lookups:cases", "", "he"),
    ("lookups:export", "", "he"),
    ("lookups:mine", "", "wu"),
    ("lookups:gates", "", "he"),
    ("lookups:baits", "", "he"),
    ("lookups:report", "", "he"),
]


def make(cast: Cast, capture: Capture, n: int, rows: dict[str, Any]) -> dict[str, Any]:
    """A team leader asked about a day, who has answered; a pause that is over; bait."""
    wu, at = cast.wu, NOW - timedelta(days=n)
    finding = Finding("R4", "", wu.id or 0, epoch(at), epoch(at), 25, (), (9,), {"looks": 2})
    with capture(execute=True):
        flag_findings([finding], limits_on(NOW.date(), None), now=NOW)
    case = Case.objects.get(staff_id=wu.id, day=at.date())
    answer_question(case, text=CANARY, by=wu, now=NOW)
    pause = pause_viewer(cast.staff["wu"], rule="R7", sentence=CANARY, now=at)
    gas = cast.units["gas"]
    party = create_party(unit=gas, name=f"{CANARY}饵{n}", by=SYSTEM, now=NOW)
    canary = lay_bait(party, note=CANARY, by=SYSTEM, now=NOW)
    question = DayQuestion.objects.create(
        company=gas, staff=cast.staff["wu"], day=at.date(), looks=2, customers=1, asked_at=at
    )
    return {
        "lookup_case": case,
        "lookup_pause": pause,
        "bait": canary,
        "day_question": question,
    }


KWARGS = {
    "lookups:case": lambda s: {"pk": s.lookup_case.pk},
    "lookups:ask": lambda s: {"pk": s.lookup_case.pk},
    "lookups:decide": lambda s: {"pk": s.lookup_case.pk},
    "lookups:question": lambda s: {"pk": s.lookup_case.pk},
    "lookups:answer_of_day": lambda s: {"pk": s.day_question.pk},
    "lookups:answer": lambda s: {"pk": s.lookup_case.pk},
    "lookups:appeal": lambda s: {"pk": s.lookup_case.pk},
    "lookups:seen": lambda s: {"pk": s.party.pk},
    "lookups:lift": lambda s: {"pk": s.lookup_pause.pk},
    "lookups:glass_open": lambda s: {"pk": s.party.pk},
    "lookups:take_in": lambda s: {"pk": s.bait.pk},
}
