"""Each change of a customer: done, refused, impossible."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from heqi.customers import actions
from heqi.customers.facts import facts_of, is_own_or_neighbouring, tier_facts_of
from heqi.customers.models import Meter, Occupancy, Party
from heqi.customers.states import POINT_FLOW
from heqi.customers.tests.makers import make_compound, make_customer
from heqi.ledger.actors import SYSTEM
from heqi.ledger.models import Entry, Event
from heqi.ledger.states import IllegalMove, StaleState
from heqi.people.access import Refused
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db


def entry(code: str) -> Entry:
    return Entry.objects.filter(code=code).latest("id")


def test_a_customer_is_taken_on_file_without_personal_values_in_the_chain(cast: Cast) -> None:
    party = actions.create_party(
        unit=cast.units["gas"], name=" 王志远 ", phones=["+86 138-0010-2207", "13800102207", ""],
        id_number="33010019900101123x", by=cast.lin, now=NOW,
    )  # fmt: skip
    assert (party.name, party.id_number, party.tier) == ("王志远", "33010019900101123X", "standard")
    assert [p.number for p in party.phones.all()] == ["13800102207"]
    assert party.number.startswith("KH261123-")
    written = entry("customers.create_party")
    assert "王志远" not in str(written.changes)
    assert "2207" not in str(written.changes)
    assert written.personal.values["phones"] == [None, ["13800102207"]]
    assert str(party.phones.get()) == "138****2207"


@pytest.mark.parametrize("phone", ["abc", "12", "1" * 20, "１３８x"])
def test_what_is_no_phone_is_refused_in_words(cast: Cast, phone: str) -> None:
    with pytest.raises(ValidationError) as error:
        actions.create_party(
            unit=cast.units["gas"], name="王", phones=[phone], by=cast.lin, now=NOW
        )
    assert "phones" in error.value.message_dict
    assert not Party.objects.exists()


def test_a_customer_needs_a_name_and_a_known_kind(cast: Cast) -> None:
    with pytest.raises(ValidationError):
        actions.create_party(unit=cast.units["gas"], name="  ", by=cast.lin, now=NOW)
    with pytest.raises(ValidationError):
        actions.create_party(
            unit=cast.units["gas"], name="王", customer_kind="alien", by=cast.lin, now=NOW
        )


def test_nobody_files_customers_for_another_company(cast: Cast) -> None:
    with pytest.raises(Refused):
        actions.create_party(unit=cast.units["other"], name="王", by=cast.lin, now=NOW)
    with pytest.raises(Refused):
        actions.create_party(unit=cast.units["gas"], name="王", by=cast.ma, now=NOW)


@pytest.mark.clause("data-entry/6.3")
def test_contact_is_corrected_and_the_slower_of_two_writers_is_told(cast: Cast) -> None:
    party, _point = make_customer(cast.units["gas"])
    seen = Party.objects.get(pk=party.pk)
    actions.change_contact(party, name="王致远", phones=["13900001111"], by=cast.lin, now=NOW)
    assert Party.objects.get(pk=party.pk).name == "王致远"
    written = entry("customers.change_contact")
    assert written.changes == {"revision": 1}
    assert written.personal.values == {
        "name": ["王志远", "王致远"],
        "phones": [["13800102207"], ["13900001111"]],
    }
    with pytest.raises(StaleState):
        actions.change_contact(seen, name="汪", by=cast.lin, now=NOW)
    with pytest.raises(Refused):
        actions.change_contact(party, name="汪", by=cast.other, now=NOW)
    with pytest.raises(ValidationError):
        actions.change_contact(party, name=" ", by=cast.lin, now=NOW)


def test_details_change_with_before_and_after(cast: Cast) -> None:
    party, _point = make_customer(cast.units["gas"])
    actions.change_party(
        party,
        vulnerable=True,
        vulnerable_note="独居",
        daily_m3=Decimal("2.5"),
        by=cast.lin,
        now=NOW,
    )
    written = entry("customers.change_party")
    assert written.changes["vulnerable"] == [False, True]
    assert written.personal.values["vulnerable_note"] == ["", "独居"]
    with pytest.raises(ValidationError):
        actions.change_party(party, customer_kind="alien", by=cast.lin, now=NOW)


@pytest.mark.clause("tiering/4.1")
def test_a_tier_needs_basis_and_proof_and_nobody_sets_it_by_hand(cast: Cast) -> None:
    party, point = make_customer(cast.units["gas"])
    with pytest.raises(ValidationError):
        actions.set_tier_mark(
            party, tier="vip_person", criterion="media", basis="", proof="", by=SYSTEM, now=NOW
        )
    with pytest.raises(Refused):
        actions.set_tier_mark(
            party, tier="vip_person", criterion="media", basis="tiering/4.1", proof="press card",
            by=cast.he, now=NOW,
        )  # fmt: skip
    actions.set_tier_mark(
        party, tier="vip_person", criterion="media", basis="tiering/4.1", proof="press card",
        by=SYSTEM, now=NOW,
    )  # fmt: skip
    assert entry("customers.set_tier_mark").changes["tier"] == ["standard", "vip_person"]
    assert Event.objects.filter(name="customers.TierMarkSet").count() == 1
    assert facts_of(party, point) == {
        "tier": "vip_person", "customer_kind": "residential", "vulnerable": False, "area": "town",
    }  # fmt: skip
    assert tier_facts_of(party) == {"customer_kind": "residential", "criterion": "media"}


@pytest.mark.clause("tiering/6.1(5)")
def test_the_own_and_the_neighbouring_compound_count(cast: Cast) -> None:
    gas = cast.units["gas"]
    party, point = make_customer(gas)
    near, far = make_compound(gas, "望州苑"), make_compound(gas, "东风里")
    actions.make_neighbours(point.premises.compound, near, by=cast.lin, now=NOW)
    assert is_own_or_neighbouring(party, point.premises.compound_id)
    assert is_own_or_neighbouring(party, near.pk)
    assert not is_own_or_neighbouring(party, far.pk)
    with pytest.raises(ValidationError):
        actions.make_neighbours(near, near, by=cast.lin, now=NOW)


def test_an_account_is_unique_in_its_company_whatever_its_dashes(cast: Cast) -> None:
    _party, point = make_customer(cast.units["gas"])
    for number in ("02031187702", "0203 118 7702", "12"):
        with pytest.raises(ValidationError):
            actions.create_service_point(
                premises=point.premises, account_no=number, by=cast.lin, now=NOW
            )


def test_an_account_goes_to_another_customer_in_all_its_roles(cast: Cast) -> None:
    party, point = make_customer(cast.units["gas"])
    heir = actions.create_party(unit=cast.units["gas"], name="王小远", by=cast.lin, now=NOW)
    stranger = make_customer(cast.units["other"], "外人")[0]
    today = NOW.date()
    with pytest.raises(ValidationError):
        actions.transfer_account(point, to=party, on=today, reason="-", by=cast.lin, now=NOW)
    with pytest.raises(ValidationError):
        actions.transfer_account(point, to=stranger, on=today, reason="-", by=cast.lin, now=NOW)
    with pytest.raises(ValidationError):
        actions.transfer_account(
            point, to=heir, on=today - timedelta(days=9), reason="-", by=cast.lin, now=NOW
        )
    actions.transfer_account(point, to=heir, on=today, reason="sold", by=cast.lin, now=NOW)
    current = Occupancy.objects.filter(service_point=point, until__isnull=True)
    assert {(o.role, o.party_id) for o in current} == {
        ("user", heir.pk), ("owner", heir.pk), ("payer", heir.pk),
    }  # fmt: skip
    assert Event.objects.get(name="customers.CustomerTransferred").data["to_party_id"] == heir.pk


def test_owner_user_and_payer_may_differ(cast: Cast) -> None:
    _party, point = make_customer(cast.units["gas"])
    landlord = actions.create_party(unit=cast.units["gas"], name="房东", by=cast.lin, now=NOW)
    actions.assign_role(point, party=landlord, role="owner", since=NOW.date(), by=cast.lin, now=NOW)
    current = Occupancy.objects.filter(service_point=point, until__isnull=True)
    assert {o.role for o in current if o.party_id == landlord.pk} == {"owner"}
    assert current.count() == 3


def test_supply_moves_along_its_flow_only(cast: Cast) -> None:
    _party, point = make_customer(cast.units["gas"])
    with pytest.raises(IllegalMove):
        actions.change_supply(point, step="seal", by=cast.lin, now=NOW)
    for step in ("gas_on", "suspend", "resume", "seal", "unseal", "vacate", "reoccupy", "gas_on"):
        actions.change_supply(point, step=step, by=cast.lin, now=NOW)
    assert point.state == "gas_on"
    with pytest.raises(Refused):
        actions.change_supply(point, step="seal", by=cast.other, now=NOW)
    with pytest.raises(ValidationError):
        actions.change_supply(point, step="close", by=cast.lin, now=NOW)


def test_an_account_closes_for_good_once_its_meter_is_gone(cast: Cast) -> None:
    party, point = make_customer(cast.units["gas"])
    with pytest.raises(ValidationError):
        actions.close_account(point, reason="moved", by=cast.lin, now=NOW)
    with pytest.raises(ValidationError):
        actions.close_party(party, reason="moved", by=cast.lin, now=NOW)
    actions.remove_meter(point.meters.get(), reason="moved", by=cast.lin, now=NOW)
    actions.close_account(point, reason="moved", by=cast.lin, now=NOW)
    assert (point.state, point.closed_on) == ("closed", NOW.date())
    assert POINT_FLOW.target("closed", "gas_on") is None
    with pytest.raises(IllegalMove):
        actions.close_account(point, reason="again", by=cast.lin, now=NOW)
    with pytest.raises(IllegalMove):
        actions.create_meter(point=point, number="99990000", by=cast.lin, now=NOW)
    actions.close_party(party, reason="moved", by=cast.lin, now=NOW)
    assert party.state == "closed"


def test_a_meter_is_replaced_once(cast: Cast) -> None:
    _party, point = make_customer(cast.units["gas"])
    old = point.meters.get()
    again = Meter.objects.get(pk=old.pk)
    with pytest.raises(ValidationError):
        actions.change_meter(old, number="410700882", reason="-", by=cast.lin, now=NOW)
    old.refresh_from_db()
    new = actions.change_meter(
        old, number="520011", kind="iot", reason="over age", replace_on=date(2036, 11, 23),
        by=cast.lin, now=NOW,
    )  # fmt: skip
    assert (new.kind, new.installed_on, new.state) == ("iot", NOW.date(), "in_use")
    assert entry("customers.change_meter").changes["former"] == [None, "410700882"]
    with pytest.raises(StaleState):
        actions.change_meter(again, number="530011", reason="-", by=cast.lin, now=NOW)
    with pytest.raises(IllegalMove):
        actions.change_meter(old, number="530011", reason="-", by=cast.lin, now=NOW)
    with pytest.raises(Refused):
        actions.change_meter(new, number="540011", reason="-", by=cast.ma, now=NOW)


@pytest.mark.clause("data-entry/2.2")
def test_a_refurbished_meter_hangs_again_and_its_page_shows_its_lives(
    cast: Cast, sign_in: Callable[[str], Client]
) -> None:
    _party, point = make_customer(cast.units["gas"])
    old = point.meters.get()
    _other, second = make_customer(
        cast.units["gas"], "李娜", account_no="9000-1", meter="", room="201"
    )
    with pytest.raises(ValidationError):
        actions.create_meter(point=second, number=old.number, by=cast.lin, now=NOW)
    actions.change_meter(
        old, number="520011", final_reading=Decimal(900), reason="送检", by=cast.lin, now=NOW
    )
    later = NOW + timedelta(days=30)
    again = actions.create_meter(
        point=second, number=old.number, start_reading=Decimal(901), by=cast.lin, now=later
    )
    assert (again.state, again.number) == ("in_use", old.number)
    with pytest.raises(ValidationError):
        actions.create_meter(point=point, number=old.number, by=cast.lin, now=later)
    page = sign_in("qian").get(f"/customers/meters/{again.pk}/").content.decode()
    assert point.account_no in page
    assert second.account_no in page


def test_an_appliance_is_kept_with_what_matters_to_safety(cast: Cast) -> None:
    _party, point = make_customer(cast.units["gas"])
    cooker = actions.create_appliance(
        point=point, kind="cooker", brand="甲牌", flame_failure=True, hose_on=date(2025, 1, 1),
        by=cast.lin, now=NOW,
    )  # fmt: skip
    actions.change_appliance(cooker, alarm=True, by=cast.lin, now=NOW)
    assert entry("customers.change_appliance").changes == {
        "alarm": [None, True],
        "revision": 1,
    }
    with pytest.raises(ValidationError):
        actions.create_appliance(point=point, kind="rocket", by=cast.lin, now=NOW)
    with pytest.raises(Refused):
        actions.create_appliance(point=point, kind="cooker", by=cast.ma, now=NOW)


def test_premises_take_area_and_street_from_their_compound(cast: Cast) -> None:
    gas = cast.units["gas"]
    village = actions.create_compound(
        unit=gas, name="南屿新村", district="南屿区", street="渔港路1号", area="remote",
        by=cast.lin, now=NOW,
    )  # fmt: skip
    premises = actions.create_premises(
        unit=gas, compound=village, building="1", room="201", by=cast.lin, now=NOW
    )
    assert premises.text == "南屿区渔港路1号南屿新村1幢201室"
    assert premises.area == "remote"
    with pytest.raises(ValidationError):
        actions.create_premises(
            unit=gas, compound=village, building="1", room="201", by=cast.lin, now=NOW
        )
    with pytest.raises(ValidationError):
        actions.create_premises(
            unit=cast.units["other"], compound=village, room="1", by=cast.other, now=NOW
        )


@pytest.mark.clause("data-entry/6.3")
def test_a_phone_keeps_whose_it_is_and_a_label_alone_is_a_change(cast: Cast) -> None:
    party = actions.create_party(
        unit=cast.units["gas"], name="王志远", phones=["13800102207 本人", "13900001111"],
        by=cast.qian, now=NOW,
    )  # fmt: skip
    given = {"by": cast.qian, "now": NOW}
    actions.change_contact(party, phones=["13800102207", "13900001111 儿子"], **given)
    phones = dict(party.phones.values_list("number", "label"))
    assert phones == {"13800102207": "本人", "13900001111": "儿子"}
    written = Entry.objects.filter(code="customers.change_contact").latest("id")
    assert written.personal.values["phones"] == [
        ["13800102207 本人", "13900001111"], ["13800102207 本人", "13900001111 儿子"],
    ]  # fmt: skip
    with pytest.raises(ValidationError):
        actions.change_contact(party, phones=["1380010abc"], **given)
