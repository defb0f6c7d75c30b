"""A customer who appeals: decided one level up by somebody free, looked into by somebody new."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from heqi.complaints import actions
from heqi.complaints.actions.appealing import file_until
from heqi.complaints.actions.deciders import is_stuck, may_decide
from heqi.complaints.models import Appeal, Complaint
from heqi.complaints.posts import other_heads
from heqi.complaints.tests.scenes import (
    assigned,
    fresh,
    graded,
    investigated,
    judged,
    replied,
    whole,
)
from heqi.ledger.actors import SYSTEM
from heqi.ledger.audit import audit
from heqi.ledger.states import IllegalMove
from heqi.notices.models import Notice
from heqi.people.access import Refused
from heqi.people.actions import appoint_stand_in, grant_role
from heqi.people.models import Role
from heqi.people.queries import actor_of
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def clerk(cast: Cast) -> None:
    """One more who may investigate."""
    grant_role(
        cast.staff["qian"],
        role=Role.objects.get(pk="service_office"),
        unit=cast.units["gas"],
        since=date(2026, 1, 1),
        by=SYSTEM,
        now=NOW,
    )


def appealed(cast: Cast, case: Complaint) -> Appeal:
    return actions.file_appeal(
        case, appellant="customer", grounds="没有真正解决", by=cast.lin, now=NOW
    )


@pytest.mark.clause("complaint/appeal")
def test_an_appeal_of_what_the_head_handled_is_decided_by_the_next_above(cast: Cast) -> None:
    appeal = appealed(cast, whole(cast, graded(cast)))
    assert appeal.decided_by_posts == ["deputy_gm"]
    for person in (cast.han, cast.he, cast.zheng):
        with pytest.raises(Refused):
            actions.decide_appeal(appeal, changed=True, reasons="x", by=person, now=NOW)
    given = {"changed": True, "reasons": "确未解决", "by": cast.zhoujm, "now": NOW}
    for nobody_new in (None, cast.staff["he"], cast.staff["han"]):
        with pytest.raises(ValidationError) as refused:
            actions.decide_appeal(appeal, investigator=nobody_new, **given)
        assert set(refused.value.message_dict) == {"investigator"}
    actions.decide_appeal(appeal, investigator=cast.staff["qian"], **given)
    row = fresh(appeal.complaint)
    assert (row.is_open, row.status, row.reopened) == (True, "assigned", 1)
    assert row.handler == cast.staff["zhoujm"]
    looks = row.investigations.order_by("round").values_list("investigator__name", flat=True)
    assert list(looks) == ["何倩", "钱敏"]
    # The new round ends like any other.
    assert row.satisfaction is None
    assert row.call_attempts == 0


@pytest.mark.clause("complaint/appeal")
def test_nor_does_the_head_decide_who_was_found_responsible(cast: Cast) -> None:
    case = graded(cast)
    assigned(cast, case, handler=cast.staff["zhoujm"])
    judged(
        cast,
        investigated(cast, case),
        responsibility="employee",
        responsible=cast.staff["han"],
    )
    appeal = appealed(cast, fresh(case))
    # The head is concerned and the deputy manager handled it: the general manager decides.
    assert appeal.decided_by_posts == ["gm"]
    with pytest.raises(Refused):
        actions.decide_appeal(appeal, changed=False, reasons="x", by=cast.han, now=NOW)
    actions.decide_appeal(
        appeal,
        changed=True,
        reasons="调查不充分",
        investigator=cast.staff["qian"],
        by=cast.zheng,
        now=NOW,
    )
    row = fresh(case)
    # It was still open: it is looked into anew at once.
    assert (row.status, row.handler) == ("assigned", cast.staff["zheng"])
    assert row.investigations.latest("round").investigator == cast.staff["qian"]


@pytest.mark.clause("complaint/appeal")
def test_an_appeal_rejected_leaves_the_case_closed(cast: Cast) -> None:
    appeal = appealed(cast, whole(cast, graded(cast)))
    actions.decide_appeal(appeal, changed=False, reasons="已解决", by=cast.zhoujm, now=NOW)
    assert fresh(appeal.complaint).status == "closed"
    with pytest.raises(ValidationError):
        appealed(cast, fresh(appeal.complaint))


@pytest.mark.clause("complaint/appeal")
def test_the_last_instance_is_nobody_who_decided_or_signed_before(cast: Cast) -> None:
    case = investigated(cast, assigned(cast, graded(cast)))
    judged(cast, case, responsible_unit=cast.units["service"])
    actions.offer_solution(case, text="当日上门维修。", by=cast.han, now=NOW)
    actions.answer_solution(case, accepted=True, answer="同意", by=cast.han, now=NOW)
    actions.reply(case, text="已修好。", by=cast.han, now=NOW)
    given = {"appellant": "department", "grounds": "责任在承包商", "by": cast.han, "now": NOW}
    first = actions.file_appeal(case, **given)
    assert first.decided_by_posts == ["service_office"]
    actions.decide_appeal(first, changed=False, reasons="证据充分", by=cast.he, now=NOW)
    last = actions.file_appeal(case, **given)
    assert last.decided_by_posts == ["service_committee"]
    assert may_decide(cast.zheng, last, now=NOW)
    # The general manager signed in this case too: the next free post decides instead of him.
    audit(case, "complaints.reply", by=cast.zheng, now=NOW)
    with pytest.raises(Refused):
        actions.decide_appeal(last, changed=False, reasons="x", by=cast.zheng, now=NOW)
    actions.decide_appeal(last, changed=False, reasons="维持", by=cast.zhoujm, now=NOW)
    assert fresh(case).appeals.filter(status="rejected").count() == 2


@pytest.mark.clause("complaint/appeal")
def test_where_chair_and_deputy_took_part_another_head_decides_and_no_appeal_is_a_dead_end(
    cast: Cast,
) -> None:
    case = judged(
        cast,
        investigated(cast, assigned(cast, graded(cast))),
        responsible_unit=cast.units["service"],
    )
    given = {"appellant": "department", "grounds": "责任在承包商", "by": cast.han, "now": NOW}
    first = actions.file_appeal(case, **given)
    actions.decide_appeal(first, changed=False, reasons="证据充分", by=cast.he, now=NOW)
    for one in (cast.zheng, cast.zhoujm):
        audit(case, "complaints.reply", by=one, now=NOW)
    heads = other_heads(case.unit, on=NOW.date())
    assert heads
    assert not {cast.han.id, cast.zheng.id} & {one.pk for one in heads}
    last = actions.file_appeal(fresh(case), **given)
    free = [one for one in heads if one.pk not in (cast.he.id, cast.han.id)]
    if free:
        assert last.decided_by_posts == ["other_dept_heads"]
        assert not is_stuck(last, now=NOW)
        assert may_decide(actor_of(free[0], now=NOW), last, now=NOW)
    else:
        assert is_stuck(last, now=NOW)


@pytest.mark.clause("complaint/appeal")
def test_where_everybody_who_may_decide_took_part_a_stand_in_decides(cast: Cast) -> None:
    case = judged(
        cast,
        investigated(cast, assigned(cast, graded(cast))),
        responsible_unit=cast.units["service"],
    )
    given = {"appellant": "department", "grounds": "责任在承包商", "by": cast.han, "now": NOW}
    first = actions.file_appeal(case, **given)
    actions.decide_appeal(first, changed=False, reasons="证据充分", by=cast.he, now=NOW)
    heads = [actor_of(one, now=NOW) for one in other_heads(case.unit, on=NOW.date())]
    for one in (cast.zheng, cast.zhoujm, *heads):
        audit(case, "complaints.reply", by=one, now=NOW)
    last = actions.file_appeal(fresh(case), **given)
    assert is_stuck(last, now=NOW)
    appoint_stand_in(
        absent=cast.staff["zhoujm"],
        deputy=cast.staff["sun"],
        since=NOW.date(),
        until=NOW.date() + timedelta(days=2),
        reason="leave",
        by=cast.zhoujm,
        now=NOW,
    )
    assert not is_stuck(last, now=NOW)
    assert not may_decide(cast.zhoujm, last, now=NOW)
    actions.decide_appeal(last, changed=False, reasons="维持", by=cast.sun, now=NOW)
    assert fresh(case).appeals.filter(status="rejected").count() == 2


@pytest.mark.clause("complaint/appeal")
def test_what_was_decided_on_appeal_binds_until_the_case_is_opened_again(cast: Cast) -> None:
    case = judged(
        cast,
        investigated(cast, assigned(cast, graded(cast))),
        responsible_unit=cast.units["service"],
    )
    given = {"appellant": "department", "grounds": "责任在承包商", "by": cast.han, "now": NOW}
    appeal = actions.file_appeal(case, **given)
    with pytest.raises(IllegalMove):
        judged(cast, fresh(case), responsible_unit=cast.units["service"])
    actions.decide_appeal(
        appeal,
        changed=True,
        reasons="不属实",
        verdict="not_upheld",
        responsibility="customer",
        by=cast.he,
        now=NOW + HOUR,
    )
    with pytest.raises(IllegalMove):
        judged(cast, fresh(case), responsible_unit=cast.units["service"])
    assert fresh(case).verdict == "not_upheld"


@pytest.mark.clause("complaint/appeal", "complaint/results")
def test_the_department_and_the_customer_hear_until_when_they_may_appeal(
    cast: Cast, sign_in: Any, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        case = judged(cast, investigated(cast, assigned(cast, graded(cast))))
    # What is the company's fault counts for a department: no other is named, the one in charge.
    assert fresh(case).responsible_unit == cast.units["service"]
    until = file_until(fresh(case), "department", now=NOW)
    assert until is not None
    told = Notice.objects.get(template="complaints.verdict_department", channel="in_app")
    assert told.recipient_id == cast.han.id
    assert "客户服务部" in told.body
    assert f"{timezone.localtime(until):%Y-%m-%d}" in told.body
    replied(cast, case)
    customer = file_until(fresh(case), "customer", now=NOW)
    assert customer is not None
    day = f"{timezone.localtime(customer):%Y-%m-%d}"
    he = sign_in("he")
    assert day in he.get(reverse("complaints:print", args=[case.pk, "reply"])).content.decode()
    assert "complaint/appeal" in he.get(case.get_absolute_url()).content.decode()


@pytest.mark.clause("complaint/results")
def test_what_is_nobodys_fault_of_ours_counts_for_no_department(cast: Cast) -> None:
    case = judged(
        cast,
        investigated(cast, assigned(cast, graded(cast))),
        responsibility="third_party",
        responsible_unit=cast.units["service"],
    )
    assert fresh(case).responsible_unit is None
