"""Samples of duties: the yearly visit to an organisation, with a follow-up and an excuse asked."""

from datetime import date, timedelta
from typing import Any

from heqi.duties.actions import add_follow_up, ask_excuse, record, run
from heqi.duties.engine import Member
from heqi.duties.models import Duty, Occurrence
from heqi.duties.tests.scenes import audience_of
from tests.cast import NOW, Cast
from tests.surface.samples.rows import CANARY, Capture, Samples

BEGUN = date(2026, 1, 1)


def make(cast: Cast, capture: Capture, n: int, rows: dict[str, Any]) -> dict[str, Any]:
    """The n-th organisation to be visited, and its occurrence."""
    company = cast.units["gas"]
    duty, _made = Duty.objects.get_or_create(
        company=company, code="vip_org_visit", defaults={"since": BEGUN}
    )
    place = cast.units["service"].pk
    known = [Member("customers.party", f"9{k}", CANARY, place, BEGUN) for k in range(1, n + 1)]
    with audience_of("vip_org", known):
        run(duty, now=NOW)
    visit = Occurrence.objects.select_related("unit", "company").get(
        duty=duty, subject_id=f"9{n}", first_on=BEGUN
    )
    record(visit, kind="visit_record", text=CANARY, done_on=NOW.date(), by=cast.zheng, now=NOW)
    follow_up = add_follow_up(
        visit,
        text=CANARY,
        staff=cast.staff["han"],
        due_on=NOW.date() + timedelta(days=3),
        by=cast.zheng,
        now=NOW,
    )
    ask_excuse(visit, reason=CANARY, by=cast.zheng, now=NOW)
    return {"duty": duty, "visit": visit, "duty_follow_up": follow_up}


def _visit(samples: Samples) -> dict[str, Any]:
    return {"pk": samples.visit.pk}


KWARGS = {
    "duties:occurrence": _visit,
    "duties:step": lambda samples: {"pk": samples.visit.pk, "name": "evidence"},
    "duties:follow_up": lambda samples: {"pk": samples.duty_follow_up.pk},
    "duties:switch": lambda samples: {"pk": samples.duty.pk, "name": "resume"},
}
LISTS = [
    ("duties:mine", "", "zheng"),
    ("duties:calendar", "?month=2026-12", "he"),
    ("duties:all", "", "he"),
    ("duties:all", "?duty=vip_org_visit&sort=-due", "han"),
    ("duties:calls", "?duty=vip_org_visit", "zheng"),
    ("duties:catalogue", "", "he"),
    ("duties:export", "", "he"),
]
