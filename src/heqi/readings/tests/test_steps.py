"""The readings of formalities: held against the last, kept, and begun from afterwards."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.test import Client

from heqi.customers.actions import (
    carry_out_closing,
    carry_out_meter_change,
    carry_out_supply_step,
    carry_out_transfer,
    create_meter,
    meters_in_use,
)
from heqi.customers.models import BusinessStep, Meter
from heqi.customers.tests.makers import papers
from heqi.ledger.actors import SYSTEM
from heqi.readings.actions import take_reading
from heqi.readings.models import Reading
from heqi.readings.tests.makers import TODAY, make_meters, past
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db


def on_gas(cast: Cast) -> Meter:
    """A meter with gas, read at 900 m³ a month ago."""
    (meter,) = make_meters(cast.units["gas"], 1)
    point = meter.service_point
    carry_out_supply_step(
        point, kind="gas_on", papers=papers("gas_on", reading=Decimal(100)), by=cast.qian, now=NOW
    )
    Reading.objects.update(read_on=TODAY - timedelta(days=300))
    past(meter, TODAY - timedelta(days=30), 900, 20)
    return meter


def change(cast: Cast, meter: Meter, reading: int, **values: object) -> BusinessStep:
    return carry_out_meter_change(
        meter, number="520011", new_reading=Decimal(0),
        papers=papers("meter_change", reading=Decimal(reading), **values), by=cast.qian, now=NOW,
    )  # fmt: skip


def test_the_reading_of_gas_on_is_where_the_next_begins(cast: Cast) -> None:
    (meter,) = make_meters(cast.units["gas"], 1)
    carry_out_supply_step(
        meter.service_point, kind="gas_on",
        papers=papers("gas_on", reading=Decimal(102), on=TODAY - timedelta(days=3)),
        by=cast.qian, now=NOW,
    )  # fmt: skip
    reading = take_reading(meter, value=Decimal(110), on=TODAY, by=SYSTEM, now=NOW)
    assert reading.used_m3 == 8


@pytest.mark.clause("data-entry/1.2.1", "data-entry/7.4")
def test_a_final_reading_below_the_last_is_asked_about_and_kept_for_review(cast: Cast) -> None:
    meter = on_gas(cast)
    with pytest.raises(ValidationError, match="本次读数低于上次读数") as told:
        change(cast, meter, 10)
    assert set(told.value.message_dict) == {"reading"}
    meter.refresh_from_db()
    assert meter.state == "in_use"
    change(cast, meter, 10, confirmed=True)
    reading = Reading.objects.get(meter=meter, step="meter_change")
    assert (reading.status, reading.to_bill) == ("to_review", False)


@pytest.mark.clause("data-entry/2.2")
def test_every_meter_of_an_account_gets_its_final_reading(
    cast: Cast, sign_in: Callable[[str], Client]
) -> None:
    meter = on_gas(cast)
    second = create_meter(
        point=meter.service_point, number="520099", start_reading=Decimal(50),
        installed_on=TODAY - timedelta(days=200), by=SYSTEM, now=NOW,
    )  # fmt: skip
    form = sign_in("qian").get(f"/customers/points/{meter.service_point_id}/do/close/")
    assert f'name="reading_{second.pk}"' in form.content.decode() or (
        f'name="reading_{meter.pk}"' in form.content.decode()
    )
    main, other = meters_in_use(meter.service_point)
    read = {meter.pk: Decimal(905), second.pk: Decimal(61)}
    closing = papers("close", reading=read[main.pk])
    with pytest.raises(ValidationError) as told:
        carry_out_closing(meter.service_point, papers=closing, by=cast.qian, now=NOW)
    assert set(told.value.message_dict) == {f"reading_{other.pk}"}
    carry_out_closing(
        meter.service_point, papers=replace(closing, others={other.pk: read[other.pk]}),
        by=cast.qian, now=NOW,
    )  # fmt: skip
    assert {row.pk: row.final_reading for row in Meter.objects.all()} == read
    assert {row.meter_id: row.used_m3 for row in Reading.objects.filter(step="close")} == {
        meter.pk: 5, second.pk: 11,
    }  # fmt: skip


def test_the_gas_before_a_meter_change_is_in_a_reading_and_the_new_meter_begins_at_its_start(
    cast: Cast,
) -> None:
    meter = on_gas(cast)
    step = change(cast, meter, 912)
    reading = Reading.objects.get(meter=meter, step="meter_change")
    assert (reading.used_m3, reading.status, reading.to_bill) == (12, "taken", True)
    new = step.new_meter
    assert isinstance(new, Model)
    past(meter, TODAY - timedelta(days=358), 500, 40)
    later = NOW + timedelta(days=7)
    # A week against the whole month of the year before: no swing is asked about.
    first = take_reading(new, value=Decimal(5), on=later.date(), by=SYSTEM, now=later)
    assert (first.used_m3, first.status) == (5, "taken")


def test_a_meter_read_on_its_round_is_transferred_on_the_same_day(cast: Cast) -> None:
    meter = on_gas(cast)
    take_reading(meter, value=Decimal(910), on=TODAY, by=SYSTEM, now=NOW)
    carry_out_transfer(
        meter.service_point, newcomer={"name": "李娜"},
        papers=papers("transfer", reading=Decimal("910.5")), by=cast.qian, now=NOW,
    )  # fmt: skip
    assert Reading.objects.get(step="transfer").used_m3 == Decimal("0.5")


def test_the_form_asks_to_look_at_the_dial_again(
    cast: Cast, sign_in: Callable[[str], Client]
) -> None:
    meter, client = on_gas(cast), sign_in("qian")
    at = f"/customers/points/{meter.service_point_id}/do/suspend/"
    given = {
        "on": TODAY.isoformat(), "reason": "外出", "reading": "10", "settled": "on",
        "doc_application": "on", "doc_id_holder": "on",
    }  # fmt: skip
    answer = client.post(at, given)
    assert answer.status_code == 422
    assert 'name="confirmed"' in answer.content.decode()
    assert "本次读数低于上次读数" in answer.content.decode()
    assert client.post(at, {**given, "confirmed": "on"}).status_code == 302
