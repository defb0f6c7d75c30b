"""A merge of duplicates hides no look and accuses nobody."""

from datetime import timedelta

import pytest

from heqi.customers.actions import merge_rows, undo_merge
from heqi.customers.models import Lookup, Merge, Party
from heqi.customers.tests.makers import make_customer
from heqi.ledger.actors import SYSTEM
from heqi.lookups.facts import around_of, epoch
from heqi.lookups.facts.merged import files_of, winners_of
from heqi.lookups.models import Hint
from heqi.lookups.queries import sightings
from heqi.lookups.rules import Around, Look
from heqi.lookups.tests.makers import look
from heqi.tiers.models import NamedContact
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db


def twins(cast: Cast) -> tuple[Party, Party]:
    one, _point = make_customer(cast.units["gas"], "王志远", account_no="0700-1", meter="70000001")
    two, _point = make_customer(
        cast.units["gas"], "王志远", account_no="0700-2", meter="70000002", room="702"
    )
    return one, two


def merged(cast: Cast, winner: Party, loser: Party) -> Merge:
    winner.refresh_from_db()
    loser.refresh_from_db()
    return merge_rows("party", winner=winner, loser=loser, reason="重复建档", by=SYSTEM, now=NOW)


@pytest.mark.clause("data-entry/9.3")
def test_who_looked_at_a_duplicate_is_found_at_the_file_it_was_merged_into(cast: Cast) -> None:
    winner, loser = twins(cast)
    look(cast.lin, loser, NOW)
    merge = merged(cast, winner, loser)
    assert [name for name, _n, _last in sightings(cast.he, winner).viewers] == ["林晓"]
    undo_merge(merge, reason="不是同一人", by=SYSTEM, now=NOW + timedelta(minutes=5))
    assert sightings(cast.he, winner).rows == []
    assert Lookup.objects.count() >= 1


def test_a_chain_of_merges_counts_as_one_customer(cast: Cast) -> None:
    one, two = twins(cast)
    three, _point = make_customer(
        cast.units["gas"], "王志远", account_no="0700-3", meter="70000003", room="703"
    )
    merged(cast, two, three)
    merged(cast, one, two)
    assert winners_of([one.pk, two.pk, three.pk]) == {two.pk: one.pk, three.pk: one.pk}
    assert files_of([one.pk])[one.pk] == {one.pk, two.pk, three.pk}


def known_of(cast: Cast, subject: Party) -> Around:
    """What the evening review knows of a look at one file."""
    row = Look(id=1, at=epoch(NOW), actor=cast.staff["lin"].pk, action="view", subject=subject.pk)
    return around_of(cast.units["gas"], [row], day=NOW.date(), window_days=30)


@pytest.mark.clause("data-entry/9.3")
def test_relations_and_the_guard_of_a_vip_hold_for_every_file_of_a_customer(cast: Cast) -> None:
    winner, loser = twins(cast)
    lin = cast.staff["lin"]
    Hint.objects.create(staff=lin, party=winner, kind="household", found_by="address", found_at=NOW)
    Party.objects.filter(pk=winner.pk).update(tier="vip_org")
    NamedContact.objects.create(
        party=winner,
        staff=lin,
        post=lin.post_id,
        company=winner.company,
        unit=winner.unit,
        since=NOW.date(),
    )
    assert (lin.pk, loser.pk) not in known_of(cast, loser).kin
    merge = merged(cast, winner, loser)
    around = known_of(cast, loser)
    assert around.kin[lin.pk, loser.pk] == "household"
    assert loser.pk in around.protected
    assert (lin.pk, loser.pk) in around.carers
    assert around.building[loser.pk] == around.building[winner.pk]
    # The other way: what was known of the file that is gone is known of the winner.
    undo_merge(merge, reason="不是同一人", by=SYSTEM, now=NOW + timedelta(minutes=5))
    apart = known_of(cast, loser)
    assert loser.pk not in apart.protected
    assert (lin.pk, loser.pk) not in apart.kin
    merged(cast, loser, winner)
    turned = known_of(cast, winner)
    assert turned.kin[lin.pk, winner.pk] == turned.kin[lin.pk, loser.pk] == "household"
    assert {(lin.pk, winner.pk), (lin.pk, loser.pk)} <= turned.carers


def test_two_files_of_a_colleague_are_merged_and_parted_again(cast: Cast) -> None:
    winner, loser = twins(cast)
    for party in (winner, loser):
        Hint.objects.create(
            staff=cast.staff["lin"], party=party, kind="self", found_by="phone", found_at=NOW
        )
    merge = merged(cast, winner, loser)
    assert Hint.objects.filter(party=winner).count() == 1
    undo_merge(merge, reason="不是同一人", by=SYSTEM, now=NOW + timedelta(minutes=5))
    assert set(Hint.objects.values_list("party", flat=True)) == {winner.pk, loser.pk}
