"""Who must come to an emergency: in time, after it, excused or called off."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from heqi.clocks.queries import clocks_of
from heqi.outages.actions import (
    acknowledge_summons,
    attend_summons,
    explain_absence,
    judge_absence,
)
from heqi.outages.models import Emergency, Summons
from heqi.outages.tests.makers import make_emergency, make_leader
from heqi.people.queries import actor_of
from heqi.policies.measures import measures
from heqi.service.tests.makers import make_vip
from heqi.workorders.actions import cancel_order
from tests.cast import NOW, Cast
from tests.stories.recurring import figure

pytestmark = pytest.mark.django_db
Capture = Callable[..., Any]
NOVEMBER = NOW.date().replace(day=1)


def minutes(n: float) -> datetime:
    return NOW + timedelta(minutes=n)


def called(emergency: Emergency, post: str) -> Summons:
    return emergency.summons.select_related("emergency__order", "company", "post").get(post=post)


def attendance(summons: Summons) -> str:
    """The state of the clock that counts who came."""
    return next(clock.state for clock in clocks_of(summons) if clock.name == "attend")


@pytest.mark.parametrize(
    ("tier", "other", "where", "clause"),
    [
        pytest.param(
            "vip_person", ("head_pipeline", "pipeline", "方管网"), "courtyard",
            "tiering/6.1(5)", marks=pytest.mark.clause("tiering/6.1(5)"),
        ),
        pytest.param(
            "vip_org", ("head_customer_service", "service", "韩雪"), "indoor",
            "tiering/6.2(4)", marks=pytest.mark.clause("tiering/6.2(4)"),
        ),
    ],
)  # fmt: skip
def test_the_deputy_and_a_head_come_in_time_late_with_leave_or_need_not_come(
    cast: Cast, django_capture_on_commit_callbacks: Capture, tier: str,
    other: tuple[str, str, str], where: str, clause: str,
) -> None:  # fmt: skip
    capture = django_capture_on_commit_callbacks
    post, unit, name = other
    head = cast.staff["han"] if name == "韩雪" else make_leader(cast, post, unit, name, "6001")
    party, point = make_vip(cast, tier)

    def reported() -> Emergency:
        return make_emergency(cast, capture, party=party, service_point=point, place=where)

    # In time, and after it.
    first = reported()
    assert set(first.summons.values_list("post", flat=True)) == {"deputy_gm", post}
    deputy, second = called(first, "deputy_gm"), called(first, post)
    acknowledge_summons(deputy, by=cast.zhoujm, now=minutes(5))
    attend_summons(deputy, by=cast.zhoujm, now=minutes(30))
    attend_summons(second, by=actor_of(head, now=NOW), now=minutes(90))
    # Each coming counts once: by the clock of the call, not by the order's attendance as well.
    assert figure(cast, clause, NOVEMBER, minutes(91)) == (2, 4)
    counted = measures(cast.units["gas"], NOVEMBER, cast.he)[clause]
    assert {one.title for one in counted} == {"领导确认", "领导到场"}
    assert (deputy.outcome(minutes(91)), attendance(deputy)) == ("kept", "met")
    assert (second.outcome(minutes(91)), attendance(second)) == ("late", "missed")

    # Excused by somebody else than himself.
    again = reported()
    absent = called(again, "deputy_gm")
    explain_absence(absent, reason="在省公司开会", by=cast.zhoujm, now=minutes(3))
    judge_absence(absent, allowed=True, by=cast.he, now=minutes(20))
    assert (absent.outcome(minutes(91)), attendance(absent)) == ("excepted", "cancelled")

    # A false alarm: whoever still had time is called off.
    with capture(execute=True):
        cancel_order(again.order, reason="误报", by=cast.sun, now=minutes(25))
    off = called(again, post)
    assert (off.status, off.outcome(minutes(91))) == ("cancelled", "excepted")
    assert figure(cast, clause, NOVEMBER, minutes(95))[1] >= 2
