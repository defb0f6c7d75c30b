"""Duplicates, repeats, groups, the ladder, extensions, appeals, three complaints, the plan."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from heqi.approvals.actions import approve
from heqi.approvals.models import Approval
from heqi.clocks.actions import watch_clocks
from heqi.clocks.models import Clock
from heqi.clocks.queries import clocks_of as clocks_about
from heqi.complaints import actions
from heqi.complaints.actions.extending import closing_due
from heqi.complaints.actions.plans import add_daily_steps
from heqi.complaints.forms.cases import GradeForm
from heqi.complaints.models import Complaint, Plan, PlanStep
from heqi.complaints.tests.scenes import (
    assigned,
    fresh,
    graded,
    investigated,
    judged,
    taken,
    whole,
)
from heqi.customers.models import Party
from heqi.customers.tests.makers import make_customer
from heqi.ledger.models import Event
from heqi.ledger.states import IllegalMove
from heqi.notices.models import Notice
from heqi.people.access import Refused
from heqi.rectifications.queries import of_source
from heqi.service.actions import remind_request
from heqi.service.tests.makers import make_vip
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db
Capture = Any


@pytest.mark.clause("complaint/process")
def test_the_same_again_is_a_reminder_and_after_closing_a_repeat_one_level_up(cast: Cast) -> None:
    party, point = make_customer(cast.units["gas"])
    first = graded(cast, party=party, service_point=point)
    hour = NOW + timedelta(hours=1)
    again = taken(cast, party=party, service_point=point, now=hour)
    assert again.pk == first.pk
    assert first.request.reminders.count() == 1
    assert Complaint.objects.get(merged_into=first).status == "merged"
    whole(cast, fresh(first), now=hour)
    later = taken(cast, party=party, service_point=point, now=NOW + timedelta(days=30))
    assert (later.repeated_of_id, later.level) == (first.pk, "2")


def test_what_is_said_of_a_person_is_not_attached_where_that_person_looks(cast: Cast) -> None:
    party, point = make_customer(cast.units["gas"])
    first = graded(cast, party=party, service_point=point)
    about = taken(
        cast, party=party, service_point=point, accused=cast.staff["ma"],
        now=NOW + timedelta(hours=1),
    )  # fmt: skip
    assert about.pk != first.pk
    assert not first.request.reminders.exists()
    again = taken(
        cast, party=party, service_point=point, accused=cast.staff["ma"],
        now=NOW + timedelta(hours=2),
    )  # fmt: skip
    assert again.pk == about.pk


@pytest.mark.clause("complaint/process")
def test_reminders_climb_the_ladder(
    cast: Cast, django_capture_on_commit_callbacks: Capture
) -> None:
    complaint = assigned(cast, graded(cast))
    with django_capture_on_commit_callbacks(execute=True):
        for n in range(3):
            remind_request(complaint.request, note=f"{n}", by=cast.lin, now=NOW)
    told = Notice.objects.filter(template="complaints.reminded", channel="in_app")
    assert {"韩雪", "何倩"} <= set(told.values_list("recipient_name", flat=True))


@pytest.mark.clause("complaint/process")
def test_a_broken_closing_limit_raises_the_level_once(
    cast: Cast, django_capture_on_commit_callbacks: Capture
) -> None:
    complaint = graded(cast)
    due = closing_due(complaint)
    assert due is not None
    with django_capture_on_commit_callbacks(execute=True):
        watch_clocks(now=due + timedelta(hours=1))
    row = fresh(complaint)
    assert (row.level, row.levels.last().kind) == ("2", "overdue")


@pytest.mark.clause("complaint/process", "complaint/levels")
def test_the_ladder_climbs_each_step_once(
    cast: Cast, django_capture_on_commit_callbacks: Capture
) -> None:
    complaint = assigned(cast, graded(cast))
    due = closing_due(complaint)
    for level in ("2", "1", "1"):
        assert due is not None
        for late in (1, 2):
            with django_capture_on_commit_callbacks(execute=True):
                watch_clocks(now=due + timedelta(minutes=late))
            assert fresh(complaint).level == level
        raises = complaint.levels.filter(kind="overdue").order_by("pk")
        change = raises.last()
        assert change is not None
        assert (change.after, change.decision.clauses != []) == (level, True)
        # The raised level has its own clock of closing; the step above waits for that.
        due = Clock.objects.get(
            timeline__subject_type="complaints.levelchange",
            timeline__subject_id=change.pk,
            name="close",
        ).due_at
    assert list(raises.values_list("before", "after")) == [("3", "2"), ("2", "1")]
    told = Notice.objects.filter(template="complaints.levelled", channel="in_app")
    assert {"韩雪", "郑国栋"} <= set(told.values_list("recipient_name", flat=True))


@pytest.mark.clause("complaint/process")
def test_a_limit_that_draws_near_warns_and_one_that_passed_tells_head_and_office(
    cast: Cast, django_capture_on_commit_callbacks: Capture
) -> None:
    complaint = assigned(cast, graded(cast))
    due = closing_due(complaint)
    assert due is not None
    about = {"channel": "in_app", "recipient_name": "韩雪"}

    def warned(**further: Any) -> int:
        return Notice.objects.filter(template="complaints.nearing", **further).count()

    seen = warned(**about)
    for hours in (23, 11, 5):
        with django_capture_on_commit_callbacks(execute=True):
            watch_clocks(now=due - timedelta(hours=hours))
            watch_clocks(now=due - timedelta(hours=hours))
        assert warned(**about) > seen
        seen = warned(**about)
    with django_capture_on_commit_callbacks(execute=True):
        watch_clocks(now=due + timedelta(minutes=1))
    told = Notice.objects.filter(template="complaints.late", channel="in_app")
    assert {"韩雪", "何倩"} <= set(told.values_list("recipient_name", flat=True))


@pytest.mark.clause("complaint/levels")
@pytest.mark.parametrize(
    ("criterion", "sign"), [("officials", "vip_level_2_overdue"), ("media", "level_2_overdue")]
)
def test_a_late_case_of_level_two_is_level_one_and_says_whether_a_leader_waits(
    cast: Cast, django_capture_on_commit_callbacks: Capture, criterion: str, sign: str
) -> None:
    party, point = make_vip(cast)
    Party.objects.filter(pk=party.pk).update(tier_criterion=criterion)
    complaint = graded(cast, party=party, service_point=point)
    assert complaint.level == "2"
    due = closing_due(complaint)
    assert due is not None
    with django_capture_on_commit_callbacks(execute=True):
        watch_clocks(now=due + timedelta(hours=1))
    row = fresh(complaint)
    assert (row.level, sign in row.signs) == ("1", True)
    # Nobody ticks what a limit sets; grading anew would keep it.
    ticked = dict(GradeForm(company=row.company, complaint=row).fields["signs"].choices)  # type: ignore[attr-defined]
    assert sign not in ticked
    assert "injury" in ticked


@pytest.mark.clause("complaint/process")
def test_an_extension_is_approved_once_and_the_original_limit_stays(
    cast: Cast, django_capture_on_commit_callbacks: Capture
) -> None:
    complaint = assigned(cast, graded(cast))
    due = closing_due(complaint)
    assert due is not None
    given = {"until": due + timedelta(days=2), "reason": "等配件", "by": cast.han, "now": NOW}
    with pytest.raises(ValidationError):
        actions.ask_extension(complaint, **given, customer_told=False)
    actions.ask_extension(complaint, **given, customer_told=True)
    with pytest.raises(ValidationError):
        actions.ask_extension(complaint, **given, customer_told=True)
    with django_capture_on_commit_callbacks(execute=True):
        approve(Approval.objects.get(), by=cast.he, now=NOW)
    row = fresh(complaint)
    assert row.extended_until == due + timedelta(days=2)
    assert closing_due(row) == due


@pytest.mark.clause("complaint/appeal")
def test_an_appeal_goes_to_the_office_and_last_to_the_committee(cast: Cast) -> None:
    complaint = investigated(cast, assigned(cast, graded(cast)))
    judged(cast, complaint, responsible_unit=cast.units["service"])
    given = {"appellant": "department", "grounds": "责任在承包商", "by": cast.han}
    with pytest.raises(ValidationError):
        actions.file_appeal(complaint, **given, now=NOW + timedelta(days=10))
    first = actions.file_appeal(complaint, **given, now=NOW)
    assert first.penalty_waits
    with pytest.raises(Refused):
        actions.decide_appeal(first, changed=False, reasons="x", by=cast.zheng, now=NOW)
    actions.decide_appeal(first, changed=False, reasons="证据充分", by=cast.he, now=NOW)
    last = actions.file_appeal(complaint, **given, now=NOW + timedelta(hours=1))
    assert last.instance == "last"
    actions.decide_appeal(
        last,
        changed=True,
        verdict="partly",
        responsibility="contractor",
        reasons="承包商未到场",
        by=cast.zheng,
        now=NOW + timedelta(hours=2),
    )
    row = fresh(complaint)
    assert (row.verdict, row.responsibility) == ("partly", "contractor")
    with pytest.raises(ValidationError):
        actions.file_appeal(complaint, **given, now=NOW + timedelta(hours=3))


@pytest.mark.clause("conduct/3.2.4(4)", "complaint/results")
def test_three_valid_complaints_in_a_year_raise_the_matter(
    cast: Cast, django_capture_on_commit_callbacks: Capture
) -> None:
    def one(n: int, verdict: str) -> None:
        case = graded(cast, contact_name=f"客户{n}")
        judged(
            cast,
            investigated(cast, assigned(cast, case)),
            verdict=verdict,
            responsibility="employee",
            responsible=cast.staff["ma"],
        )

    events = Event.objects.filter(name="complaints.ComplaintsOfEmployee")
    for n, verdict in enumerate(["upheld", "not_upheld", "partly"]):
        one(n, verdict)
    assert not events.exists()
    with django_capture_on_commit_callbacks(execute=True):
        one(3, "upheld")
    data = events.get().data
    assert (data["count"], data["ground"], data["clause"]) == (3, "3.2.4.4", "conduct/3.2.4(4)")
    assert Notice.objects.filter(template="complaints.three").exists()


@pytest.mark.clause("complaint/results")
def test_a_verdict_against_the_company_becomes_a_rectification(cast: Cast) -> None:
    complaint = judged(cast, investigated(cast, assigned(cast, graded(cast))))
    row = actions.order_rectification(
        complaint,
        unit=cast.units["service"],
        title="漏派工单",
        requirement="约单自动派单",
        severity="ordinary",
        by=cast.he,
        now=NOW,
    )
    assert of_source(complaint) == [row]
    assert "王志远" not in row.problem


@pytest.mark.clause("complaint/plan-level-1")
def test_the_level_one_plan_starts_with_the_level_and_reports_every_day(cast: Cast) -> None:
    complaint = graded(cast, signs=["injury"])
    plan = Plan.objects.get(complaint=complaint)
    steps = {step.kind: step.due_at for step in plan.steps.all()}
    assert steps["confirm"] == NOW + timedelta(minutes=15)
    assert steps["contact"] == NOW + timedelta(minutes=30)
    assert steps["report"] == NOW + timedelta(hours=1)
    assert steps["group"] == NOW + timedelta(hours=2)
    assert steps["solution"] == NOW + timedelta(hours=24)
    tomorrow = NOW + timedelta(days=1)
    assert add_daily_steps(now=tomorrow) == 1
    assert add_daily_steps(now=tomorrow) == 0
    assert plan.steps.filter(kind="daily").count() == 2


@pytest.mark.clause("complaint/process", "complaint/limits")
def test_what_is_said_the_second_time_counts_for_the_case_that_goes_on(cast: Cast) -> None:
    party, point = make_customer(cast.units["gas"])
    place = {"party": party, "service_point": point}
    first = graded(cast, **place)
    assert first.level == "3"
    due = NOW + timedelta(hours=24)
    later = {"now": NOW + timedelta(hours=1), "channel": "hotline_12345", "platform_number": "P-77"}
    again = taken(cast, **place, **later, platform_due_at=due)
    assert again.pk == first.pk
    first = fresh(first)
    assert (first.level, first.platform_number, first.platform_due_at) == ("2", "P-77", due)
    assert first.due_at <= due
    third = taken(
        cast, **place, signs=["injury"], claim_yuan=Decimal(9000), now=NOW + timedelta(hours=2)
    )
    assert third.pk == first.pk
    first = fresh(first)
    assert (first.level, first.claim_yuan) == ("1", 9000)
    # The plan of level one runs on the case that goes on, and on none that was attached to it.
    assert Plan.objects.get(ended_at__isnull=True).complaint_id == first.pk
    gone = PlanStep.objects.exclude(plan__complaint=first)
    running = [clock for step in gone for clock in clocks_about(step) if clock.is_open()]
    assert running == []


@pytest.mark.clause("complaint/plan-level-1")
def test_a_plan_ends_with_a_complaint_that_is_taken_back(cast: Cast) -> None:
    case = assigned(cast, graded(cast, grade={"signs": ["injury"]}))
    plan = Plan.objects.get(complaint=case)
    actions.withdraw_complaint(
        fresh(case), reason="客户撤回", kind="recording", evidence="通话 R-1", by=cast.he, now=NOW
    )
    plan.refresh_from_db()
    assert plan.ended_at == NOW
    steps = list(plan.steps.all())
    assert not any(clock.is_open() for step in steps for clock in clocks_about(step))
    with pytest.raises(IllegalMove):
        actions.finish_step(steps[1], note="已联系", by=cast.he, now=NOW)
