"""The queue: what one sees, in which order, at what cost."""

from datetime import timedelta

import pytest
from django.db import connection

from heqi.clocks.models import Clock
from heqi.clocks.queries import timeline_of
from heqi.ledger.loop import tick
from heqi.notices.models import Notice
from heqi.service.tests.makers import make_vip
from heqi.workorders.actions.timing import copy_due
from heqi.workorders.models import WorkOrder
from heqi.workorders.queries import (
    Filters,
    board,
    dispatch_board,
    get_order,
    order_list,
    tab_counts,
    team_load,
)
from heqi.workorders.states import FLOW, LANES, TONES, Status
from heqi.workorders.tests.makers import bring, make_order
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db


def test_the_flow_has_no_dead_ends_and_every_state_a_tone() -> None:
    assert FLOW.check() == []
    assert set(FLOW.states) == set(TONES) == {status.value for status in Status}
    assert {state for states in LANES.values() for state in states} <= set(FLOW.states)


def test_what_is_due_first_comes_first_across_kinds(
    cast: Cast, django_capture_on_commit_callbacks: object
) -> None:
    slow = make_order(cast, django_capture_on_commit_callbacks, kind="conversion")
    fast = make_order(cast, django_capture_on_commit_callbacks, kind="emergency")
    party, point = make_vip(cast)
    vip = make_order(cast, django_capture_on_commit_callbacks, party=party, service_point=point)
    found = board(cast.sun, Filters(), now=NOW)
    assert found.rows == [fast, vip, slow]
    assert (found.total, found.counts["to_dispatch"], found.has_next) == (3, 3, False)
    assert board(cast.sun, Filters(tier="vip"), now=NOW).rows == [vip]
    assert board(cast.sun, Filters(kind="conversion"), now=NOW).rows == [slow]
    assert board(cast.sun, Filters(text=fast.number.lower()), now=NOW).rows == [fast]
    assert board(cast.sun, Filters(text="x", parties=(party.pk,)), now=NOW).rows == [vip]
    assert not board(cast.sun, Filters(due="late"), now=NOW).rows
    late = board(cast.sun, Filters(tab="late"), now=NOW + timedelta(minutes=59))
    assert late.rows == [fast]


def test_what_is_due_nothing_any_more_waits_last_and_says_so(
    cast: Cast, django_capture_on_commit_callbacks: object
) -> None:
    done = make_order(cast, django_capture_on_commit_callbacks)
    waiting = make_order(cast, django_capture_on_commit_callbacks, kind="conversion")
    Clock.objects.filter(timeline=timeline_of(done)).update(state="met")
    Clock.objects.filter(timeline=timeline_of(done.request)).update(state="met")
    copy_due(done, now=NOW)
    assert board(cast.sun, Filters(), now=NOW).rows == [waiting, done]
    assert (done.due_at, done.due_title_zh) == (None, "时限均已达成")
    Clock.objects.filter(timeline=timeline_of(done), name="dispatch").update(state="missed")
    copy_due(done, now=NOW)
    assert done.due_title_zh == "曾有超时"
    # No limit at all is a fault of the policy, and stands on top.
    Clock.objects.filter(timeline__in=[timeline_of(done), timeline_of(done.request)]).delete()
    copy_due(done, now=NOW)
    assert board(cast.sun, Filters(), now=NOW).rows == [done, waiting]


def test_teams_see_their_own_and_strangers_nothing(
    cast: Cast, django_capture_on_commit_callbacks: object
) -> None:
    order = make_order(cast, django_capture_on_commit_callbacks)
    assert not order_list(cast.ma, Filters(), now=NOW)
    bring(order, "dispatched", cast)
    assert list(order_list(cast.ma, Filters(), now=NOW)) == [order]
    assert list(order_list(cast.wu, Filters(), now=NOW)) == [order]
    assert not order_list(cast.li, Filters(), now=NOW)
    assert not order_list(cast.other, Filters(), now=NOW)
    assert get_order(cast.national, order.pk) == order
    with pytest.raises(WorkOrder.DoesNotExist):
        get_order(cast.other, order.pk)


def test_the_queue_asks_as_often_for_three_rows_as_for_one(
    cast: Cast, django_capture_on_commit_callbacks: object, django_assert_num_queries: object
) -> None:
    actor = cast.sun
    make_order(cast, django_capture_on_commit_callbacks)

    def read() -> int:
        found = board(actor, Filters(), now=NOW)
        return len([(str(o.unit), o.kind_label, o.due_title, o.masked_phone) for o in found.rows])

    with django_assert_num_queries(15, exact=False) as one:  # type: ignore[operator]
        assert read() == 1
    make_order(cast, django_capture_on_commit_callbacks)
    make_order(cast, django_capture_on_commit_callbacks)
    actor = cast.sun
    with django_assert_num_queries(len(one)):  # type: ignore[operator]
        assert read() == 3


def test_the_dispatch_board_asks_as_often_for_three_rows_as_for_one(
    cast: Cast, django_capture_on_commit_callbacks: object, django_assert_num_queries: object
) -> None:
    actor = cast.sun
    bring(make_order(cast, django_capture_on_commit_callbacks), "accepted", cast)
    make_order(cast, django_capture_on_commit_callbacks)
    with django_assert_num_queries(5):  # type: ignore[operator]
        shown = dispatch_board(actor, now=NOW)
    crews = {crew.staff.name: crew.open_count for crew in shown.crews}
    assert crews == {"周立峰": 0, "吴班": 0, "马超群": 1, "李工": 0}
    assert shown.waiting_count == 1
    bring(make_order(cast, django_capture_on_commit_callbacks), "accepted", cast)
    make_order(cast, django_capture_on_commit_callbacks)
    actor = cast.sun
    with django_assert_num_queries(5):  # type: ignore[operator]
        assert len(dispatch_board(actor, now=NOW).waiting) == 2
    assert team_load(actor, now=NOW)[0]["open"] == 2


def test_the_first_page_is_read_from_the_index(cast: Cast) -> None:
    rows = order_list(cast.sun, Filters(), now=NOW)[:31]
    plan = rows.explain()
    if connection.vendor == "sqlite":
        assert "order_queue" in plan
        assert "TEMP B-TREE" not in plan
    assert set(tab_counts(cast.sun, now=NOW).values()) == {0}


def test_the_ladder_tells_the_crew_first_and_the_head_at_the_breach(
    cast: Cast, django_capture_on_commit_callbacks: object
) -> None:
    party, point = make_vip(cast)
    order = make_order(cast, django_capture_on_commit_callbacks, party=party, service_point=point)
    bring(order, "dispatched", cast, crew="zhou")
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        tick(now=NOW + timedelta(minutes=31))
    order.refresh_from_db()
    assert order.alert == "soon"
    warned = Notice.objects.filter(template="workorders.nearing", channel="in_app")
    assert {n.recipient_name for n in warned} == {"周立峰"}
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        tick(now=NOW + timedelta(minutes=61))
    order.refresh_from_db()
    assert order.alert == "over"
    told = Notice.objects.filter(template="workorders.breached", channel="in_app")
    assert {"周立峰", "韩雪", "孙磊"} <= {n.recipient_name for n in told}
    assert all("6.1(4)" in n.body or "data-entry" in n.body for n in told)
