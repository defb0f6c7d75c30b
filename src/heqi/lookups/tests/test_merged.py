"""A merge of duplicates hides no look and accuses nobody."""

from datetime import timedelta

import pytest

from heqi.customers.actions import merge_rows, undo_merge
from heqi.customers.models import Lookup, Merge, Party
from heqi.customers.tests.makers import make_customer
from heqi.ledger.actors import SYSTEM
from heqi.lookups.facts.merged import files_of, winners_of
from heqi.lookups.queries import sightings
from heqi.lookups.tests.makers import look
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
