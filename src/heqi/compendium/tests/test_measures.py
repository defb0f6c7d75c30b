"""The clauses on making, knowing and asking about policies are measured like any promise."""

from datetime import timedelta

import pytest

from heqi.compendium import actions
from heqi.compendium.measures import ANSWERED, OPINION, READ, count, missed, tell
from heqi.compendium.tests import scenes
from heqi.ledger.actors import SYSTEM
from heqi.policies.actions import (
    ClauseDraft,
    answer_query,
    put_in_force,
    raise_query,
    write_version,
)
from heqi.policies.measures import source_of
from heqi.policies.measures.reading import visible_misses
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db


@pytest.mark.clause("framework/5.2.1.2", "framework/5.2.1.4", "framework/5.2.1.5")
def test_opinions_readings_and_answers_are_counted_in_time_late_or_open(cast: Cast) -> None:
    gas, service = cast.units["gas"], cast.units["service"]
    draft = scenes.begun(cast)
    scenes.with_clause(draft, cast)
    actions.ask_review(draft, units=[service], by=cast.he, now=NOW)
    due = draft.reviews.get().due_on
    version = write_version(gas, key="held", name="办法", clauses=[ClauseDraft("1", "一")],
                            effective_from=NOW.date(), by=SYSTEM, now=NOW)  # fmt: skip
    put_in_force(version, since=NOW.date(), trial_until=None, by=SYSTEM, now=NOW)
    actions.start_campaign(version, company=gas, units=[service], title="宣贯", due_on=due,
                           quiz=[], by=cast.he, now=NOW)  # fmt: skip
    asked = raise_query(gas, ref="tiering/6.1(4)", text="何时起算？", by=cast.han, now=NOW)
    answer_query(asked, answer="到岗时起算。", by=cast.he, now=NOW + timedelta(days=1))
    raise_query(gas, ref="tiering/6.1(7)", text="谁答复？", by=cast.han, now=NOW)

    month = due.replace(day=1)
    told = {f.name: (f.kept, f.missed, f.open > 0) for f in count(gas, month, now=NOW)}
    assert (told[OPINION], told[READ]) == ((0, 0, True), (0, 0, True))
    later = NOW + timedelta(days=40)
    told = {f.name: (f.kept, f.missed > 0, f.open) for f in count(gas, month, now=later)}
    assert (told[OPINION], told[READ]) == ((0, True, 0), (0, True, 0))
    (answers,) = (f for f in count(gas, NOW.date(), now=later) if f.name == ANSWERED)
    assert (answers.clause, answers.kept, answers.missed) == ("framework/5.2.1.5", 1, 1)


def test_whoever_reads_the_policies_of_the_company_sees_what_is_behind_the_figures(
    cast: Cast,
) -> None:
    gas = cast.units["gas"]
    asked = raise_query(
        gas, ref="tiering/6.1(4)", text="何时起算？", by=cast.han, now=NOW - timedelta(days=14)
    )
    answer_query(asked, answer="到岗时起算。", by=cast.he, now=NOW)
    source = source_of("compendium")
    assert source is not None
    named = (gas, NOW.date(), "framework/5.2.1.5", ANSWERED)
    assert [one.label for one in tell(missed(*named))] == ["何时起算？"]
    assert visible_misses(source, *named, by=cast.he).count() == 1
    assert visible_misses(source, *named, by=cast.other).count() == 0
