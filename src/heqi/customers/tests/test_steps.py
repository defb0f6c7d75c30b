"""Business steps: carried out with their papers, refused without, all or nothing."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from heqi.authority import subjects
from heqi.authority.models import Use
from heqi.authority.subjects import Subject
from heqi.authority.tests.scenes import use as use_authority_properly
from heqi.customers import actions
from heqi.customers.actions import Papers
from heqi.customers.guards import _guards, register_guard
from heqi.customers.models import BusinessStep, Meter, Occupancy, Party, ServicePoint
from heqi.customers.proofs import point_subject
from heqi.customers.purposes import Purpose
from heqi.customers.tests.makers import make_customer, papers
from heqi.ledger.models import Entry, Event
from heqi.ledger.states import IllegalMove
from heqi.people.access import Refused
from tests.cast import NOW, Cast
from tests.surface.clock import still_clock

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


def on_gas(cast: Cast) -> tuple[Party, ServicePoint]:
    party, point = make_customer(cast.units["gas"])
    actions.carry_out_supply_step(
        point, kind="gas_on", papers=papers("gas_on"), by=cast.qian, now=NOW
    )
    return party, point


@pytest.mark.clause("data-entry/5-clerk")
def test_a_meter_changes_with_both_readings_seal_and_reason(cast: Cast) -> None:
    _party, point = on_gas(cast)
    old = point.meters.get()
    step = actions.carry_out_meter_change(
        old, number="520011", new_reading=Decimal(0),
        papers=papers("meter_change", cause="over_age"), by=cast.qian, now=NOW,
    )  # fmt: skip
    old.refresh_from_db()
    new = Meter.objects.get(number="520011")
    assert (old.state, old.final_reading, old.removed_on) == ("removed", Decimal("1234.5"), TODAY)
    assert (new.start_reading, new.seal, new.installed_on) == (Decimal(0), "F-0001", TODAY)
    assert (step.meter, step.new_meter, step.worker) == (old, new, "马超群")
    assert step.number.startswith("HB261123-")
    told = Event.objects.get(name="customers.MeterChanged").data
    assert (told["final_reading"], told["start_reading"]) == ("1234.5", "0")


@pytest.mark.clause("gas-meter-verification/life")
def test_a_household_meter_reaches_its_age_as_the_law_says(cast: Cast) -> None:
    _party, point = make_customer(cast.units["gas"])
    meter = point.meters.get()
    assert meter.replace_on is not None
    assert meter.replace_on.year == TODAY.year + 10
    assert not meter.is_over_age(TODAY)
    assert meter.is_over_age(meter.replace_on)


def test_what_is_missing_is_said_at_once_and_nothing_happens(cast: Cast) -> None:
    _party, point = on_gas(cast)
    old = point.meters.get()
    bare = Papers(on=TODAY + timedelta(days=1))
    with pytest.raises(ValidationError) as error:
        actions.carry_out_meter_change(
            old, number="520011", new_reading=Decimal(0), papers=bare, by=cast.qian, now=NOW
        )
    assert set(error.value.message_dict) == {"on", "documents", "reading", "seal", "reason"}
    with pytest.raises(ValidationError) as error:
        actions.carry_out_meter_change(
            old, number="520011", new_reading=Decimal(0),
            papers=papers("meter_change", reading=Decimal(100_000)), by=cast.qian, now=NOW,
        )  # fmt: skip
    assert "reading" in error.value.message_dict
    # The new number is taken: the old meter stays where it is, no paper is kept.
    _other, second = make_customer(
        cast.units["gas"], "李娜", account_no="9000-1", meter="520011", room="201"
    )
    with pytest.raises(ValidationError):
        actions.carry_out_meter_change(
            old, number="520011", new_reading=Decimal(0), papers=papers("meter_change"),
            by=cast.qian, now=NOW,
        )  # fmt: skip
    old.refresh_from_db()
    assert old.state == "in_use"
    assert not BusinessStep.objects.filter(kind="meter_change").exists()
    assert second.meters.count() == 1


@pytest.mark.clause("data-entry/2.2")
def test_an_account_is_transferred_to_a_newcomer_once_nothing_is_owed(cast: Cast) -> None:
    party, point = on_gas(cast)
    with pytest.raises(ValidationError) as error:
        actions.carry_out_transfer(
            point, newcomer={"name": "李娜"}, papers=papers("transfer", settled=False),
            by=cast.qian, now=NOW,
        )  # fmt: skip
    assert "settled" in error.value.message_dict
    assert not Party.objects.filter(name="李娜").exists()
    step = actions.carry_out_transfer(
        point, newcomer={"name": "李娜", "phones": ["13911112222"]}, papers=papers("transfer"),
        by=cast.qian, now=NOW,
    )  # fmt: skip
    new = Party.objects.get(name="李娜")
    assert (step.former_party, step.party, step.reading) == (party, new, Decimal("1234.5"))
    current = Occupancy.objects.filter(service_point=point, until__isnull=True)
    assert set(current.values_list("party_id", flat=True)) == {new.pk}
    assert Event.objects.filter(name="customers.CustomerTransferred").count() == 1


def test_what_a_higher_app_knows_stands_in_the_way(cast: Cast) -> None:
    _party, point = on_gas(cast)
    owes = "欠费 120.00 元"
    register_guard("test.debts", lambda point, needs: owes if needs.orders else None)
    try:
        with pytest.raises(ValidationError) as error:
            actions.carry_out_closing(point, papers=papers("close"), by=cast.qian, now=NOW)
        assert error.value.messages == [owes]
        actions.carry_out_supply_step(
            point, kind="suspend", papers=papers("suspend"), by=cast.qian, now=NOW
        )
    finally:
        del _guards["test.debts"]


def test_supply_is_suspended_resumed_sealed_and_unsealed(cast: Cast) -> None:
    _party, point = on_gas(cast)
    for kind, state in (
        ("suspend", "suspended"), ("resume", "gas_on"), ("seal", "sealed"), ("unseal", "gas_on"),
        ("vacate", "vacant"), ("reoccupy", "on_file"),
    ):  # fmt: skip
        step = actions.carry_out_supply_step(
            point, kind=kind, papers=papers(kind), by=cast.qian, now=NOW
        )
        assert (point.state, point.state_reason, point.state_since) == (state, "客户申请", TODAY)
        assert step.after == state
    with pytest.raises(IllegalMove):
        actions.carry_out_supply_step(
            point, kind="resume", papers=papers("resume"), by=cast.qian, now=NOW
        )
    with pytest.raises(ValidationError):
        actions.carry_out_supply_step(
            point, kind="close", papers=papers("close"), by=cast.qian, now=NOW
        )


def test_closing_reads_and_removes_the_meter_and_ends_the_contract(cast: Cast) -> None:
    party, point = on_gas(cast)
    contract = actions.create_contract(
        point=point, party=party, number="HT-1", since=date(2026, 1, 1), by=cast.qian, now=NOW
    )
    step = actions.carry_out_closing(point, papers=papers("close"), by=cast.qian, now=NOW)
    contract.refresh_from_db()
    meter = point.meters.get()
    assert (point.state, meter.state, meter.final_reading) == (
        "closed",
        "removed",
        Decimal("1234.5"),
    )
    assert (contract.state, contract.until) == ("ended", TODAY)
    assert (step.before, step.after) == ("gas_on", "closed")
    assert Event.objects.filter(name="customers.PointClosed").count() == 1
    with pytest.raises(IllegalMove):
        actions.carry_out_supply_step(
            point, kind="gas_on", papers=papers("gas_on"), by=cast.qian, now=NOW
        )


def test_nobody_carries_out_steps_without_the_right(cast: Cast) -> None:
    _party, point = on_gas(cast)
    for who in (cast.lin, cast.ma, cast.he, cast.other):
        with pytest.raises(Refused):
            actions.carry_out_closing(point, papers=papers("close"), by=who, now=NOW)


@pytest.mark.clause("authority/4-permission-2")
def test_a_name_changes_on_the_spot_in_conversion_only(cast: Cast) -> None:
    party, _point = on_gas(cast)
    purpose = Purpose("work_order", type="workorder", id="1")
    both = {"property_certificate": "浙房 001", "initial_fee_receipt": "SJ-7"}

    def rename(job: str, documents: dict[str, str], who: str = "ma") -> BusinessStep:
        return actions.carry_out_rename(
            party, name="王致远", job=job, order="ZH261123-00001",
            papers=Papers(on=TODAY, documents=documents), purpose=purpose,
            by=getattr(cast, who), now=NOW,
        )  # fmt: skip

    record = Subject("tests.order", "1", "ZH261123-00001", beneficiary=f"party:{party.pk}")
    by_number = {"ZH261123-00001": record}
    subjects.number_records("tests.order", lambda _by, number: by_number.get(number))
    for job, documents, who in (
        ("repair", both, "ma"),
        ("odd_job", both, "ma"),
        ("conversion", both, "lin"),
    ):
        with pytest.raises(Refused):
            rename(job, documents, who)
    with pytest.raises(ValidationError) as missing:
        rename("conversion", {"initial_fee_receipt": "SJ-7"})
    assert list(missing.value.message_dict) == ["property_certificate"]
    assert not Use.objects.exists()
    step = rename("conversion", both)
    party.refresh_from_db()
    assert party.name == "王致远"
    assert (step.kind, step.cause) == ("rename", "ZH261123-00001")
    use = Use.objects.get()
    assert (use.item, use.used_by, step.use_number) == (
        "permission_2", cast.staff["ma"], use.number,
    )  # fmt: skip
    assert (use.beneficiary, use.status) == (f"party:{party.pk}", "done")
    assert "ZH261123-00001" in use.formalities.get().reference
    written = Entry.objects.filter(code="customers.rename").latest("id")
    assert written.personal.values["name"] == ["王志远", "王致远"]
    assert "ZH261123-00001" in written.reason


@pytest.mark.clause("authority/4-permission-2")
def test_a_name_is_changed_by_the_use_that_is_in_effect_and_not_by_a_second_one(
    cast: Cast, sign_in: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    still_clock(monkeypatch)
    party, point = make_customer(cast.units["gas"])
    number = Subject("tests.order", "1", "ZH-1", beneficiary=f"party:{party.pk}")
    theirs = Subject("tests.order", "2", "ZH-2", beneficiary="party:0")
    known = {"ZH-1": number, "ZH-2": theirs}
    subjects.number_records("tests.order", lambda _by, text: known.get(text))
    use = use_authority_properly(cast, "permission_2", subject=point_subject(point))
    assert use.status == "open"
    ma = sign_in("ma")
    door = reverse("customers:rename_by_use", args=[use.pk])
    assert door in ma.get(reverse("authority:use", args=[use.pk])).content.decode()
    url = ma.get(door)["Location"]
    assert use.number in ma.get(url).content.decode()
    given = {
        "name": "王致远", "job": "conversion", "order": "ZH-1", "on": TODAY.isoformat(),
        "doc_property_certificate": "on", "note_property_certificate": "浙房 001",
        "doc_initial_fee_receipt": "on", "note_initial_fee_receipt": "SJ-7", "reason": "新房置换",
    }  # fmt: skip
    assert ma.post(url, given).status_code == 302
    party.refresh_from_db(), use.refresh_from_db()
    assert (party.name, use.status, Use.objects.count()) == ("王致远", "done", 1)
    assert BusinessStep.objects.get(kind="rename").use_number == use.number
    # Carried out once: the next change needs a use of its own, on this customer's order.
    purpose = Purpose("work_order", type="workorder", id="1")
    both = {"property_certificate": "浙房 001", "initial_fee_receipt": "SJ-7"}
    with pytest.raises(ValidationError, match="其他客户"):
        actions.carry_out_rename(
            party, name="王远", job="conversion", order="ZH-2",
            papers=Papers(on=TODAY, documents=both), purpose=purpose, by=cast.ma, now=NOW,
        )  # fmt: skip
    assert Use.objects.count() == 1


@pytest.mark.clause("data-entry/6.3")
def test_a_gas_on_entered_later_bears_the_day_on_which_it_happened(cast: Cast) -> None:
    _party, point = make_customer(cast.units["gas"])
    day = TODAY - timedelta(days=3)
    carry_out = actions.carry_out_supply_step
    carry_out(point, kind="gas_on", papers=papers("gas_on", on=day), by=cast.qian, now=NOW)
    point.premises.refresh_from_db()
    assert (point.state_since, point.premises.gassed_on) == (day, day)
    with pytest.raises(ValidationError) as told:
        carry_out(
            point, kind="suspend", papers=papers("suspend", on=day - timedelta(days=1)),
            by=cast.qian, now=NOW,
        )  # fmt: skip
    assert "on" in told.value.message_dict


def test_an_account_closed_the_day_before_yesterday_ends_on_that_day(cast: Cast) -> None:
    party, point = make_customer(cast.units["gas"])
    Meter.objects.update(installed_on=TODAY - timedelta(days=900))
    contract = actions.create_contract(
        point=point, party=party, number="HT-1", since=date(2026, 1, 1), by=cast.qian, now=NOW
    )
    day = TODAY - timedelta(days=2)
    actions.carry_out_closing(point, papers=papers("close", on=day), by=cast.qian, now=NOW)
    contract.refresh_from_db()
    assert (point.state_since, point.closed_on, contract.until) == (day, day, day)


def test_a_landlord_stays_the_owner_when_the_tenant_changes(cast: Cast) -> None:
    landlord, point = make_customer(cast.units["gas"])
    tenant, _other = make_customer(
        cast.units["gas"], "李娜", account_no="9000-1", meter="520011", room="201"
    )
    for role in ("user", "payer"):
        actions.assign_role(point, party=tenant, role=role, since=TODAY, by=cast.qian, now=NOW)
    owned, rented = (
        actions.create_contract(
            point=point, party=party, number=number, since=date(2026, 1, 1), by=cast.qian, now=NOW
        )
        for party, number in ((landlord, "HT-1"), (tenant, "HT-2"))
    )
    step = actions.carry_out_transfer(
        point, newcomer={"name": "陈静"}, papers=papers("transfer"), by=cast.qian, now=NOW
    )
    held = point.occupancies.filter(until__isnull=True)
    assert dict(held.values_list("role", "party__name")) == {
        "owner": landlord.name, "user": "陈静", "payer": "陈静",
    }  # fmt: skip
    assert step.former_party == tenant
    owned.refresh_from_db()
    rented.refresh_from_db()
    assert (owned.state, rented.state, rented.until) == ("in_force", "ended", TODAY)


def test_the_clerk_chooses_which_roles_pass(cast: Cast) -> None:
    seller, point = make_customer(cast.units["gas"])
    actions.carry_out_transfer(
        point, newcomer={"name": "陈静"}, roles=["owner"], papers=papers("transfer"),
        by=cast.qian, now=NOW,
    )  # fmt: skip
    held = point.occupancies.filter(until__isnull=True)
    assert dict(held.values_list("role", "party__name")) == {
        "owner": "陈静", "user": seller.name, "payer": seller.name,
    }  # fmt: skip
