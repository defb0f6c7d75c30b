"""Outages: notice in time, customers told once, restored by the rule of the night."""

from collections.abc import Callable
from datetime import timedelta
from time import process_time
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from heqi.approvals.actions import approve
from heqi.approvals.models import Approval
from heqi.clocks.queries import clocks_of
from heqi.customers.models import Compound, Occupancy, Party, Premises, ServicePoint
from heqi.customers.models.parties import Phone
from heqi.customers.tests.makers import make_compound, make_customer
from heqi.ledger.actors import SYSTEM
from heqi.ledger.states import IllegalMove
from heqi.notices.models import Notice
from heqi.outages.actions import (
    Chosen,
    announce_stop,
    attach_call,
    begin_stop,
    cancel_outage,
    confirm_outage,
    dismiss_outage,
    grant_stop,
    mark_relit,
    open_incident,
    postpone_stop,
    remind_of_stops,
    restore_area,
    restore_outage,
    set_area,
    submit_stop,
    tell_of_incident,
    write_announcements,
)
from heqi.outages.models import Affected, Announcement, Outage
from heqi.outages.queries.callers import outages_at
from heqi.outages.tests.makers import make_leader, make_stop, with_customers
from heqi.people.access import Refused
from heqi.people.queries import actor_of
from heqi.service.tests.makers import make_request, make_vip
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db
Capture = Callable[..., Any]
NIGHT = NOW.replace(hour=23)


@pytest.fixture
def capture(django_capture_on_commit_callbacks: Capture) -> Capture:
    """Runs what waits for the commit."""
    return django_capture_on_commit_callbacks


def announced(cast: Cast, **values: Any) -> Outage:
    """A stop that customers were told of."""
    outage = make_stop(cast, **values)
    submit_stop(outage, by=cast.han, now=NOW)
    grant_stop(outage, by=SYSTEM, now=NOW)
    return announce_stop(outage, by=cast.han, now=NOW)


def told(template: str) -> list[str]:
    """Numbers that a message was written to."""
    return list(Notice.objects.filter(template=template).values_list("address", flat=True))


@pytest.mark.clause("gas-regulation/20")
def test_a_stop_with_47_hours_notice_is_refused(cast: Cast) -> None:
    outage = make_stop(cast, starts_at=NOW + timedelta(hours=47))
    with pytest.raises(ValidationError, match="48"):
        submit_stop(outage, by=cast.han, now=NOW)
    assert outage.status == "draft"


@pytest.mark.clause("gas-regulation/20")
def test_exactly_48_hours_are_in_time_and_a_late_signature_is_not(cast: Cast) -> None:
    outage = make_stop(cast, starts_at=NOW + timedelta(hours=48))
    submit_stop(outage, by=cast.han, now=NOW)
    grant_stop(outage, by=SYSTEM, now=NOW)
    with pytest.raises(ValidationError, match="48"):
        announce_stop(outage, by=cast.han, now=NOW + timedelta(minutes=1))
    announce_stop(outage, by=cast.han, now=NOW)
    assert outage.status == "announced"


def test_both_heads_sign_the_plan(cast: Cast, capture: Capture) -> None:
    head = make_leader(cast, "head_pipeline", "pipeline", "方管网", "6001")
    outage = make_stop(cast)
    submit_stop(outage, by=SYSTEM, now=NOW)
    approval = Approval.objects.get()
    for signer in (actor_of(head, now=NOW), cast.han):
        outage.refresh_from_db()
        assert outage.status == "submitted"
        with capture(execute=True):
            approve(approval, by=signer, now=NOW)
    outage.refresh_from_db()
    assert outage.status == "approved"


def test_customers_are_told_once_in_batches(cast: Cast) -> None:
    announced(cast, customers=5)
    assert write_announcements(now=NOW, batch=2) == 2
    assert write_announcements(now=NOW, batch=2) == 2
    assert write_announcements(now=NOW, batch=2) == 1
    assert write_announcements(now=NOW, batch=2) == 0
    numbers = told("outages.planned")
    assert len(numbers) == len(set(numbers)) == 5
    row = Announcement.objects.get()
    assert (row.written, row.without_phone, row.finished_at) == (5, 0, NOW)


def test_two_accounts_behind_one_phone_are_one_message(cast: Cast) -> None:
    compound = with_customers(cast, 1)
    phone = Phone.objects.get(party__name="住户0").number
    make_customer(
        cast.units["gas"], "住户0的店", phones=(phone,), account_no="880003", meter="",
        compound=compound.name, building="9", room="1", customer_kind="commercial",
    )  # fmt: skip
    outage = make_stop(cast, customers=0)
    set_area(outage, [Chosen(compound)], by=cast.han, now=NOW)
    submit_stop(outage, by=cast.han, now=NOW)
    grant_stop(outage, by=SYSTEM, now=NOW)
    announce_stop(outage, by=cast.han, now=NOW)
    write_announcements(now=NOW)
    assert told("outages.planned") == [phone]


def test_vip_vulnerable_and_commercial_customers_come_first(cast: Cast) -> None:
    make_vip(cast, compound="云栖花园", name="王志远")
    make_customer(
        cast.units["gas"], "张店", compound="云栖花园", building="8", account_no="880001", meter="",
        phones=("13811110000",), customer_kind="commercial",
    )  # fmt: skip
    frail, _point = make_customer(
        cast.units["gas"], "李奶奶", compound="云栖花园", building="7", account_no="880002",
        meter="", phones=("13811110001",), vulnerable=True,
    )  # fmt: skip
    outage = make_stop(cast, customers=2)
    names = list(outage.affected.values_list("name", flat=True))
    assert names[:3] == ["王志远", frail.name, "张店"]
    assert (outage.households, outage.residential, outage.vips, outage.vulnerable) == (5, 4, 1, 1)


def test_one_building_is_one_building(cast: Cast) -> None:
    outage = make_stop(cast, customers=6)
    compound = Compound.objects.get(name="云栖花园")
    set_area(outage, [Chosen(compound, building="2")], by=cast.han, now=NOW)
    assert set(outage.affected.values_list("building", flat=True)) == {"2"}
    assert outage.households == 2


@pytest.mark.clause("gas-regulation/20")
def test_a_postponed_stop_is_announced_anew_in_time(cast: Cast) -> None:
    outage = announced(cast)
    write_announcements(now=NOW)
    later = NOW + timedelta(hours=10)
    with pytest.raises(ValidationError, match="48"):
        postpone_stop(
            outage, starts_at=later + timedelta(hours=47), ends_at=later + timedelta(hours=50),
            reason="暴雨", by=cast.han, now=later,
        )  # fmt: skip
    postpone_stop(
        outage, starts_at=later + timedelta(hours=72), ends_at=later + timedelta(hours=78),
        reason="暴雨", by=cast.han, now=later,
    )  # fmt: skip
    write_announcements(now=later)
    assert len(told("outages.postponed")) == 3
    assert outage.postponed == 1


def test_customers_are_reminded_once_before_it_begins(cast: Cast) -> None:
    outage = announced(cast)
    assert remind_of_stops(now=NOW + timedelta(hours=60)) == 0
    at = NOW + timedelta(hours=70, minutes=1)
    assert remind_of_stops(now=at) == 1
    assert remind_of_stops(now=at) == 0
    outage.refresh_from_db()
    assert outage.reminded_at == at


def test_gas_stays_on_until_the_announced_time(cast: Cast) -> None:
    outage = announced(cast)
    with pytest.raises(IllegalMove):
        begin_stop(outage, by=cast.han, now=NOW + timedelta(hours=71))
    begin_stop(outage, by=cast.han, now=NOW + timedelta(hours=72))
    due = next(c for c in clocks_of(outage) if c.name == "restore")
    assert due.due_at == NOW + timedelta(hours=96)
    assert (due.clause, due.mark) == ("tiering/5(1)", "company_set")


@pytest.mark.clause("gas-service-standard/6.2.5")
def test_residents_are_not_reconnected_at_23_after_a_planned_stop(cast: Cast) -> None:
    outage = announced(cast)
    begin_stop(outage, by=cast.han, now=NOW + timedelta(hours=72))
    night = NIGHT + timedelta(days=3)
    for reason in ("", "客户催促"):
        with pytest.raises(ValidationError, match="22:00–06:00"):
            restore_outage(outage, night_reason=reason, by=cast.han, now=night)
    restore_outage(outage, by=cast.han, now=night + timedelta(hours=7))
    assert outage.status == "restored"


@pytest.mark.clause("gas-service-standard/6.2.5")
def test_after_an_incident_the_night_asks_for_a_reason(cast: Cast) -> None:
    compound = with_customers(cast, 2)
    outage = open_incident(unit=cast.units["service"], title="管道泄漏", by=cast.han, now=NOW)
    set_area(outage, [Chosen(compound)], by=cast.han, now=NOW)
    with pytest.raises(ValidationError, match="22:00"):
        restore_outage(outage, by=cast.han, now=NIGHT)
    restore_outage(outage, night_reason="低温，已逐户确认关阀", by=cast.han, now=NIGHT)
    assert outage.night_reason == "低温，已逐户确认关阀"


@pytest.mark.clause("gas-service-standard/6.2.5")
def test_a_part_with_businesses_alone_is_restored_at_night(cast: Cast) -> None:
    make_customer(
        cast.units["gas"],
        "张店",
        compound="商贸城",
        account_no="880001",
        customer_kind="commercial",
    )
    compound = with_customers(cast, 2)
    shops = make_compound(cast.units["gas"], "商贸城")
    outage = make_stop(cast, customers=0)
    set_area(outage, [Chosen(compound), Chosen(shops)], by=cast.han, now=NOW)
    submit_stop(outage, by=cast.han, now=NOW)
    grant_stop(outage, by=SYSTEM, now=NOW)
    announce_stop(outage, by=cast.han, now=NOW)
    begin_stop(outage, by=cast.han, now=NOW + timedelta(hours=72))
    night = NIGHT + timedelta(days=3)
    restore_area(outage.areas.get(compound=shops), by=cast.han, now=night)
    with pytest.raises(ValidationError, match="22:00"):
        restore_area(outage.areas.get(compound=compound), by=cast.han, now=night)
    outage.refresh_from_db()
    assert outage.status == "off"
    restore_area(outage.areas.get(compound=compound), by=cast.han, now=night + timedelta(hours=8))
    outage.refresh_from_db()
    assert outage.status == "restored"


def test_who_was_told_hears_that_gas_is_back(cast: Cast) -> None:
    compound = with_customers(cast, 3)
    outage = open_incident(unit=cast.units["service"], title="管道泄漏", by=cast.han, now=NOW)
    set_area(outage, [Chosen(compound)], by=cast.han, now=NOW)
    tell_of_incident(outage, by=cast.sun, now=NOW + timedelta(minutes=10))
    states = {c.name: c.state for c in clocks_of(outage)}
    assert states["told"] == "met"
    write_announcements(now=NOW)
    restore_outage(outage, by=cast.han, now=NOW + timedelta(hours=3))
    write_announcements(now=NOW + timedelta(hours=3))
    assert len(told("outages.incident")) == len(told("outages.restored")) == 3


def test_a_cancelled_stop_is_told_and_a_draft_is_not(cast: Cast) -> None:
    cancel_outage(make_stop(cast), reason="不做了", by=cast.han, now=NOW)
    assert not Announcement.objects.exists()
    outage = Outage.objects.get()
    assert outage.status == "cancelled"


@pytest.mark.clause("complaint/process")
def test_two_callers_of_one_compound_are_a_possible_outage(cast: Cast, capture: Capture) -> None:
    make_compound(cast.units["gas"], "云栖花园")
    for room in ("1-101", "1-101", "2-202"):
        assert not Outage.objects.exists()
        with capture(execute=True):
            make_request(
                cast, symptom="no_gas", address=f"云栖花园{room}", contact_phone="1380000000"
            )
    outage = Outage.objects.get()
    assert outage.status == "suspected"
    assert outage.calls.count() == 3
    clock = next(c for c in clocks_of(outage) if c.name == "on_site")
    assert (clock.due_at, clock.clause) == (NOW + timedelta(hours=1), "complaint/process")
    confirm_outage(outage, by=cast.sun, now=NOW + timedelta(minutes=30))
    assert {c.name: c.state for c in clocks_of(outage)}["on_site"] == "met"


@pytest.mark.clause("complaint/process")
def test_calls_a_day_apart_are_two_matters(cast: Cast, capture: Capture) -> None:
    make_compound(cast.units["gas"], "云栖花园")
    for room, at in (("1-101", NOW - timedelta(hours=25)), ("2-202", NOW)):
        with capture(execute=True):
            make_request(cast, symptom="no_gas", address=f"云栖花园{room}", now=at)
    assert not Outage.objects.exists()


def test_a_possible_outage_can_be_none(cast: Cast, capture: Capture) -> None:
    make_compound(cast.units["gas"], "云栖花园")
    for room in ("1-101", "2-202"):
        with capture(execute=True):
            make_request(cast, symptom="no_gas", address=f"云栖花园{room}")
    outage = Outage.objects.get()
    with pytest.raises(ValidationError):
        dismiss_outage(outage, reason="", by=cast.sun, now=NOW)
    dismiss_outage(outage, reason="两户均欠费停表", by=cast.sun, now=NOW)
    assert outage.status == "cancelled"


def test_a_caller_of_the_area_is_attached(cast: Cast, capture: Capture) -> None:
    outage = announced(cast)
    point = outage.affected.first().service_point
    assert outages_at(outage.company_id, point) == [outage]
    with capture(execute=True):
        request = make_request(cast, symptom="no_gas", service_point=point)
    assert outage.calls.get().request == request
    attach_call(outage, service_point=point, phone="13800000000", by=cast.lin, now=NOW)
    assert outage.calls.count() == 2
    assert Outage.objects.count() == 1


def test_households_not_at_home_are_kept_for_a_revisit(cast: Cast) -> None:
    outage = announced(cast)
    begin_stop(outage, by=cast.han, now=NOW + timedelta(hours=72))
    rows = list(outage.affected.all()[:2])
    assert mark_relit(rows, result="absent", by=cast.han, now=NOW) == 2
    assert outage.affected.filter(relit="absent").count() == 2
    with pytest.raises(Refused):
        mark_relit(rows, result="done", by=cast.lin, now=NOW)


def test_nobody_elsewhere_sees_or_plans(cast: Cast) -> None:
    outage = make_stop(cast)
    assert not Outage.objects.visible_to(cast.other).exists()
    with pytest.raises(Refused):
        cancel_outage(outage, reason="x", by=cast.other, now=NOW)
    with pytest.raises(Refused):
        submit_stop(outage, by=cast.lin, now=NOW)


def test_the_list_of_two_thousand_households_is_ready_in_a_second(cast: Cast) -> None:
    compound = crowd(cast, 2000)
    outage = make_stop(cast, customers=0)
    began = process_time()
    with CaptureQueriesContext(connection) as asked:
        set_area(outage, [Chosen(compound)], by=cast.han, now=NOW)
        first = list(outage.affected.all()[:50])
    took = process_time() - began  # of this process: a busy machine is not our slowness
    assert len(first) == 50
    assert outage.households == 2000
    assert Affected.objects.exclude(phone="").count() == 2000
    assert len(asked) < 90  # SQLite takes a hundred rows a statement
    assert took < 1.0, took


def crowd(cast: Cast, number: int) -> Compound:
    """A compound of very many households, written at once."""
    unit = cast.units["gas"]
    compound = make_compound(unit, "万家新苑")
    premises = Premises.objects.bulk_create(
        Premises(
            company=unit, unit=unit, compound=compound, building=str(n // 40 + 1),
            room=str(n % 40), text=f"万家新苑{n // 40 + 1}幢{n % 40}", riser=str(n % 4),
        )
        for n in range(number)
    )  # fmt: skip
    points = ServicePoint.objects.bulk_create(
        ServicePoint(
            company=unit, unit=unit, premises=row, account_no=f"W{n}", account_key=f"W{n}",
            account_reversed=f"{n}W"[::-1], state="gas_on",
        )
        for n, row in enumerate(premises)
    )  # fmt: skip
    parties = Party.objects.bulk_create(
        Party(company=unit, unit=unit, number=f"P{n}", name=f"户{n}", created_at=NOW)
        for n in range(number)
    )
    Phone.objects.bulk_create(
        Phone(
            company=unit, party=row, number=f"136{n:08d}", number_reversed=f"136{n:08d}"[::-1],
            is_primary=True,
        )
        for n, row in enumerate(parties)
    )  # fmt: skip
    Occupancy.objects.bulk_create(
        Occupancy(party=party, service_point=point, role="user", since=NOW.date())
        for party, point in zip(parties, points, strict=True)
    )
    # As the server does by itself soon after so many rows: a plan made for empty tables takes
    # minutes.
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    return compound
