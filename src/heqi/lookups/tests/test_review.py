"""The night review and the watch during the day, on the database."""

from datetime import timedelta

import pytest

from heqi.customers.actions import create_party
from heqi.customers.models import LookupAction, Party
from heqi.customers.purposes import Purpose
from heqi.customers.reading import log_reveal, open_customer
from heqi.customers.tests.makers import make_customer
from heqi.ledger.actors import SYSTEM
from heqi.lookups.actions import review_company_day, review_nights, watch_lookups
from heqi.lookups.models import Case, DayTally, Flag, Pause, Verdict
from heqi.lookups.queries import entries_behind
from heqi.lookups.tests.makers import CHOSEN, bait, look, minutes, neighbours
from heqi.notices.models import Notice
from heqi.people.access import Refused
from heqi.people.models import Staff
from heqi.service.tests.makers import make_request
from tests.cast import NOW, Cast

pytestmark = [pytest.mark.django_db, pytest.mark.clause("data-entry/9.3")]
TODAY = NOW.date()
NIGHT = NOW.replace(hour=2) + timedelta(days=1)
SETTLED = NIGHT + timedelta(days=2)


@pytest.fixture
def wang(cast: Cast) -> Party:
    return make_customer(cast.units["gas"])[0]


def flags(rule: str) -> list[Flag]:
    return list(Flag.objects.filter(rule=rule))


def test_a_look_with_an_order_at_hand_is_explained(cast: Cast, wang: Party) -> None:
    make_request(cast, party=wang)
    look(cast.lin, wang, NOW + minutes(5))
    review_company_day(cast.units["gas"], TODAY, now=NIGHT)
    verdict = Verdict.objects.get()
    assert (verdict.verdict, verdict.link_type) == ("explained", "request")
    assert not Flag.objects.exists()


def test_a_look_without_business_waits_for_late_orders_and_is_then_unexplained(
    cast: Cast, wang: Party
) -> None:
    look(cast.lin, wang, NOW)
    review_company_day(cast.units["gas"], TODAY, now=NIGHT)
    assert Verdict.objects.get().verdict == "pending"
    review_company_day(cast.units["gas"], TODAY + timedelta(days=2), now=SETTLED)
    assert Verdict.objects.get().verdict == "unexplained"
    flag = Flag.objects.get()
    assert (flag.rule, flag.points) == ("R1", 5)
    assert "1 户" in flag.sentence_zh
    assert Case.objects.get().status == "new"


def test_a_number_that_does_not_exist_is_refuted_and_the_viewer_is_asked(
    cast: Cast, wang: Party
) -> None:
    false = Purpose("work_order", type="reference", id="WX261123-99999", source="chosen")
    look(cast.lin, wang, NOW, purpose=false)
    review_company_day(cast.units["gas"], TODAY, now=NIGHT)
    review_company_day(cast.units["gas"], TODAY + timedelta(days=2), now=SETTLED)
    assert Verdict.objects.get().verdict == "refuted"
    case = Case.objects.get()
    assert (case.status, case.staff_id) == ("asked", cast.lin.id)
    notice = Notice.objects.filter(template="lookups.question").first()
    assert notice is not None
    assert notice.recipient_id == cast.lin.id


def test_ones_own_file_and_a_colleagues_are_flagged_the_same_night(cast: Cast, wang: Party) -> None:
    gas = cast.units["gas"]
    own = make_customer(
        gas, "林晓", phones=("13700000001",), account_no="0300-1001", meter="", room="7"
    )[0]
    Staff.objects.filter(pk=cast.lin.id).update(phone="13700000001")
    look(cast.lin, own, NOW)
    look(cast.sun, own, NOW + minutes(3))
    review_company_day(gas, TODAY, now=NIGHT)
    assert {(flag.staff_id, flag.form) for flag in flags("R3")} == {
        (cast.lin.id, "own"),
        (cast.sun.id, "colleague"),
    }
    assert all(case.status == "asked" for case in Case.objects.all())


def test_a_vip_without_a_task_is_flagged_and_with_one_is_not(cast: Cast, wang: Party) -> None:
    Party.objects.filter(pk=wang.pk).update(tier="vip_person")
    order = Purpose("work_order", type="workorder", id="1", source="auto")
    look(cast.lin, wang, NOW, purpose=order)
    review_company_day(cast.units["gas"], TODAY, now=NIGHT)
    assert not flags("R4")
    look(cast.sun, wang, NOW + minutes(1))
    review_company_day(cast.units["gas"], TODAY, now=NIGHT)
    assert [flag.staff_id for flag in flags("R4")] == [cast.sun.id]


def test_a_review_that_runs_again_flags_nothing_twice(cast: Cast, wang: Party) -> None:
    Party.objects.filter(pk=wang.pk).update(tier="vip_person")
    look(cast.lin, wang, NOW)
    for _n in range(3):
        review_company_day(cast.units["gas"], TODAY, now=NIGHT)
    assert len(flags("R4")) == 1
    assert Case.objects.get().score == 25
    assert DayTally.objects.get().customers == 1


def test_a_late_order_closes_the_case(cast: Cast, wang: Party) -> None:
    Party.objects.filter(pk=wang.pk).update(tier="vip_person")
    look(cast.lin, wang, NOW)
    review_company_day(cast.units["gas"], TODAY, now=NIGHT)
    assert Case.objects.get().status == "asked"
    request = make_request(cast, party=wang)
    type(request).objects.filter(pk=request.pk).update(opened_at=NOW)
    review_company_day(cast.units["gas"], TODAY + timedelta(days=2), now=SETTLED)
    case = Case.objects.get()
    assert (case.status, case.is_open) == ("explained", False)


def test_enumeration_is_seen_within_minutes_and_pauses_the_viewer(cast: Cast) -> None:
    for n, party in enumerate(neighbours(cast.units["gas"], 12)):
        look(cast.lin, party, NOW + minutes(n / 4))
    now = NOW + minutes(4)
    assert watch_lookups(now=now) == 12
    flag = flags("R7")[0]
    assert flag.numbers["number"] == 12
    assert "12 户" in flag.sentence_zh
    assert Pause.objects.get().staff_id == cast.lin.id
    party = Party.objects.get(pk=flag.subjects[0])
    with pytest.raises(Refused, match="暂停"):
        open_customer(cast.lin, party, CHOSEN, now=now)
    order = Purpose("work_order", type="workorder", id="1")
    seen = {"field": "phone", "purpose": order, "by": cast.lin, "now": now}
    with pytest.raises(Refused, match="暂停"):  # no other door either
        log_reveal(party.pk, **seen)
    later = now + timedelta(minutes=61)
    assert open_customer(cast.lin, party, CHOSEN, now=later) == party
    assert watch_lookups(now=later) == 1
    assert len(flags("R7")) == 1
    log_reveal(party.pk, urgent=True, **seen)  # gas may be escaping: logged, not refused


def test_bait_alarms_the_reviewers_within_the_next_tick(cast: Cast) -> None:
    party = bait(cast.units["gas"], NOW)
    look(cast.lin, party, NOW, purpose=Purpose("work_order", type="x", id="1", source="auto"))
    watch_lookups(now=NOW + minutes(1))
    assert flags("R15")[0].points == 100
    told = Notice.objects.filter(template="lookups.bait").values_list("recipient_id", flat=True)
    assert cast.he.id in told
    assert cast.lin.id not in told


def test_refusals_in_a_row_are_seen_within_minutes(cast: Cast, wang: Party) -> None:
    for n in range(5):
        look(cast.lin, wang, NOW + minutes(n), action=LookupAction.DENIED)
    watch_lookups(now=NOW + minutes(6))
    assert flags("R9")[0].numbers == {"number": 5, "minutes": 60}
    assert not Pause.objects.exists()


def test_the_nights_follow_one_another_and_stop_at_yesterday(cast: Cast, wang: Party) -> None:
    look(cast.lin, wang, NOW)
    now = NOW + timedelta(days=3)
    done = 0
    while reviewed := review_nights(now=now):
        done += reviewed
    assert done > 0
    assert review_nights(now=now) == 0
    assert DayTally.objects.filter(day=TODAY).exists()


def test_changing_a_value_and_back_is_found_in_the_ledger(cast: Cast, wang: Party) -> None:
    from heqi.customers.actions import change_contact

    wang.refresh_from_db()
    for phones, after in ((("13900000000",), 0), (("13800102207",), 3)):
        wang.refresh_from_db()
        change_contact(
            wang, phones=phones, reason="更正", by=cast.qian, now=NOW + timedelta(hours=after)
        )
    review_company_day(cast.units["gas"], TODAY, now=NIGHT)
    flag = flags("F2")[0]
    assert (flag.staff_id, flag.numbers["hours"]) == (cast.qian.id, 3)
    assert "13800102207" not in str(vars(flag))


def test_changing_ones_own_record_is_flagged(cast: Cast) -> None:
    from heqi.customers.actions import change_party

    own = create_party(
        unit=cast.units["gas"], name="钱敏", phones=("13700000002",), by=SYSTEM, now=NOW
    )
    Staff.objects.filter(pk=cast.qian.id).update(phone="13700000002")
    change_party(own, vulnerable=True, reason="", by=cast.qian, now=NOW)
    review_company_day(cast.units["gas"], TODAY, now=NIGHT)
    (flag,) = flags("F4")
    assert flag.staff_id == cast.qian.id
    assert [(row.kind, row.party) for row in entries_behind(flag.case)] == [("字段", own.number)]
