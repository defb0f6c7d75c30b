"""The clauses on making, knowing and asking about policies are measured like any promise."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from heqi.clocks.actions import watch_clocks
from heqi.clocks.queries import clocks_of
from heqi.compendium import actions
from heqi.compendium.measures import framework
from heqi.compendium.measures.spreading import OPINION, READ, count, missed, tell
from heqi.compendium.terms import points_of
from heqi.compendium.tests import scenes
from heqi.ledger.actors import SYSTEM
from heqi.ledger.events import deliver_open
from heqi.notices.models import Notice
from heqi.people.queries import actor_of
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
ASKED = timedelta(days=60)


@pytest.mark.clause("framework/5.2.1.2", "framework/5.2.1.4")
def test_opinions_and_readings_are_counted_in_time_late_or_open(cast: Cast) -> None:
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

    month = due.replace(day=1)
    told = {f.name: (f.kept, f.missed, f.open > 0) for f in count(gas, month, now=NOW)}
    assert (told[OPINION], told[READ]) == ((0, 0, True), (0, 0, True))
    later = NOW + timedelta(days=40)
    told = {f.name: (f.kept, f.missed > 0, f.open) for f in count(gas, month, now=later)}
    assert (told[OPINION], told[READ]) == ((0, True, 0), (0, True, 0))


def test_whoever_reads_the_policies_of_the_company_sees_what_is_behind_the_figures(
    cast: Cast,
) -> None:
    gas = cast.units["gas"]
    draft = scenes.begun(cast)
    scenes.with_clause(draft, cast)
    actions.ask_review(draft, units=[cast.units["service"]], by=cast.he, now=NOW - ASKED)
    due = draft.reviews.get().due_on
    source = source_of("compendium")
    assert source is not None
    named = (gas, due, "framework/5.2.1.2", OPINION)
    assert [one.label for one in tell(missed(*named))] == [str(draft)]
    assert visible_misses(source, *named, by=cast.he).count() == 1
    assert visible_misses(source, *named, by=cast.other).count() == 0


@pytest.mark.clause("framework/5.2.1.5")
def test_a_question_has_a_limit_that_warns_is_shown_and_is_counted(
    cast: Cast, sign_in: Callable[[str], Client]
) -> None:
    gas = cast.units["gas"]
    query = raise_query(gas, ref="tiering/6.1(4)", text="何时起算？", by=cast.han, now=NOW)
    deliver_open(now=NOW)
    query.refresh_from_db()
    (clock,) = clocks_of(query)
    assert query.due_at == clock.due_at is not None
    assert (query.due_clause, clock.clause) == ("framework/5.2.1.5", "framework/5.2.1.5")
    page = sign_in("he").get("/policies/queries/").content.decode()
    assert page.index("何时起算") < page.index(f'datetime="{query.due_at.isoformat()[:10]}')
    for at in (query.due_at - timedelta(hours=1), query.due_at + timedelta(hours=1)):
        watch_clocks(now=at)
        deliver_open(now=at)
    told = Notice.objects.filter(recipient=cast.staff["he"], channel="in_app")
    codes = ["compendium.asked", "compendium.query_late", "compendium.query_nearing"]
    assert sorted(set(told.values_list("template", flat=True))) == codes
    answered = query.due_at + timedelta(hours=2)
    answer_query(query, answer="到岗时起算。", by=cast.he, now=answered)
    deliver_open(now=answered)
    clock.refresh_from_db()
    assert clock.state == "missed"
    asker = Notice.objects.filter(recipient=cast.staff["han"])
    assert "compendium.query_answered" in asker.values_list("template", flat=True)
    with pytest.raises(ValidationError, match="答复"):
        answer_query(query, answer="又一个答复", by=cast.he, now=answered)


@pytest.mark.clause("framework/5.2.1.1", "framework/5.3-tiering", "framework/5.2.2.2")
def test_the_framework_is_counted_policies_contents_and_what_was_suggested(cast: Cast) -> None:
    gas, service = cast.units["gas"], cast.units["service"]

    def figures() -> dict[str, tuple[int, int, int]]:
        told = framework.count(gas, NOW.date(), now=NOW)
        return {
            one.clause: (one.kept, one.missed, one.open) for one in told if one.unit_id != gas.pk
        }

    planned = {"department": service, "by": cast.he, "now": NOW}
    actions.plan_policy(gas, sort="tiering", planned_on=NOW.date() - timedelta(days=1), **planned)
    actions.plan_policy(gas, sort="conduct", planned_on=NOW.date(), **planned)
    assert figures() == {"framework/5.2.1.1": (0, 1, 1)}
    named = (gas, NOW.date(), "framework/5.2.1.1", framework.PLAN)
    late = framework.missed(*named)[0]
    assert (late.sort, framework.tell([late])[0].unit) == ("tiering", str(service))

    version = write_version(gas, key="tiering", name="办法", clauses=[ClauseDraft("1", "一")],
                            effective_from=NOW.date(), by=SYSTEM, now=NOW)  # fmt: skip
    put_in_force(version, since=NOW.date(), trial_until=None, by=SYSTEM, now=NOW)
    draft = scenes.begun(cast, key="own-tiering", sort="tiering")
    scenes.with_clause(draft, cast)
    points = points_of("tiering", NOW.date(), gas)
    clause = draft.clauses.get()
    actions.cover_point(draft, point=points[0], clause=clause, by=cast.he, now=NOW)
    row = actions.evaluate_policy(
        gas, kind="effect", unit=service, policy="tiering", findings="迟", outcome="appraise",
        by=cast.he, now=NOW,
    )  # fmt: skip
    contents = {"framework/5.2.1.1": (1, 0, 1), "framework/5.3-tiering": (1, 0, len(points) - 1)}
    assert figures() == contents | {"framework/5.2.2.2": (0, 0, 1)}
    office = actor_of(scenes.officer(cast), now=NOW)
    actions.carry_out_evaluation(row, by=office, now=NOW)
    assert figures() == contents | {"framework/5.2.2.2": (1, 0, 0)}
