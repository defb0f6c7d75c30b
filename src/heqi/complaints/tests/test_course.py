"""A complaint from the receipt to the closed case, step by step, with what stands in its way."""

from datetime import timedelta
from decimal import Decimal
from functools import partial

import pytest
from django.core.exceptions import ValidationError

from heqi.clocks.models import ClockState
from heqi.complaints import actions
from heqi.complaints.actions.timing import GOVERNING, clocks_of
from heqi.complaints.models import Complaint, LevelChange
from heqi.complaints.tests.scenes import (
    assigned,
    fresh,
    graded,
    investigated,
    judged,
    replied,
    taken,
    whole,
)
from heqi.ledger.audit import history
from heqi.ledger.states import IllegalMove
from heqi.people.access import Refused
from heqi.service.actions import close_request, solve_request
from heqi.service.tests.makers import make_request, make_vip
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=2)


@pytest.mark.clause("complaint/definition", "framework/5.3-complaint")
def test_every_channel_becomes_a_case_with_the_platforms_number_and_date(cast: Cast) -> None:
    for channel in ("hall", "visit", "letter", "online", "regulator", "media", "callback", "staff"):
        assert (
            taken(cast, channel=channel, platform_number="P1", contact_name=channel).channel
            == channel
        )
    due = NOW + timedelta(hours=20)
    complaint = taken(
        cast, channel="hotline_12345", platform_number="12345-77", platform_due_at=due
    )
    assert (complaint.platform_number, complaint.platform_due_at) == ("12345-77", due)
    assert complaint.request.platform_number == "12345-77"
    again = taken(cast, channel="hotline_12345", platform_number="12345-77")
    assert again.pk == complaint.pk
    with pytest.raises(ValidationError) as error:
        taken(cast, channel="hotline_12315")
    assert "platform_number" in error.value.message_dict


@pytest.mark.clause("complaint/limits")
def test_of_the_platforms_date_and_ours_the_earlier_governs(cast: Cast) -> None:
    due = NOW + timedelta(hours=20)
    complaint = taken(cast, channel="hotline_12345", platform_number="1", platform_due_at=due)
    close = sorted(c.due_at for c in clocks_of(complaint) if c.name == "close")
    assert len(close) == 2
    assert close[0] == due
    plain = taken(cast, contact_name="另一位")
    assert len([c for c in clocks_of(plain) if c.name == "close"]) == 1


@pytest.mark.clause("complaint/levels")
def test_the_level_is_computed_with_its_reasons(cast: Cast) -> None:
    assert taken(cast).level == "3"
    assert taken(cast, category="attitude").level == "2"
    assert taken(cast, signs=["injury"]).level == "1"
    complaint = taken(cast, claim_yuan=Decimal("2500"))
    assert complaint.level == "2"
    assert complaint.level_decision.answer == {"level": "2"}
    assert complaint.level_decision.trace["facts"]["claim_yuan"]


@pytest.mark.clause("complaint/levels")
def test_a_person_may_only_raise_the_level_and_says_why(cast: Cast) -> None:
    complaint = graded(cast)
    first = {c.pk: c.due_at for c in clocks_of(complaint)}
    with pytest.raises(ValidationError):
        actions.raise_level(complaint, to="2", reason=" ", by=cast.he, now=LATER)
    with pytest.raises(Refused):
        actions.raise_level(complaint, to="2", reason="x", by=cast.lin, now=LATER)
    actions.raise_level(complaint, to="2", reason="媒体已来电询问", by=cast.he, now=LATER)
    with pytest.raises(ValidationError):
        actions.raise_level(complaint, to="3", reason="不重要", by=cast.he, now=LATER)
    change = complaint.levels.last()
    assert change is not None
    assert (change.kind, change.reason) == (LevelChange.Kind.RAISED, "媒体已来电询问")
    # The raised level has its own clocks from the raise; the first ones stay as they were.
    clocks = clocks_of(complaint)
    assert {c.pk: c.due_at for c in clocks if c.pk in first} == first
    raised = [c for c in clocks if c.pk not in first and c.name == "respond"]
    assert [c.started_at for c in raised] == [LATER]


@pytest.mark.clause("complaint/levels", "complaint/limits")
def test_a_raise_late_in_the_course_owes_no_second_report_and_no_clock_outlives_the_case(
    cast: Cast,
) -> None:
    complaint = investigated(cast, assigned(cast, graded(cast)))
    judged(cast, complaint)
    actions.offer_solution(complaint, text="更换阀门", by=cast.han, now=NOW)
    actions.raise_level(fresh(complaint), to="2", reason="媒体来电", by=cast.he, now=LATER)
    late = {c.name: c for c in clocks_of(complaint) if c.started_at == LATER}
    assert late["investigate"].stopped_at == LATER
    assert late["solution"].stopped_at == LATER
    # The customer hears of it anew and it is reported at the new level.
    assert {c.name for c in late.values() if c.is_open()} == {"respond", "report", "close"}
    complaint = fresh(complaint)
    actions.answer_solution(complaint, accepted=True, answer="同意", by=cast.han, now=LATER)
    actions.reply(complaint, text="已更换", by=cast.han, now=LATER)
    actions.call_back(complaint, score=5, note="满意", off_hours="客户约定", by=cast.lin, now=LATER)
    end = LATER + timedelta(days=9)
    actions.close_complaint(
        complaint, result="已更换", corrective_action="加强巡查", by=cast.he, now=end
    )
    clocks = clocks_of(complaint)
    assert not [c for c in clocks if c.state in GOVERNING]
    # Never reported inside: the end of the case shows it as missed.
    assert {c.state for c in clocks if c.name == "report"} == {ClockState.MISSED}


def test_correcting_the_facts_never_lowers_a_level(cast: Cast) -> None:
    complaint = taken(cast, signs=["city_media"])
    assert complaint.level == "2"
    actions.grade_complaint(complaint, category="other", by=cast.he, now=NOW)
    assert (complaint.computed_level, complaint.level) == ("3", "2")


@pytest.mark.clause("complaint/process")
def test_a_complaint_is_closed_with_all_its_elements(cast: Cast) -> None:
    complaint = whole(cast, graded(cast))
    row = fresh(complaint)
    assert row.status == "closed"
    assert row.request.status == "closed"
    assert (row.verdict, row.responsibility, row.valid) == ("upheld", "company", True)
    assert row.due_at is None
    assert all(c.state == "met" for c in clocks_of(row))


@pytest.mark.clause("complaint/process")
def test_what_is_missing_is_named_and_it_stays_open(cast: Cast) -> None:
    complaint = investigated(cast, assigned(cast, graded(cast)))
    replied(cast, complaint)
    given = {"result": "已处理", "corrective_action": "培训", "by": cast.he, "now": LATER}
    with pytest.raises(ValidationError) as error:
        actions.close_complaint(complaint, **given)
    assert "认定" in error.value.messages[0]
    assert "回访" in error.value.messages[0]
    judged(cast, complaint)
    actions.call_back(complaint, score=4, off_hours="客户约定", by=cast.lin, now=LATER)
    actions.close_complaint(complaint, **given)
    assert complaint.status == "closed"


def test_a_dissatisfied_customer_sends_it_back(cast: Cast) -> None:
    complaint = replied(cast, judged(cast, investigated(cast, assigned(cast, graded(cast)))))
    assert not actions.call_back(
        complaint, score=2, note="没修好", off_hours="客户约定", by=cast.lin, now=LATER
    )
    assert (complaint.status, complaint.disputed) == ("declined", True)


@pytest.mark.clause("complaint/bodies")
def test_nobody_calls_back_about_a_complaint_he_handled(cast: Cast) -> None:
    complaint = replied(cast, judged(cast, investigated(cast, assigned(cast, graded(cast)))))
    with pytest.raises(Refused):
        actions.call_back(complaint, score=5, off_hours="客户约定", by=cast.he, now=LATER)


@pytest.mark.clause("complaint/process")
def test_the_investigator_is_neither_the_accused_nor_his_superior(cast: Cast) -> None:
    complaint = graded(cast, grade={"accused": cast.staff["ma"]})
    for name in ("ma", "wu", "zhou"):
        with pytest.raises(ValidationError) as error:
            assigned(cast, complaint, investigator=cast.staff[name])
        assert cast.staff[name].name in error.value.message_dict["investigator"][-1]
    assigned(cast, complaint, investigator=cast.staff["he"])
    assert complaint.status == "assigned"


def test_the_report_needs_evidence_and_its_investigator(cast: Cast) -> None:
    complaint = assigned(cast, graded(cast))
    look = complaint.investigations.get()
    look.complaint = complaint
    words = {"facts": "a", "cause": "process", "conclusion": "b", "proposal": "c", "now": NOW}
    with pytest.raises(Refused):
        actions.report_investigation(look, **words, by=cast.han)
    with pytest.raises(ValidationError):
        actions.report_investigation(look, **words, by=cast.he)


def test_a_verdict_comes_after_the_investigation_and_names_who_is_responsible(cast: Cast) -> None:
    complaint = assigned(cast, graded(cast))
    with pytest.raises(IllegalMove):
        judged(cast, complaint)
    investigated(cast, complaint)
    with pytest.raises(ValidationError) as error:
        judged(cast, complaint, responsibility="employee")
    assert "responsible" in error.value.message_dict


@pytest.mark.clause("complaint/process")
def test_the_service_ends_only_after_two_documented_offers(cast: Cast) -> None:
    complaint = judged(cast, investigated(cast, assigned(cast, graded(cast))))
    for n in range(2):
        actions.offer_solution(complaint, text=f"方案 {n}", by=cast.han, now=NOW)
        actions.answer_solution(complaint, accepted=False, answer="不接受", by=cast.han, now=NOW)
        if n == 0:
            with pytest.raises(ValidationError):
                actions.end_service(complaint, reason="无法达成", by=cast.he, now=LATER)
    with pytest.raises(Refused):
        actions.end_service(complaint, reason="无法达成", by=cast.zhoujm, now=LATER)
    actions.end_service(complaint, reason="两次书面方案客户均不接受", by=cast.he, now=LATER)
    assert complaint.status == "ended"
    assert fresh(complaint).request.status == "closed"


@pytest.mark.clause("callback/timing")
def test_a_customer_who_cannot_be_reached_is_confirmed_by_the_lead(cast: Cast) -> None:
    complaint = replied(cast, judged(cast, investigated(cast, assigned(cast, graded(cast)))))
    with pytest.raises(ValidationError):
        actions.end_service(complaint, reason="联系不上", by=cast.he, now=LATER)
    # The attempts of the page are those of the queue: apart, and in more than one window.
    attempt = partial(actions.note_call_attempt, complaint, outcome="no_answer", by=cast.lin)
    day = NOW.replace(hour=9) + timedelta(days=1)
    assert attempt(now=day) == 1
    with pytest.raises(ValidationError):
        attempt(now=day + timedelta(minutes=30))
    assert attempt(now=day + timedelta(hours=2, minutes=30)) == 2
    with pytest.raises(ValidationError):
        actions.end_service(complaint, reason="两次未接通", by=cast.he, now=day)
    assert attempt(now=day + timedelta(hours=6)) == 3
    with pytest.raises(IllegalMove):
        attempt(now=day + timedelta(hours=9))
    actions.end_service(complaint, reason="三次未接通", by=cast.he, now=day + timedelta(hours=9))
    assert complaint.status == "ended"


@pytest.mark.clause("complaint/process")
def test_who_was_found_responsible_neither_handles_nor_investigates_the_next_round(
    cast: Cast,
) -> None:
    complaint = whole(cast, graded(cast), responsibility="employee", responsible=cast.staff["wu"])
    people = {"handler": cast.staff["wu"], "investigator": cast.staff["wu"]}
    with pytest.raises(ValidationError) as refused:
        actions.reopen_complaint(
            fresh(complaint), reason="再次出现", **people, by=cast.he, now=LATER
        )
    assert set(refused.value.message_dict) == {"handler", "investigator"}


def test_a_reopened_complaint_has_a_round_and_limits_of_its_own(cast: Cast) -> None:
    complaint = whole(cast, graded(cast))
    day = NOW + timedelta(days=2)
    actions.reopen_complaint(
        complaint,
        reason="问题再次出现",
        handler=cast.staff["han"],
        investigator=cast.staff["he"],
        by=cast.he,
        now=day,
    )
    assert complaint.status == "assigned"
    assert complaint.investigations.count() == 2
    assert fresh(complaint).request.is_open
    running = {c.name: c.started_at for c in clocks_of(complaint) if c.state == "running"}
    assert running["solution"] == running["close"] == day
    with pytest.raises(IllegalMove):
        actions.offer_solution(complaint, text="x", by=cast.han, now=day)


@pytest.mark.clause("complaint/process")
def test_calling_it_something_else_needs_the_leads_reason_and_is_kept(cast: Cast) -> None:
    complaint = taken(cast)
    with pytest.raises(Refused):
        actions.convert_complaint(complaint, kind="enquiry", reason="x", by=cast.lin, now=NOW)
    with pytest.raises(ValidationError):
        actions.convert_complaint(complaint, kind="enquiry", reason=" ", by=cast.he, now=NOW)
    actions.convert_complaint(complaint, kind="enquiry", reason="客户只是咨询", by=cast.he, now=NOW)
    entry = next(e for e in history(complaint) if e.code == "complaints.convert")
    assert (entry.reason, entry.changes["kind"]) == ("客户只是咨询", ["complaint", "enquiry"])
    request = fresh(complaint).request
    assert (request.kind, request.is_open) == ("enquiry", True)
    assert request.due_at is not None


def test_escalation_is_a_flag_that_is_never_taken_back(cast: Cast) -> None:
    complaint = graded(cast)
    actions.escalate_complaint(complaint, reason="要求总经理回复", by=cast.he, now=NOW)
    actions.escalate_complaint(complaint, reason="再次要求", by=cast.he, now=LATER)
    whole(cast, complaint, now=LATER)
    assert fresh(complaint).escalated_at == NOW


def test_the_request_behind_a_case_is_no_second_door(cast: Cast) -> None:
    complaint = taken(cast)
    with pytest.raises(Refused):
        solve_request(complaint.request, answer="x", by=cast.lin, now=NOW)
    with pytest.raises(Refused):
        close_request(complaint.request, by=cast.he, now=NOW)


@pytest.mark.django_db(transaction=True)
def test_a_complaint_taken_at_the_desk_becomes_a_case_once(cast: Cast) -> None:
    request = make_request(cast, kind="complaint", symptom="", description="态度差")
    complaint = Complaint.objects.get(request=request)
    assert (complaint.number, complaint.status, complaint.channel) == (
        request.number,
        "received",
        "hotline",
    )
    request.refresh_from_db()
    assert request.due_at == complaint.due_at


@pytest.mark.clause("tiering/6.1(7)")
def test_a_vip_hears_within_the_hour_and_the_deputy_general_manager_replies(cast: Cast) -> None:
    party, point = make_vip(cast)
    complaint = graded(cast, party=party, service_point=point)
    vip = {c.name: c.due_at for c in clocks_of(complaint) if c.clause == "tiering/6.1(7)"}
    assert vip["respond"] == NOW + timedelta(hours=1)
    assert vip["solution"] == NOW + timedelta(days=1)
    judged(cast, investigated(cast, assigned(cast, complaint)))
    actions.offer_solution(complaint, text="上门致歉", by=cast.han, now=NOW)
    actions.answer_solution(complaint, accepted=True, answer="同意", by=cast.han, now=NOW)
    with pytest.raises(ValidationError) as error:
        actions.reply(complaint, text="已处理", by=cast.han, now=NOW)
    assert "分管副总" in error.value.message_dict["override_reason"][0]
    made = actions.reply(complaint, text="已处理", by=cast.zhoujm, now=NOW)
    assert made.right
    assert made.clause == "tiering/6.1(7)"


@pytest.mark.clause("tiering/6.2(6)")
def test_an_organisation_is_replied_to_by_the_same_post_or_with_a_reason_that_counts(
    cast: Cast,
) -> None:
    party, point = make_vip(cast, "vip_org", name="鼎鑫大酒店", kind="organisation")
    complaint = graded(cast, party=party, service_point=point)
    vip = {c.name: c.due_at for c in clocks_of(complaint) if c.clause == "tiering/6.2(6)"}
    assert vip["respond"] == NOW + timedelta(hours=1)
    judged(cast, investigated(cast, assigned(cast, complaint)))
    actions.offer_solution(complaint, text="恢复供气", by=cast.han, now=NOW)
    actions.answer_solution(complaint, accepted=True, answer="同意", by=cast.han, now=NOW)
    made = actions.reply(
        complaint, text="已处理", override_reason="副总出差，客户要求当日答复", by=cast.han, now=NOW
    )
    assert not made.right
    assert made.clause == "tiering/6.2(6)"
