"""Complaints that leave with the customer's word; what the platform and its duplicates say."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from heqi.complaints import actions
from heqi.complaints.actions import national
from heqi.complaints.actions.extending import closing_due
from heqi.complaints.models import NationalCase, NationalMessage
from heqi.complaints.tests.scenes import assigned, fresh, graded, investigated, judged, taken
from heqi.customers.tests.makers import make_customer
from heqi.ledger.actors import SYSTEM
from heqi.ledger.audit import history
from heqi.ledger.states import IllegalMove
from heqi.people.access import Refused
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


@pytest.mark.clause("complaint/results")
def test_once_it_is_looked_into_only_the_lead_lets_it_go_on_the_customers_word(cast: Cast) -> None:
    early = graded(cast)
    actions.withdraw_complaint(early, reason="客户来电撤回", by=cast.he, now=NOW)
    case = judged(cast, investigated(cast, assigned(cast, graded(cast, category="other"))))
    given = {"reason": "客户撤诉", "now": LATER}
    shown = {"kind": "recording", "evidence": "通话录音 R-77"}
    with pytest.raises(Refused):
        actions.withdraw_complaint(fresh(case), **given, **shown, by=cast.qian)
    with pytest.raises(ValidationError) as refused:
        actions.withdraw_complaint(fresh(case), **given, by=cast.he)
    assert set(refused.value.message_dict) == {"kind", "evidence"}
    actions.withdraw_complaint(fresh(case), **given, **shown, by=cast.he)
    case = fresh(case)
    assert (case.status, case.verdict) == ("withdrawn", "upheld")
    kept = case.investigations.get().evidence.order_by("-id").first()
    assert kept is not None
    assert (kept.kind, kept.text) == ("recording", "通话录音 R-77")


@pytest.mark.clause("complaint/appeal")
def test_what_the_customer_appealed_against_is_decided_before_it_leaves(cast: Cast) -> None:
    case = judged(cast, investigated(cast, assigned(cast, graded(cast))))
    filed = {"appellant": "customer", "grounds": "没有解决", "by": cast.lin, "now": NOW}
    appeal = actions.file_appeal(case, **filed)
    leave: dict[str, Any] = {"reason": "客户撤诉", "by": cast.he, "now": NOW}
    leave |= {"kind": "recording", "evidence": "通话 R-1"}
    with pytest.raises(IllegalMove):
        actions.withdraw_complaint(fresh(case), **leave)
    actions.decide_appeal(appeal, changed=False, reasons="维持", by=cast.zhoujm, now=NOW)
    actions.withdraw_complaint(fresh(case), **leave)
    # Whom the verdict concerns may still appeal; the customer has nothing more to appeal against.
    with pytest.raises(IllegalMove):
        actions.file_appeal(fresh(case), **filed)
    last = actions.file_appeal(
        fresh(case), appellant="department", grounds="责任不在我部门", by=cast.han, now=NOW
    )
    last.complaint = fresh(case)
    actions.decide_appeal(
        last,
        changed=True,
        verdict="not_upheld",
        responsibility="customer",
        reasons="不属实",
        by=cast.he,
        now=LATER,
    )
    case = fresh(case)
    assert (case.status, case.verdict) == ("withdrawn", "not_upheld")


def handed(cast: Cast, reference: str, **more: Any) -> NationalCase:
    message = {"kind": "case", "reference": reference, "subject": "上门超时", **more}
    national.take_message(
        cast.units["gas"], key=f"k{reference}", message=message, by=SYSTEM, now=NOW
    )
    return NationalCase.objects.select_related("complaint").get(reference=reference)


@pytest.mark.clause("complaint/supervision-centre")
def test_the_centre_hears_that_the_customer_took_it_back(
    cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    case = handed(cast, "NC-1")
    with django_capture_on_commit_callbacks(execute=True):
        actions.withdraw_complaint(fresh(case.complaint), reason="客户撤回", by=cast.he, now=LATER)
    case.refresh_from_db()
    assert case.state == "closed"
    told = NationalMessage.objects.get(kind="closed")
    assert (told.body["complaint"], told.body["result"]) == ("withdrawn", "客户撤回")


@pytest.mark.clause("complaint/process", "complaint/supervision-centre")
def test_two_cases_of_the_centre_that_are_one_matter_both_hear_its_outcome(
    cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    _party, point = make_customer(cast.units["gas"])
    place = {"account_no": point.account_no, "category": "service_quality"}
    first, second = handed(cast, "NC-1", **place), handed(cast, "NC-2", **place)
    going_on = first.complaint
    assert second.complaint.merged_into == going_on
    assert second.matter == going_on
    remind = {"kind": "reminder", "reference": "NC-2", "note": "客户再次来电"}
    national.take_message(cast.units["gas"], key="r", message=remind, by=SYSTEM, now=NOW)
    assert going_on.request.reminders.filter(note="客户再次来电").exists()
    with django_capture_on_commit_callbacks(execute=True):
        actions.withdraw_complaint(fresh(going_on), reason="客户撤回", by=cast.he, now=LATER)
    assert set(NationalCase.objects.values_list("state", flat=True)) == {"closed"}
    told = {
        row.body["reference"]: row.body["complaint"]
        for row in NationalMessage.objects.filter(kind="closed")
    }
    assert told == {"NC-1": "withdrawn", "NC-2": "withdrawn"}


@pytest.mark.clause("complaint/supervision-centre")
def test_returning_a_case_of_theirs_leaves_what_the_customer_told_ourselves(cast: Cast) -> None:
    party, point = make_customer(cast.units["gas"])
    ours = taken(cast, party=party, service_point=point)
    due = NOW + timedelta(hours=20)
    case = handed(
        cast, "NC-1", account_no=point.account_no, category=ours.category, due_at=due.isoformat()
    )
    assert case.complaint == ours
    # Their date governs the case that goes on, whoever took it up.
    assert closing_due(fresh(ours)) == due
    case.complaint = fresh(ours)
    national.return_case(case, reason="不在供气范围", by=cast.he, now=NOW)
    assert fresh(ours).status == "received"


@pytest.mark.clause("complaint/limits")
def test_a_platform_that_gives_its_date_later_governs_from_then_on(cast: Cast) -> None:
    case = taken(cast, channel="hotline_12345", platform_number="P-1", category="")
    ours = closing_due(case)
    assert ours is not None
    theirs = NOW + timedelta(hours=20)
    actions.grade_complaint(
        case,
        category="service_quality",
        platform_number="P-12",
        platform_due_at=theirs,
        by=cast.he,
        now=NOW,
    )
    assert (fresh(case).platform_number, closing_due(case)) == ("P-12", theirs)
    given: dict[str, Any] = {"platform_number": "P-12", "by": cast.he, "now": LATER}
    with pytest.raises(ValidationError) as refused:
        actions.correct_platform(
            case, **given, platform_due_at=NOW - timedelta(days=1), reason="改期"
        )
    assert set(refused.value.message_dict) == {"platform_due_at"}
    with pytest.raises(Refused):
        actions.correct_platform(
            case, **{**given, "by": cast.lin}, platform_due_at=theirs, reason="改期"
        )
    later = NOW + timedelta(days=30)
    actions.correct_platform(case, **given, platform_due_at=later, reason="平台同意延期")
    assert closing_due(fresh(case)) == ours
    reasons = [one.reason for one in history(case) if one.code == "complaints.platform"]
    assert reasons == ["平台同意延期", ""]


@pytest.mark.clause("complaint/process")
def test_what_is_attached_brings_its_escalation_and_its_secrecy_along(cast: Cast) -> None:
    party, point = make_customer(cast.units["gas"])
    place = {"party": party, "service_point": point}
    first = graded(cast, **place)
    second = taken(cast, **place, category="", confidential=True, now=LATER)
    actions.escalate_complaint(second, reason="客户要找媒体", by=cast.he, now=LATER)
    actions.raise_level(second, to="2", reason="领导关注", by=cast.he, now=LATER)
    actions.grade_complaint(second, category=first.category, by=cast.he, now=LATER)
    first = fresh(first)
    assert (first.escalated_at, first.confidential, first.level) == (LATER, True, "2")
