"""The work of a day is drawn after midnight: by ratio, team and worker, repeatable, explained."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from heqi.callbacks.actions import (
    draw_day,
    draw_days,
    drop_callbacks,
    expire_callbacks,
    plan_callback,
    take_up,
)
from heqi.callbacks.drawing import preview, repeat
from heqi.callbacks.models import CallbackTask, Draw, Drawing
from heqi.callbacks.queries import beside
from heqi.callbacks.works import Matter, Source, Work, _sources, register
from heqi.clocks.queries import clocks_of
from heqi.customers.models import Party
from heqi.customers.tests.makers import make_customer
from heqi.policies.deciding import rule_on
from heqi.service.actions import close_request, solve_request
from heqi.service.tests.makers import make_request, make_vip
from heqi.workorders.actions import review_order
from heqi.workorders.models import WorkOrder
from heqi.workorders.tests.makers import bring, make_order
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db
DAY = NOW.date()
NIGHT = NOW.replace(hour=0, minute=5) + timedelta(days=1)


def closed(cast: Cast, capture: Any, **values: Any) -> WorkOrder:
    """An ordinary repair, closed an hour after ``NOW``."""
    order = make_order(cast, capture, **values)
    bring(order, "done", cast, crew="zhou")
    with capture(execute=True):
        review_order(order, passed=True, by=cast.wu, now=NOW + timedelta(hours=1))
    return WorkOrder.objects.get(pk=order.pk)


class Rounds:
    """A source of its own for tests: as much finished work as a test wants."""

    def __init__(self, cast: Cast) -> None:
        self.cast, self.rows = cast, list[Work]()

    def add(
        self,
        count: int,
        at: datetime,
        *,
        business: str = "meter_reading",
        tier: str = "standard",
        worker: str = "ma",
        party: Party | None = None,
    ) -> list[str]:
        """Work of one worker; returns its subjects."""
        staff = self.cast.staff[worker]
        first = len(self.rows) + 1
        for pk in range(first, first + count):
            self.rows.append(
                Work(
                    pk=pk,
                    label=f"T-{pk}",
                    business=business,
                    tier=tier,
                    unit_id=staff.unit_id,
                    worker_id=staff.pk,
                    party_id=party.pk if party else None,
                    finished_at=at,
                )
            )
        return [f"test:{pk}" for pk in range(first, first + count)]

    def finished(self, company: Any, since: datetime, until: datetime) -> Any:
        """What was finished in the span."""
        here = company.pk == self.cast.units["gas"].pk
        return iter([row for row in self.rows if here and since <= row.finished_at < until])

    def matter(self, pk: int) -> Matter:
        """Nothing but a number."""
        party = Party.objects.filter(pk=self.rows[pk - 1].party_id or 0).first()
        return Matter(about=f"T-{pk}", party=party)


@pytest.fixture
def rounds(cast: Cast) -> Any:
    found = Rounds(cast)
    register(Source("test", "test", found.finished, found.matter))
    yield found
    del _sources["test"]


def drawn_of(subjects: list[str]) -> int:
    return Draw.objects.filter(subject__in=subjects, drawn=True).count()


@pytest.mark.clause("callback/scope", "callback/execution")
def test_an_ordinary_repair_waits_for_the_draw_of_its_day(
    cast: Cast, django_capture_on_commit_callbacks: object
) -> None:
    order = closed(cast, django_capture_on_commit_callbacks)
    draw = order.callback_draw
    assert (draw.reason, draw.drawn, order.status) == ("waiting", False, "closed")
    facts = {"business": "repair", "tier": "standard", "season": "heating"}
    answer = rule_on("callbacks.plan", facts, on=DAY, company_id=None).answer
    assert draw.ratio == answer["ratio"] * answer["season_factor"]
    assert draw_days(now=NIGHT) == 2  # two companies
    assert draw_days(now=NIGHT) == 0
    draw.refresh_from_db()
    # The worker has no callback this month yet, so at least one is drawn.
    assert (draw.reason, draw.drawn) == ("at_least", True)
    order.refresh_from_db()
    assert order.status == "to_call_back"
    assert "每名员工每月至少 1 件" in draw.because_zh


@pytest.mark.clause("callback/scope")
def test_what_must_be_called_is_drawn_at_once_and_counts_in_the_draw_of_the_day(
    cast: Cast, django_capture_on_commit_callbacks: object
) -> None:
    party, point = make_vip(cast)
    order = closed(cast, django_capture_on_commit_callbacks, party=party, service_point=point)
    assert (order.callback_draw.reason, order.status) == ("always", "to_call_back")
    drawing = draw_day(cast.units["gas"], day=DAY, now=NIGHT)
    assert drawing is not None
    assert (drawing.population, drawing.drawn) == (1, 1)
    assert CallbackTask.objects.count() == 1
    assert drawing.draws.get().reason == "always"


@pytest.mark.clause("callback/scope", "callback/execution")
def test_the_ratio_holds_over_the_month_for_each_worker_and_the_draw_repeats(
    cast: Cast, rounds: Rounds
) -> None:
    answer = rule_on(
        "callbacks.plan",
        {"business": "meter_reading", "tier": "standard", "season": "heating"},
        on=DAY,
        company_id=None,
    ).answer
    share = answer["ratio"] * answer["season_factor"]
    first = DAY.replace(day=17)
    ma, li = [], []
    for n in range(7):
        at = NOW - timedelta(days=6 - n)
        ma += rounds.add(40, at, worker="ma")
        li += rounds.add(20, at, worker="li")
        day = first + timedelta(days=n)
        drawing = draw_day(cast.units["gas"], day=day, now=at + timedelta(days=1))
        assert drawing is not None
        assert repeat(drawing) == []
    assert drawn_of(ma) == int(share * len(ma) + share.__class__("0.5"))
    assert abs(drawn_of(li) - share * len(li)) <= 1
    assert CallbackTask.objects.count() == drawn_of(ma) + drawn_of(li)
    row = Draw.objects.filter(drawing=drawing, reason="not_drawn").first()
    assert row is not None
    others = beside(row)
    assert [one.place for one in others] == sorted(one.place for one in others)
    assert row in others
    # A row that somebody altered is found out.
    Draw.objects.filter(pk=row.pk).update(place=row.place + 1)
    assert repeat(drawing) == [row.label]


@pytest.mark.clause("callback/scope")
def test_each_worker_is_called_about_at_least_once_a_month_and_not_again_for_that(
    cast: Cast, rounds: Rounds
) -> None:
    gas = cast.units["gas"]
    before = NOW - timedelta(days=1)
    one = rounds.add(1, before)
    draw_day(gas, day=before.date(), now=NOW)
    assert Draw.objects.get(subject=one[0]).reason == "at_least"
    two = rounds.add(1, NOW)
    draw_day(gas, day=DAY, now=NIGHT)
    assert Draw.objects.get(subject=two[0]).reason == "not_drawn"


@pytest.mark.clause("callback/timing")
def test_a_customer_who_was_put_down_lately_rests_but_for_what_must_be_called(
    cast: Cast, rounds: Rounds
) -> None:
    gas = cast.units["gas"]
    party, _point = make_customer(gas)
    rest = rule_on("callbacks.attempts", {"subject": "other"}, on=DAY, company_id=None).answer[
        "rest"
    ]
    assert "30" in str(rest)
    long_ago, lately = NOW - timedelta(days=32), NOW - timedelta(days=10)
    rounds.add(1, long_ago, party=party)
    draw_day(gas, day=long_ago.date(), now=long_ago + timedelta(days=1))
    two = rounds.add(1, lately, party=party, worker="li")
    draw_day(gas, day=lately.date(), now=lately + timedelta(hours=14))
    found = Draw.objects.get(subject=two[0])
    assert (found.reason, "不再抽取" in found.because_zh) == ("excluded", True)
    three = rounds.add(1, NOW, party=party, worker="wu")
    must = rounds.add(1, NOW, party=party, business="emergency")
    draw_day(gas, day=DAY, now=NIGHT)
    assert Draw.objects.get(subject=must[0]).reason == "always"
    # The emergency of the same day is called about; the reading of that customer is not.
    assert Draw.objects.get(subject=three[0]).reason == "excluded"


@pytest.mark.clause("callback/timing")
@pytest.mark.parametrize("ended", ["dropped", "expired"])
def test_nobody_rests_from_a_callback_that_did_not_take_place(
    cast: Cast, rounds: Rounds, ended: str
) -> None:
    gas = cast.units["gas"]
    party, _point = make_customer(gas)
    lately = NOW - timedelta(days=10)
    one = rounds.add(1, lately, party=party)
    draw_day(gas, day=lately.date(), now=lately + timedelta(hours=14))
    if ended == "expired":
        expire_callbacks(now=NOW - timedelta(days=1))
    else:
        drop_callbacks(one[0], reason="客户撤回", by=cast.he, now=NOW - timedelta(days=1))
    task = CallbackTask.objects.get()
    assert (task.status, [clock.state for clock in clocks_of(task)]) == (
        ended,
        ["missed" if ended == "expired" else "cancelled"],
    )
    two = rounds.add(1, NOW, party=party, worker="li")
    draw_day(gas, day=DAY, now=NIGHT)
    assert Draw.objects.get(subject=two[0]).drawn


@pytest.mark.clause("callback/scope", "callback/timing")
@pytest.mark.parametrize(
    ("business", "tier", "called"),
    [
        ("emergency", "standard", True),
        ("complaint", "standard", True),
        ("rework", "vip_person", True),
        ("rework", "standard", False),
        ("safety_check_refused", "standard", False),
    ],
)
def test_within_the_days_of_rest_only_vips_complaints_and_emergencies_are_called_again(
    cast: Cast, rounds: Rounds, business: str, tier: str, called: bool
) -> None:
    gas = cast.units["gas"]
    party, _point = make_customer(gas)
    lately = NOW - timedelta(days=10)
    rounds.add(1, lately, party=party)
    draw_day(gas, day=lately.date(), now=lately + timedelta(hours=14))
    assert CallbackTask.objects.count() == 1
    again = rounds.add(1, NOW, party=party, business=business, tier=tier, worker="li")
    draw = take_up(_sources["test"], rounds.rows[-1], gas, now=NOW)
    assert draw is not None
    assert draw.reason == ("always" if called else "waiting")
    draw_day(gas, day=DAY, now=NIGHT)
    found = Draw.objects.get(subject=again[0])
    assert (found.reason, found.drawn) == (("always", True) if called else ("excluded", False))
    assert CallbackTask.objects.count() == (2 if called else 1)


@pytest.mark.clause("callback/scope")
def test_what_must_be_called_goes_first_of_one_customers_work_and_is_called_after_his_rest(
    cast: Cast, rounds: Rounds
) -> None:
    gas = cast.units["gas"]
    party, _point = make_customer(gas)
    long_ago = NOW - timedelta(days=32)
    rounds.add(1, long_ago, party=party)
    draw_day(gas, day=long_ago.date(), now=long_ago + timedelta(days=1))
    reading = rounds.add(1, NOW, party=party)
    rework = rounds.add(2, NOW, party=party, business="rework")
    draw_day(gas, day=DAY, now=NIGHT)
    reasons = dict(Draw.objects.filter(finished_at=NOW).values_list("subject", "reason"))
    assert reasons[reading[0]] == "excluded"
    assert sorted(reasons[one] for one in rework) == ["always", "excluded"]


@pytest.mark.clause("callback/timing")
def test_work_that_comes_in_late_takes_part_as_long_as_the_policy_says(
    cast: Cast, rounds: Rounds
) -> None:
    gas = cast.units["gas"]
    late = rule_on("callbacks.attempts", {"subject": "other"}, on=DAY, company_id=None).answer
    assert "72" in str(late["late_work"])
    start = NOW.replace(hour=0, minute=0)
    inside = rounds.add(1, start - timedelta(hours=71))
    outside = rounds.add(1, start - timedelta(hours=73))
    draw_day(gas, day=DAY, now=NIGHT)
    assert Draw.objects.filter(subject=inside[0]).exists()
    assert not Draw.objects.filter(subject=outside[0]).exists()


@pytest.mark.clause("callback/timing")
def test_of_one_customers_work_of_a_day_one_piece_takes_part(cast: Cast, rounds: Rounds) -> None:
    party, _point = make_customer(cast.units["gas"])
    both = rounds.add(2, NOW, party=party)
    draw_day(cast.units["gas"], day=DAY, now=NIGHT)
    reasons = sorted(Draw.objects.filter(subject__in=both).values_list("reason", flat=True))
    assert reasons == ["at_least", "excluded"]


def test_a_preview_keeps_nothing_and_says_what_the_draw_will_say(
    cast: Cast, rounds: Rounds
) -> None:
    gas = cast.units["gas"]
    rounds.add(30, NOW - timedelta(hours=1))
    found = preview(gas, now=NOW)
    assert not Draw.objects.exists()
    assert not Drawing.objects.exists()
    drawing = draw_day(gas, day=DAY, now=NIGHT)
    assert drawing is not None
    assert {p.key for p in found.picks if p.drawn} == set(
        drawing.draws.filter(drawn=True).values_list("subject", flat=True)
    )
    assert found.strata == drawing.strata


@pytest.mark.clause("callback/scope")
def test_an_answered_enquiry_takes_part_and_what_12345_forwards_is_called_at_once(
    cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    for source in ("phone", "12345"):
        with django_capture_on_commit_callbacks(execute=True):
            row = make_request(cast, kind="enquiry", source=source, description=source)
        solve_request(row, answer="已答复", by=cast.lin, now=NOW + timedelta(minutes=2))
        with django_capture_on_commit_callbacks(execute=True):
            close_request(row, by=cast.lin, now=NOW + timedelta(minutes=3))
    businesses = dict(Draw.objects.values_list("business", "reason"))
    assert businesses == {"enquiry": "waiting", "forwarded": "always"}
    task = CallbackTask.objects.get()
    assert task.order is None
    assert task.about.startswith("咨询")
    assert task.contact_phone


def test_by_hand_work_that_was_not_drawn_is_called_about_all_the_same(
    cast: Cast, rounds: Rounds
) -> None:
    rounds.add(30, NOW)
    drawing = draw_day(cast.units["gas"], day=DAY, now=NIGHT)
    assert drawing is not None
    left = drawing.draws.filter(drawn=False).first()
    assert left is not None
    plan_callback(left, reason="领导关注", by=cast.he, now=NIGHT)
    assert repeat(drawing) == []


def test_a_day_is_drawn_once_however_many_loops_run(cast: Cast) -> None:
    gas = cast.units["gas"]
    assert draw_day(gas, day=date(2026, 11, 22), now=NOW) is not None
    assert draw_day(gas, day=date(2026, 11, 22), now=NOW) is None
