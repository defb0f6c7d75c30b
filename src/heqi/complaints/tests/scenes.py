"""A complaint brought as far as a test needs it."""

from datetime import datetime, timedelta
from typing import Any

from heqi.complaints import actions
from heqi.complaints.models import Complaint
from heqi.people.models import Staff
from tests.cast import NOW, Cast

RELATED = ("unit", "company", "request", "handler", "compound", "accused__unit", "accused__post")


def fresh(complaint: Complaint) -> Complaint:
    """The row as it stands."""
    return Complaint.objects.select_related(*RELATED).get(pk=complaint.pk)


def taken(cast: Cast, *, now: datetime = NOW, **values: Any) -> Complaint:
    """A complaint by telephone about a visit that did not take place."""
    given: dict[str, Any] = {
        "company": cast.units["gas"],
        "channel": "hotline",
        "subject": "约好上门没有来人",
        "description": "约好上午上门维修，没有来人也没有电话。",
        "category": "service_quality",
        "contact_name": "王志远",
        "contact_phone": "13800102207",
        "by": cast.lin,
        "now": now,
    }
    return actions.take_complaint(**given | values)


def graded(
    cast: Cast, *, now: datetime = NOW, grade: dict[str, Any] | None = None, **values: Any
) -> Complaint:
    """One whose class and level the office has confirmed."""
    complaint = taken(cast, now=now, **values)
    given = {"category": complaint.category or "service_quality", **(grade or {})}
    return actions.grade_complaint(complaint, **given, by=cast.he, now=now)


def assigned(
    cast: Cast, complaint: Complaint, *, now: datetime = NOW, **people: Staff
) -> Complaint:
    """One that the customer service department handles; the office investigates."""
    actions.assign_complaint(
        complaint,
        unit=cast.units["service"],
        handler=people.get("handler", cast.staff["han"]),
        investigator=people.get("investigator", cast.staff["he"]),
        by=cast.he,
        now=now,
    )
    return complaint


def investigated(cast: Cast, complaint: Complaint, *, now: datetime = NOW) -> Complaint:
    """One with the report of its investigation."""
    look = complaint.investigations.latest("round")
    look.complaint = complaint
    actions.add_evidence(look, kind="order", text="派单记录：未按约派单", by=cast.he, now=now)
    actions.report_investigation(
        look,
        facts="约定时间登记错误，未派单。",
        cause="process",
        conclusion="客户反映属实。",
        proposal="约单登记后自动派单。",
        by=cast.he,
        now=now,
    )
    return complaint


def judged(cast: Cast, complaint: Complaint, *, now: datetime = NOW, **values: Any) -> Complaint:
    """One with a verdict: upheld, the company's responsibility, unless said otherwise."""
    given: dict[str, Any] = {
        "verdict": "upheld",
        "responsibility": "company",
        "reason": "派单流程有漏洞。",
    }
    actions.judge_complaint(complaint, **given | values, by=cast.he, now=now)
    return complaint


def replied(cast: Cast, complaint: Complaint, *, now: datetime = NOW) -> Complaint:
    """One whose solution was accepted and that was replied to by the right person."""
    actions.offer_solution(complaint, text="当日上门维修并致歉。", by=cast.han, now=now)
    actions.answer_solution(complaint, accepted=True, answer="同意", by=cast.han, now=now)
    by = cast.zhoujm if complaint.is_vip else cast.han
    actions.reply(complaint, text="已修好并致歉。", by=by, now=now)
    return complaint


def whole(cast: Cast, complaint: Complaint, *, now: datetime = NOW, **verdict: Any) -> Complaint:
    """From the confirmed level to the closed case."""
    actions.respond(complaint, note="已致电客户", by=cast.he, now=now)
    assigned(cast, complaint, now=now)
    investigated(cast, complaint, now=now)
    judged(cast, complaint, now=now, **verdict)
    replied(cast, complaint, now=now)
    actions.call_back(complaint, score=5, note="满意", off_hours="客户约定", by=cast.lin, now=now)
    actions.close_complaint(
        complaint,
        result="已修好并致歉",
        corrective_action="约单登记后自动派单",
        by=cast.he,
        now=now + timedelta(minutes=1),
    )
    return complaint
