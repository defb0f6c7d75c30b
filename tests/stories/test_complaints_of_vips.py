"""A VIP's complaint: heard within the hour, solved within the day, answered by the deputy."""

from datetime import datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from heqi.complaints import actions
from heqi.complaints.actions.timing import clocks_of
from heqi.complaints.models import Complaint
from heqi.complaints.tests.scenes import assigned, graded, investigated, judged
from heqi.service.tests.makers import make_vip
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db


def states(complaint: Complaint, clause: str) -> dict[str, str]:
    """The promises of the clause, by name."""
    return {clock.name: clock.state for clock in clocks_of(complaint) if clock.clause == clause}


def at(hours: float) -> datetime:
    return NOW + timedelta(hours=hours)


@pytest.mark.parametrize(
    ("tier", "clause"),
    [
        pytest.param("vip_person", "tiering/6.1(7)", marks=pytest.mark.clause("tiering/6.1(7)")),
        pytest.param("vip_org", "tiering/6.2(6)", marks=pytest.mark.clause("tiering/6.2(6)")),
    ],
)
def test_a_complaint_is_heard_and_solved_in_time_late_or_taken_back(
    cast: Cast, tier: str, clause: str
) -> None:
    kind = "person" if tier == "vip_person" else "organisation"

    def complained(number: int, subject: str) -> Complaint:
        party, _point = make_vip(
            cast, tier, kind=kind, name=f"客户{number}", phones=(f"1380010{number:04}",),
            account_no=f"0203-118-{number:04}", meter=f"41070{number:04}", room=f"{number}01",
        )  # fmt: skip
        return graded(
            cast, party=party, contact_name=party.name, contact_phone=f"1380010{number:04}",
            subject=subject, description=subject,
        )  # fmt: skip

    def solved(complaint: Complaint, heard: float, offered: float) -> None:
        actions.respond(complaint, note="已致电", by=cast.he, now=at(heard))
        investigated(cast, assigned(cast, complaint))
        judged(cast, complaint)
        actions.offer_solution(complaint, text="当日上门", by=cast.han, now=at(offered))
        actions.answer_solution(
            complaint, accepted=True, answer="同意", by=cast.han, now=at(offered)
        )
        # The explicit reply is the deputy general manager's own.
        with pytest.raises(ValidationError, match="分管副总经理"):
            actions.reply(complaint, text="已处理", by=cast.han, now=at(offered))
        actions.reply(complaint, text="已处理并致歉", by=cast.zhoujm, now=at(offered))

    kept = complained(1, "约好上门没有人来")
    assert set(states(kept, clause)) >= {"respond", "solution"}
    solved(kept, heard=0.9, offered=20)
    assert set(states(kept, clause).values()) == {"met"}
    assert kept.replies.get().right

    late = complained(2, "账单多收了一个月")
    solved(late, heard=1.1, offered=25)
    assert states(late, clause)["respond"] == states(late, clause)["solution"] == "missed"

    gone = complained(3, "电话打不通")
    actions.withdraw_complaint(gone, reason="客户撤回", by=cast.he, now=at(0.5))
    assert set(states(gone, clause).values()) == {"cancelled"}
