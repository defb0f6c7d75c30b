"""Every kind of record that the policy knows reaches the month, with its page and its clause."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from heqi.appraisal.actions import open_month
from heqi.appraisal.models import Line
from heqi.appraisal.queries.months import links_of
from heqi.authority.facts import PENALTY
from heqi.authority.models import Signal
from heqi.authority.tests.scenes import use
from heqi.callbacks.models import CallbackTask, Review
from heqi.clocks.models import Clock
from heqi.complaints.models import Complaint
from heqi.complaints.tests.scenes import taken
from heqi.conduct.tests.scenes import decided
from heqi.duties.models import Occurrence
from heqi.duties.tests.scenes import duty, run_on
from heqi.governance.models import Improvement
from heqi.inspections.tests.scenes import arranged, found, started
from heqi.policies.deciding import ask
from heqi.policies.packs import common_pack
from heqi.quality.tests.scenes import found_error
from heqi.rectifications.tests.scenes import issued
from heqi.reports.models import TierCheck
from heqi.supervision.tests.scenes import brought
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db
DAY, NOVEMBER = NOW.date(), date(2026, 11, 1)
EARLY = NOW - timedelta(days=5)


def missed(row: Any) -> None:
    """A limit of a record passed."""
    clock = Clock.objects.filter(
        timeline__subject_type=row._meta.label_lower, timeline__subject_id=row.pk
    ).first()
    assert clock is not None, row._meta.label
    Clock.objects.filter(pk=clock.pk).update(state="missed", decided_at=NOW, next_at=None)


def valid_complaint(cast: Cast) -> None:
    row = taken(cast, now=EARLY)
    missed(row)
    Complaint.objects.filter(pk=row.pk).update(
        verdict="upheld", responsibility="employee", judged_at=NOW,
        responsible_unit=cast.units["repair1"], responsible=cast.staff["ma"],
    )  # fmt: skip


def missed_duties(cast: Cast) -> None:
    run_on(duty(cast.units["gas"], "improvement_plan", date(2026, 1, 1)), DAY)
    care, work = Occurrence.objects.order_by("pk")[:2]
    rows = Occurrence.objects.filter(pk__in=[care.pk, work.pk])
    rows.update(status="missed", grace_until=DAY - timedelta(days=1))
    Occurrence.objects.filter(pk=care.pk).update(clause="tiering/6.1(2)")


def callback(cast: Cast, n: int, **values: Any) -> CallbackTask:
    """A callback about work of the first repair team, made by the clerk."""
    given: dict[str, Any] = {
        "company": cast.units["gas"], "unit": cast.units["service"], "number": f"HF{n}",
        "subject": f"x:{n}", "label": f"WX{n}", "status": "done", "is_open": False,
        "caller": cast.staff["qian"], "team": cast.units["repair1"], "worker": cast.staff["ma"],
        "planned_at": EARLY, "queue_at": EARLY, "done_at": NOW, "due_at": NOW + timedelta(days=1),
    }  # fmt: skip
    return CallbackTask.objects.create(**given | values)


def callbacks(cast: Cast) -> None:
    callback(cast, 1, due_at=NOW - timedelta(hours=1))
    callback(cast, 2, due_at=NOW - timedelta(hours=1), status="expired")
    callback(cast, 3, result="opinion", score=1, opinion_text="态度不好")
    basis = ask("appraisal.counting", {}, on=DAY, company_id=None)
    for n, fatal in ((4, "leading"), (5, "false_record")):
        Review.objects.create(
            company=cast.units["gas"], unit=cast.units["service"], month=NOVEMBER,
            task=callback(cast, n), caller=cast.staff["qian"], decision=basis, fatal=fatal,
            score=0, passed=False, reviewed_at=NOW, reviewer=cast.staff["he"],
        )  # fmt: skip


def misuse(cast: Cast) -> None:
    row = use(cast, "permission_1")
    penalty = ask(
        PENALTY, {"breach": "false_authorisation", "damage": False}, on=DAY, company_id=None
    )
    Signal.objects.create(
        use=row, company=row.company, unit=row.unit, kind="false_in_hindsight", decision=penalty,
        status="confirmed", breach="false_authorisation", penalty=penalty, finding="用户未通气",
        raised_at=NOW, judged_at=NOW,
    )  # fmt: skip


def tier_check(cast: Cast) -> None:
    check = TierCheck.objects.create(
        company=cast.units["gas"], month=NOVEMBER, seed="s", drawn_at=EARLY, closed_at=NOW
    )
    check.points.create(department=cast.units["service"], points=Decimal(1), reason="执行到位")


def late_improvement(cast: Cast) -> None:
    service = cast.units["service"]
    Improvement.objects.create(
        company=cast.units["gas"], unit=service, number="GJ1", title="预约时段过宽", gap="等候",
        status="open", due_on=DAY - timedelta(days=2), made_at=EARLY, made_by="韩雪",
    )  # fmt: skip


MAKERS: tuple[Callable[[Cast], Any], ...] = (
    valid_complaint,
    missed_duties,
    callbacks,
    lambda cast: found(cast, started(cast, arranged(cast)), now=NOW),
    lambda cast: brought(cast, "judged", now=EARLY),
    lambda cast: missed(issued(cast, now=EARLY)),
    found_error,
    late_improvement,
    decided,
    tier_check,
    misuse,
)


@pytest.mark.clause(
    "callback/results", "complaint/results", "data-entry/8.3", "tiering/8", "inspection/6.1",
    "authority/6.1", "supervision/use", "conduct/2.3(3)",
)  # fmt: skip
def test_every_kind_of_record_reaches_the_month_with_its_page_and_clause(cast: Cast) -> None:
    for make in MAKERS:
        make(cast)
    period = open_month(cast.units["gas"], NOVEMBER, by=cast.he, now=NOW + timedelta(days=1))
    lines = list(Line.objects.filter(sheet__period=period).select_related("sheet__unit"))
    pack = common_pack()
    known = set(pack.question("appraisal.points").facts["record"].options)
    assert {line.record for line in lines} == known
    pages = links_of(lines, cast.zheng)
    told = {line.record: line for line in lines}
    assert [line.record for line in lines if not pages[line.pk]] == []
    clauses = {line.clause for line in lines} | {line.points_clause for line in lines}
    assert clauses <= set(pack.clauses)
    of_person = {line.record for line in lines if line.for_staff}
    assert {"valid_complaint", "dissatisfied", "entry_error", "late_callback"} <= of_person
    assert not of_person & {"tier_check", "decision", "broken_promise"}
    assert told["tier_check"].points == 1
    assert all(line.points < 0 for line in lines if line.record not in ("tier_check", "decision"))
    assert told["entry_error"].sheet.unit == cast.units["service"]
