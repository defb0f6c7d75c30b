"""Clocks read from histories: what starts, pauses, stops, reopens and overrides them."""

import datetime as dt

import pytest

from heqi.rulebook.calendars import default_calendar
from heqi.rulebook.clock import Event, State, read_clock
from heqi.rulebook.clock_form import clock_as_mapping, parse_clock
from heqi.rulebook.due import due_at, parse_instant
from heqi.rulebook.spans import UnclearError

CN = default_calendar()
P = parse_instant
H = dt.timedelta(hours=1)

FORM = {
    "clock": "arrive",
    "start": ["reported"],
    "stop": ["arrived"],
    "cancel": ["withdrawn"],
    "pause": ["suspended"],
    "resume": ["resumed"],
    "reset": ["restarted"],
    "reopen": {"events": ["reopened"], "then": "continue"},
    "override": ["booked"],
}


def at(text: str) -> dt.datetime:
    """A day and time of March 2024: ``"04 09:00"`` is a Monday."""
    return P(f"2024-03-{text.replace(' ', 'T')}")


def event(kind, when, **more):
    return Event(kind, at(when), **more)


def read(limit, now, *events, **changes):
    return read_clock(parse_clock(FORM | changes), limit, events, CN, at(now))


def test_a_clock_that_nothing_started_is_not_started():
    reading = read("4h", "04 12:00", event("booked", "04 09:00"))
    assert reading.state is State.NOT_STARTED
    assert reading.due_at is None
    assert reading.explain.zh == "尚未起算。"


def test_it_runs_and_is_met_at_the_due_instant_itself():
    reported = event("reported", "04 09:00")
    assert read("4h", "04 10:00", reported).state is State.RUNNING
    assert read("4h", "04 10:00", reported).due_at == at("04 13:00")
    assert read("4h", "04 20:00", reported, event("arrived", "04 13:00")).state is State.MET


def test_a_minute_late_is_missed_and_never_arrived_is_overdue():
    reported = event("reported", "04 09:00")
    late = read("4h", "04 20:00", reported, event("arrived", "04 13:01"))
    assert late.state is State.MISSED
    assert late.late_by == dt.timedelta(minutes=1)
    overdue = read("4h", "04 14:00", reported)
    assert overdue.state is State.OVERDUE
    assert overdue.late_by == H
    assert overdue.next_alert_at is None


def test_what_lies_in_the_future_has_not_happened():
    reading = read("4h", "04 10:00", event("reported", "04 09:00"), event("arrived", "04 11:00"))
    assert reading.state is State.RUNNING


def test_a_pause_moves_the_due_instant_and_is_told_apart_from_elapsed_time():
    reading = read(
        "4h",
        "04 12:00",
        event("reported", "04 09:00"),
        event("suspended", "04 10:00"),
        event("resumed", "04 11:30"),
    )
    assert reading.due_at == at("04 14:30")
    assert reading.paused_for == dt.timedelta(minutes=90)
    assert reading.elapsed == dt.timedelta(minutes=90)
    assert not reading.provisional


def test_a_paused_clock_is_due_provisionally_as_if_resumed_now():
    events = (event("reported", "04 09:00"), event("suspended", "04 10:00"))
    reading = read("4h", "04 12:00", *events)
    assert reading.state is State.PAUSED
    assert reading.due_at == at("04 15:00")
    assert reading.provisional
    assert read("4h", "04 13:00", *events).due_at == at("04 16:00")


def test_a_pause_after_the_due_instant_does_not_heal_it():
    reading = read("1h", "04 12:00", event("reported", "04 09:00"), event("suspended", "04 11:00"))
    assert reading.state is State.OVERDUE


def test_a_pause_over_closing_time_moves_a_limit_of_working_days_by_that_day():
    events = [
        event("reported", "04 09:00"),
        event("suspended", "05 17:00"),
        event("resumed", "05 18:00"),
    ]
    assert read("2 working days", "06 09:00", *events).due_at == at("07 17:30")
    within = [events[0], event("suspended", "05 10:00"), event("resumed", "05 16:00")]
    assert read("2 working days", "06 09:00", *within).due_at == at("06 17:30")


def test_working_hours_are_moved_only_by_the_working_time_in_a_pause():
    reading = read(
        "4 working hours",
        "05 08:00",
        event("reported", "04 09:00"),
        event("suspended", "04 11:00"),
        event("resumed", "04 15:00"),
    )
    assert reading.due_at == at("04 17:00")
    assert reading.worked == dt.timedelta(hours=4, minutes=30)


def test_what_is_recorded_late_takes_its_place_in_time():
    events = [
        event("reported", "04 09:00", order=1),
        event("suspended", "04 10:00", order=5),
        event("resumed", "04 11:00", order=4),
        event("reported", "04 08:00", order=6),
    ]
    reading = read("4h", "04 12:00", *events)
    assert reading.started_at == at("04 08:00")
    assert reading.due_at == at("04 13:00")
    assert read("4h", "04 12:00", *reversed(events)) == reading


def test_events_of_the_same_instant_keep_their_recorded_order():
    reading = read(
        "4h",
        "04 12:00",
        event("reported", "04 09:00"),
        event("resumed", "04 10:00", order=2),
        event("suspended", "04 10:00", order=1),
    )
    assert reading.paused_for == dt.timedelta()
    assert reading.state is State.RUNNING


def test_the_later_of_two_events_starts_it():
    start = {"later_of": ["applied", "paid"]}
    one = [event("applied", "04 09:00")]
    assert read("3 working days", "05 12:00", *one, start=start).state is State.NOT_STARTED
    both = [*one, event("paid", "05 10:00"), event("applied", "05 11:00")]
    reading = read("3 working days", "05 12:00", *both, start=start)
    assert reading.started_at == at("05 10:00")
    assert reading.due_at == at("08 17:30")


def test_an_event_may_have_to_carry_facts():
    stop = [{"event": "contacted", "facts": {"reached": True, "reason": "phone"}}]
    reported = event("reported", "04 09:00")
    missed = event("contacted", "04 09:30", facts={"reached": False}, reason="phone")
    reached = event("contacted", "04 09:40", facts={"reached": True}, reason="phone")
    assert read("4h", "04 10:00", reported, missed, stop=stop).state is State.RUNNING
    assert read("4h", "04 10:00", reported, missed, reached, stop=stop).state is State.MET


def test_a_cancelled_clock_may_start_anew():
    events = [event("reported", "04 09:00"), event("withdrawn", "04 10:00")]
    cancelled = read("4h", "05 10:00", *events)
    assert cancelled.state is State.CANCELLED
    assert cancelled.elapsed == H
    assert cancelled.late_by == dt.timedelta()
    again = read("4h", "05 10:00", *events, event("reported", "05 09:00"))
    assert again.state is State.RUNNING
    assert again.due_at == at("05 13:00")


def test_a_reset_starts_it_anew():
    reading = read("4h", "04 13:30", event("reported", "04 09:00"), event("restarted", "04 11:00"))
    assert reading.due_at == at("04 15:00")


REOPENED = [
    event("reported", "04 09:00"),
    event("arrived", "04 11:00"),
    event("reopened", "05 09:00"),
]


@pytest.mark.parametrize(
    ("then", "state", "due"),
    [
        ("continue", State.RUNNING, "05 11:00"),
        ("restart", State.RUNNING, "05 13:00"),
        ("ignore", State.MET, "04 13:00"),
    ],
)
def test_a_reopened_clock_continues_restarts_or_stays(then, state, due):
    reading = read("4h", "05 10:00", *REOPENED, reopen={"events": ["reopened"], "then": then})
    assert (reading.state, reading.due_at) == (state, at(due))


def test_a_time_the_customer_asked_for_goes_first():
    booked = event("booked", "04 09:10", facts={"for": "2024-03-06T14:00"})
    reading = read("1h", "05 09:00", event("reported", "04 09:00"), booked)
    assert reading.due_at == at("06 14:00")
    assert reading.state is State.RUNNING
    assert "客户约定的时间优先：2024 年 3 月 6 日 14:00" in reading.explain.zh
    withdrawn = event("booked", "04 12:00", facts={"for": None})
    back = read("1h", "05 09:00", event("reported", "04 09:00"), booked, withdrawn)
    assert back.due_at == at("04 10:00")


def test_pauses_without_an_allowed_reason_or_too_many_are_refused_and_said_so():
    rules = {"reasons": ["customer"], "count": 1}
    reading = read(
        "4h",
        "04 13:00",
        event("reported", "04 09:00"),
        event("suspended", "04 09:30", reason="lunch"),
        event("suspended", "04 10:00", reason="customer"),
        event("resumed", "04 11:00"),
        event("suspended", "04 11:30", reason="customer"),
        pauses=rules,
    )
    assert reading.due_at == at("04 14:00")
    assert [r.why.zh for r in reading.refused_pauses] == [
        "暂停原因不在允许之列",
        "已暂停 1 次，不能再停",
    ]


def test_a_pause_ends_by_itself_at_its_cap():
    reading = read(
        "4h",
        "05 10:00",
        event("reported", "04 09:00"),
        event("suspended", "04 10:00"),
        pauses={"each": "2 working hours"},
    )
    assert reading.due_at == at("04 15:00")
    assert reading.state is State.OVERDUE
    assert reading.paused_for == 2 * H


def test_all_pauses_together_end_at_their_total():
    reading = read(
        "4h",
        "05 10:00",
        event("reported", "04 09:00"),
        event("suspended", "04 10:00"),
        event("resumed", "04 11:00"),
        event("suspended", "04 12:00"),
        event("resumed", "04 18:00"),
        pauses={"total": "3h"},
    )
    assert reading.paused_for == 3 * H
    assert reading.due_at == at("04 16:00")


def test_elapsed_time_is_told_by_who_held_the_matter():
    reading = read(
        "24h",
        "04 15:00",
        event("assigned", "04 08:00", owner="desk"),
        event("reported", "04 09:00"),
        event("assigned", "04 10:00", owner="team"),
        event("suspended", "04 11:00"),
        event("assigned", "04 12:00", owner="crew"),
        event("resumed", "04 13:00"),
    )
    assert reading.elapsed_by_owner == {"desk": H, "team": H, "crew": 2 * H}
    assert reading.elapsed == 4 * H


def test_alerts_by_what_is_left_for_long_limits_and_by_share_for_short_ones():
    alerts = {"left": ["24h", "12h", "6h"], "share": ["50%", "80%"]}
    long = read("3 calendar days", "06 10:00", event("reported", "04 09:00"), alerts=alerts)
    assert [(a.text, a.at) for a in long.alerts] == [
        ("24 h", at("06 09:00")),
        ("12 h", at("06 21:00")),
        ("6 h", at("07 03:00")),
    ]
    assert long.next_alert_at == at("06 21:00")
    short = read("10h", "04 10:00", event("reported", "04 09:00"), alerts=alerts)
    assert [(a.text, a.at) for a in short.alerts] == [
        ("50%", at("04 14:00")),
        ("80%", at("04 17:00")),
    ]


def test_a_share_is_of_the_time_that_counts():
    reading = read(
        "4 working hours",
        "04 16:00",
        event("reported", "04 16:30"),
        alerts={"share": ["50%"]},
    )
    assert reading.state is State.NOT_STARTED
    reading = read(
        "4 working hours",
        "04 16:40",
        event("reported", "04 16:30"),
        alerts={"share": ["50%"]},
    )
    assert reading.alerts[0].at == at("05 09:30")


def test_a_year_without_calendar_gives_a_provisional_due_instant():
    reading = read_clock(
        parse_clock(FORM),
        "3 working days",
        [Event("reported", P("2026-12-30T16:20"))],
        CN,
        P("2026-12-31T10:00"),
    )
    assert reading.due_at == P("2027-01-04T17:30")
    assert reading.provisional
    assert reading.as_json()["missing_calendar"] == 2027


def test_the_platform_date_counts_if_it_is_earlier():
    limit = {"earlier_of": ["24h", "at platform_due"]}
    reading = read(
        limit,
        "04 10:00",
        event("reported", "04 09:00"),
        event("platform_due", "04 09:05", facts={"for": "2024-03-04T18:00"}),
    )
    assert reading.due_at == at("04 18:00")


def test_a_promise_without_a_due_instant_is_neither_met_nor_missed():
    events = event("reported", "04 09:00"), event("arrived", "04 10:00")
    reading = read({"by": "area", "is": {"town": "1h", "remote": "2h"}}, "04 12:00", *events)
    assert reading.state is State.STOPPED


def test_a_reading_is_plain_json():
    form = read("4h", "04 10:00", event("reported", "04 09:00")).as_json()
    assert form["due_at"] == "2024-03-04T13:00:00+08:00"
    assert form["elapsed_s"] == 3600
    assert form["explain"]["zh"].endswith("计时中。")


def test_a_clock_reads_back():
    full = FORM | {
        "start": {"later_of": ["applied", "paid"]},
        "stop": [{"event": "closed", "facts": {"result": "solved"}}],
        "pauses": {
            "reasons": ["customer"],
            "each": "3 working days",
            "total": "240 h",
            "count": 2,
        },
        "alerts": {"left": ["24 h", "30 min"], "share": ["50%", "80%"]},
    }
    spec = parse_clock(full)
    assert parse_clock(clock_as_mapping(spec)) == spec


@pytest.mark.parametrize(
    "change",
    [
        {"start": []},
        {"start": 5},
        {"stop": [5]},
        {"stop": [{"event": "x", "fact": {}}]},
        {"reopen": "reopened"},
        {"reopen": {"events": ["x"], "then": "maybe"}},
        {"pauses": {"most": 3}},
        {"pauses": {"count": "two"}},
        {"pauses": {"total": "3 working days"}},
        {"alerts": {"share": ["150%"]}},
        {"alerts": {"left": ["soon"]}},
        {"colour": "red"},
    ],
)
def test_clocks_that_make_no_sense_are_refused(change):
    with pytest.raises(UnclearError) as caught:
        parse_clock(FORM | change)
    assert caught.value.zh
    assert caught.value.en.isascii()


def test_an_instant_without_a_zone_is_refused():
    with pytest.raises(UnclearError):
        due_at("1h", dt.datetime(2024, 3, 4, 9), CN)  # noqa: DTZ001
