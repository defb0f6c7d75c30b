"""Duplicates: found, told apart, merged field by field, and taken back exactly."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from heqi.customers import actions
from heqi.customers.actions.duplicates import find_duplicates_nightly
from heqi.customers.actions.movers import ForeignKeyMover, movers
from heqi.customers.mergeable import CHOICES
from heqi.customers.models import (
    Contract,
    DuplicatePair,
    Occupancy,
    Party,
    Phone,
    Premises,
    SearchEntry,
    ServicePoint,
)
from heqi.customers.search import search_customers
from heqi.customers.tests.makers import make_customer
from heqi.ledger.actors import Actor
from heqi.ledger.models import Entry, Event
from heqi.ledger.states import IllegalMove, StaleState
from heqi.people.access import Refused
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db
ID = "330100199001011234"


def two(cast: Cast, **values: Any) -> tuple[Party, Party]:
    """One customer filed twice, with an account each."""
    gas = cast.units["gas"]
    first, _point = make_customer(gas, id_number=ID)
    second, _other = make_customer(
        gas, "王志远", phones=("13800102207", "13911112222"), id_number=ID,
        account_no="0203-118-7703", meter="410700999", room="1103", **values,
    )  # fmt: skip
    return first, second


def state_of_the_files() -> dict[str, Any]:
    """Every row that a merge may touch, revisions and the order of the index left out."""
    models = (Party, Phone, Occupancy, ServicePoint, Premises, Contract)
    rows: dict[str, Any] = {
        model.__name__: [
            {k: v for k, v in row.items() if k != "revision"}
            for row in model._base_manager.order_by("pk").values()
        ]
        for model in models
    }
    entries = SearchEntry.objects.order_by("party_id", "service_point_id")
    rows["index"] = list(entries.values_list("party_id", "service_point_id", "tokens"))
    return rows


@pytest.mark.clause("data-entry/1.2.1")
def test_a_customer_filed_twice_is_found_once_with_its_grounds(cast: Cast, keeper: Actor) -> None:
    first, second = two(cast)
    make_customer(
        cast.units["gas"], "李娜", phones=("13700000001",), account_no="9000-1", meter="555000111",
        room="201",
    )  # fmt: skip
    assert actions.find_duplicates(cast.units["gas"], by=keeper, now=NOW) == 1
    pair = DuplicatePair.objects.get()
    assert (pair.first_id, pair.second_id) == (first.pk, second.pk)
    assert pair.grounds == ["id_number", "name", "phone"]
    assert actions.find_duplicates(cast.units["gas"], by=keeper, now=NOW) == 0


def test_the_loop_looks_once_a_night(cast: Cast) -> None:
    two(cast)
    night = NOW.replace(hour=2)
    assert find_duplicates_nightly(now=NOW) == 0
    assert find_duplicates_nightly(now=night) == 2
    assert DuplicatePair.objects.count() == 1
    assert find_duplicates_nightly(now=night + timedelta(hours=1)) == 0
    assert find_duplicates_nightly(now=night + timedelta(days=1)) == 2


def test_a_shared_phone_alone_is_no_suspicion(cast: Cast, keeper: Actor) -> None:
    make_customer(cast.units["gas"])
    make_customer(
        cast.units["gas"], "李娜", account_no="9000-1", meter="555000111", room="201",
    )  # fmt: skip
    assert actions.find_duplicates(cast.units["gas"], by=keeper, now=NOW) == 0


def test_one_door_written_in_two_ways_is_one_address(cast: Cast, keeper: Actor) -> None:
    gas = cast.units["gas"]
    for text in ("临江市滨江新城3幢2单元1102室", "临江市滨江新城 3号楼2单元１１０２"):
        actions.create_premises(unit=gas, text=text, by=cast.lin, now=NOW)
    assert actions.find_duplicates(gas, by=keeper, now=NOW) == 1
    pair = DuplicatePair.objects.get()
    assert (pair.kind, pair.grounds) == ("premises", ["address"])


def test_what_is_not_the_same_is_not_brought_up_again(cast: Cast, keeper: Actor) -> None:
    two(cast)
    gas = cast.units["gas"]
    actions.find_duplicates(gas, by=keeper, now=NOW)
    pair = DuplicatePair.objects.get()
    with pytest.raises(ValidationError):
        actions.dismiss_pair(pair, reason=" ", by=keeper, now=NOW)
    with pytest.raises(Refused):
        actions.dismiss_pair(pair, reason="父子", by=cast.lin, now=NOW)
    actions.dismiss_pair(pair, reason="父子同名", by=keeper, now=NOW)
    with pytest.raises(IllegalMove):
        actions.dismiss_pair(pair, reason="再来", by=keeper, now=NOW)
    assert actions.find_duplicates(gas, by=keeper, now=NOW) == 0


def test_the_winner_takes_over_everything_and_is_found_by_it(cast: Cast, keeper: Actor) -> None:
    first, second = two(cast, vulnerable=True, vulnerable_note="独居")
    actions.find_duplicates(cast.units["gas"], by=keeper, now=NOW)
    point = second.occupancies.first().service_point
    actions.create_contract(
        point=point, party=second, number="HT-1", since=date(2026, 1, 1), by=cast.lin, now=NOW
    )
    merge = actions.merge_rows(
        "party", winner=first, loser=second, take=["vulnerable"], reason="同一人",
        by=keeper, now=NOW,
    )  # fmt: skip
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.vulnerable, first.vulnerable_note) == (True, "独居")
    assert (second.state, second.merged_into_id) == ("merged", first.pk)
    assert set(first.phones.values_list("number", flat=True)) == {"13800102207", "13911112222"}
    assert first.phones.filter(is_primary=True).count() == 1
    assert first.occupancies.count() == 6
    assert first.contracts.get().number == "HT-1"
    assert not second.occupancies.exists()
    assert DuplicatePair.objects.get().state == "merged"
    hits = search_customers(cast.lin, "13911112222", now=NOW).hits
    assert {hit.party_id for hit in hits} == {first.pk}
    assert Event.objects.filter(name="customers.PartiesMerged").count() == 1
    assert NOW + timedelta(days=6) < merge.undo_until < NOW + timedelta(days=9)
    with pytest.raises(IllegalMove):
        actions.merge_rows("party", winner=first, loser=second, by=keeper, now=NOW)


def test_nobody_merges_without_right_across_companies_or_on_old_sight(
    cast: Cast, keeper: Actor
) -> None:
    first, second = two(cast)
    foreign, _point = make_customer(cast.units["other"], account_no="1-2345", meter="66660001")
    with pytest.raises(Refused):
        actions.merge_rows("party", winner=first, loser=second, by=cast.lin, now=NOW)
    with pytest.raises(Refused):
        actions.merge_rows("party", winner=first, loser=foreign, by=keeper, now=NOW)
    with pytest.raises(ValidationError):
        actions.merge_rows("party", winner=first, loser=first, by=keeper, now=NOW)
    with pytest.raises(ValidationError):
        actions.merge_rows("party", winner=first, loser=second, take=["state"], by=keeper, now=NOW)
    seen = Party.objects.get(pk=second.pk)
    actions.change_contact(second, phones=["13900009999"], by=cast.lin, now=NOW)
    with pytest.raises(StaleState):
        actions.merge_rows("party", winner=first, loser=seen, by=keeper, now=NOW)


def test_undoing_ends_with_the_limit_and_respects_later_work(cast: Cast, keeper: Actor) -> None:
    first, second = two(cast)
    merge = actions.merge_rows("party", winner=first, loser=second, by=keeper, now=NOW)
    with pytest.raises(ValidationError):
        actions.undo_merge(merge, reason="", by=keeper, now=NOW)
    late = merge.undo_until + timedelta(seconds=1)
    with pytest.raises(IllegalMove):
        actions.undo_merge(merge, reason="错了", by=keeper, now=late)
    first.refresh_from_db()
    actions.change_party(first, vulnerable=True, by=cast.lin, now=NOW)
    with pytest.raises(IllegalMove):
        actions.undo_merge(merge, reason="错了", by=keeper, now=NOW)


def test_an_address_merges_with_its_accounts_and_comes_back(cast: Cast, keeper: Actor) -> None:
    _first, _second = two(cast)
    winner, loser = Premises.objects.order_by("pk")
    before = state_of_the_files()
    merge = actions.merge_rows(
        "premises", winner=winner, loser=loser, take=["riser"], by=keeper, now=NOW
    )
    assert winner.service_points.count() == 2
    actions.undo_merge(merge, reason="两户", by=keeper, now=NOW)
    assert state_of_the_files() == before


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    take=st.sets(st.sampled_from(sorted(CHOICES["party"]))),
    phones=st.lists(st.sampled_from(["13800102207", "13911112222", "057188880001"]), max_size=3),
    roles=st.sets(st.sampled_from(["user", "owner", "payer"])),
    swapped=st.booleans(),
)
def test_an_undone_merge_leaves_no_trace_but_the_ledger(
    cast: Cast, keeper: Actor, take: set[str], phones: list[str], roles: set[str], swapped: bool
) -> None:
    with transaction.atomic():
        first, second = two(cast)
        actions.change_contact(second, phones=phones, by=cast.lin, now=NOW)
        point = first.occupancies.first().service_point
        for role in sorted(roles):
            actions.assign_role(
                point, party=second, role=role, since=NOW.date(), by=cast.lin, now=NOW
            )
        winner, loser = (second, first) if swapped else (first, second)
        before, entries = state_of_the_files(), Entry.objects.count()
        merge = actions.merge_rows(
            "party", winner=winner, loser=loser, take=take, by=keeper, now=NOW
        )
        assert not any(
            mover.move(loser.pk, loser.pk)
            for _key, mover in movers("party")
            if isinstance(mover, ForeignKeyMover) and mover.field != "merged_into"
        )
        assert not Phone.objects.filter(party=loser).exists()
        actions.undo_merge(merge, reason="不是同一人", by=keeper, now=NOW)
        assert state_of_the_files() == before
        assert Entry.objects.count() > entries
        transaction.set_rollback(True)
