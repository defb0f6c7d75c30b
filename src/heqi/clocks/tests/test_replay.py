"""Before a policy changes, past cases are decided again under the draft; nothing live moves."""

import threading
from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from django.conf import settings

from heqi.clocks.actions import record_moment, start_timeline
from heqi.clocks.facts import calendar_for, history_of, promises_of, read
from heqi.clocks.models import Clock, Moment, Timeline
from heqi.clocks.replay import Replay, replay
from heqi.clocks.replay.deciding import answer_of
from heqi.policies.deciding import ask
from heqi.policies.models import Decision
from heqi.policies.packs import common_pack
from heqi.rulebook.loader import load_packs
from heqi.rulebook.pack import Pack
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db
FACTS = {"service": "repair", "tier": "vip_person", "area": "town", "place": "indoor"}
DRAFT = """
question: service.commitments
rules:
  - id: vip_person_at_door
    replace: true
    clause: tiering/6.1(4)
    since: 2011-01-01
    when: [{fact: tier, is: vip_person}, {fact: service, in: [gas_on, repair]}]
    then: {attended: 30 min, attend: [captain], booking_overrides: true, card_formalities: true}
"""


@pytest.fixture
def draft(tmp_path: Path) -> Pack:
    (tmp_path / "rules").mkdir()
    (tmp_path / "pack.yaml").write_text(
        "id: draft\ntitle: {zh: 草案, en: Draft}\nversion: '1'\nrequires: [citygas]\n"
    )
    (tmp_path / "rules" / "draft.yaml").write_text(DRAFT)
    return load_packs([*map(Path, settings.HEQI_PACKS), tmp_path])


@pytest.fixture
def two_repairs(cast: Cast) -> None:
    decision = ask("service.commitments", FACTS, on=NOW.date(), company_id=None)
    for minutes, unit in ((20, "repair1"), (45, "repair2")):
        timeline = start_timeline(
            cast.units[unit],
            unit=cast.units[unit],
            decision=decision,
            facts=FACTS,
            label=f"WX261123-{minutes:05d}",
            by=cast.lin,
            now=NOW,
        )
        record_moment(timeline, "received", by=cast.lin, now=NOW)
        at = NOW + timedelta(minutes=minutes)
        record_moment(timeline, "attended", at=at, by=cast.zhou, now=at)


def test_a_shorter_limit_shows_who_would_have_been_late(two_repairs: None, draft: Pack) -> None:
    before = list(Clock.objects.values())
    later = NOW + timedelta(hours=2)
    report = replay(draft, since=date(2026, 11, 1), until=date(2026, 12, 1), now=later)
    assert (report.cases, report.changed, report.newly_late) == (2, 2, 1)
    assert report.by_clause["tiering/6.1(4)"] == 2
    assert list(Clock.objects.values()) == before


def test_the_policy_in_force_changes_nothing(two_repairs: None) -> None:
    later = NOW + timedelta(hours=2)
    report = replay(common_pack(), since=date(2026, 11, 1), until=date(2026, 12, 1), now=later)
    assert (report.cases, report.changed) == (2, 0)


def test_cases_outside_the_period_are_left_out(two_repairs: None, draft: Pack) -> None:
    report = replay(draft, since=date(2026, 10, 1), until=date(2026, 11, 1), now=NOW)
    assert report.cases == 0


@pytest.mark.django_db(transaction=True)
def test_a_period_shared_between_processes_is_found_as_by_one(
    two_repairs: None, draft: Pack
) -> None:
    if any(one.name.startswith("asyncio") for one in threading.enumerate()):
        pytest.skip("a copy of a process with the threads of a browser may wait for ever")
    later = NOW + timedelta(hours=2)
    alone, together = (
        replay(draft, since=date(2026, 9, 1), until=date(2026, 12, 1), now=later, hands=hands)
        for hands in (1, 2)
    )
    found = alone.as_json() | {"elapsed_s": 0}
    assert found == together.as_json() | {"elapsed_s": 0}
    assert found["newly_late"] == 1


def test_stretches_add_up_to_no_more_than_some_cases_of_each_kind() -> None:
    """Two kept for each clause, outcome and department, the first ones; figures are sums."""
    halves = []
    for number in range(3):
        cases = [
            {"department": "客户服务部", "case": f"WX{number}{n}",
             "due": {"tiering/4.2": [None, None], f"tiering/6.{number}": [None, None]},
             "outcome": {"tiering/4.2": "late", f"tiering/6.{number}": "late"}}
            for n in range(2)
        ]  # fmt: skip
        halves.append(Replay(cases=5, changed=2, examples=cases, misses={"q": Counter(a=1)}))
    whole = Replay()
    for half in halves:
        whole.add(half, 2)
    assert (whole.cases, whole.changed, whole.misses) == (15, 6, {"q": Counter(a=3)})
    assert [list(case["outcome"]) for case in whole.examples] == [
        ["tiering/4.2", "tiering/6.0"], ["tiering/4.2", "tiering/6.0"],
        ["tiering/6.1"], ["tiering/6.1"], ["tiering/6.2"], ["tiering/6.2"],
    ]  # fmt: skip


def test_the_replay_says_what_deciding_each_case_anew_says(cast: Cast, draft: Pack) -> None:
    """Paused, booked, reopened, given up, failed, still open; and clocks that start or go."""
    rng = Random("replay")
    kinds = ("attended", "arrived", "completed", "suspended", "resumed", "booked", "withdrawn",
             "reopened", "unattended", "responded")  # fmt: skip
    for number in range(40):
        facts = FACTS | {"service": rng.choice(["repair", "gas_on"])}
        timeline = start_timeline(
            Decision(pk=number + 1),
            unit=cast.units[rng.choice(["repair1", "repair2"])],
            decision=ask("service.commitments", facts, on=NOW.date(), company_id=None),
            facts=facts,
            label=f"WX{number:05d}",
            by=cast.lin,
            now=NOW,
        )
        told = [("received", 0)]
        told += [(kind, rng.randrange(1, 4000)) for kind in rng.choices(kinds, k=rng.randrange(6))]
        Moment.objects.bulk_create(
            Moment(
                timeline=timeline, kind=kind, at=NOW + timedelta(minutes=minutes),
                recorded_at=NOW, by_name="林",
                facts={"for": (NOW + timedelta(hours=9)).isoformat()} if kind == "booked" else {},
            )
            for kind, minutes in told
        )  # fmt: skip
    later = NOW + timedelta(days=2)
    report = replay(draft, since=date(2026, 11, 1), until=date(2026, 12, 1), now=later, keep=999)
    expected = {row.label: found for row in Timeline.objects.all()
                if (found := _one_by_one(row, draft, later))}  # fmt: skip
    assert {case["case"]: case["due"] for case in report.examples} == expected
    assert report.changed == len(expected) > 10


def _one_by_one(timeline: Timeline, draft: Pack, now: datetime) -> dict[str, list[str | None]]:
    """What differs for a case: every clock of it read alone, before and after."""
    decision = timeline.decision
    assert decision is not None
    answer = answer_of(draft, decision.question, decision.facts, NOW.date())
    was = {(p.name, p.clause): p for p in promises_of(decision.question, decision.answer or {})}
    will = {(p.name, p.clause): p for p in promises_of(decision.question, answer or {}, pack=draft)}
    history, calendar = history_of(timeline.moments.all()), calendar_for(timeline.unit)

    def standing(promise: object) -> tuple[str | None, bool]:
        if promise is None:
            return None, False
        clock = Clock(name=promise.name, limit=promise.limit, spec=promise.spec)  # type: ignore[attr-defined]
        found = read(clock, history, calendar, timeline.facts, now)
        return (
            found.due_at.isoformat() if found.due_at else None,
            found.state.value in ("missed", "overdue"),
        )

    pairs = {
        key: (standing(was.get(key)), standing(will.get(key)))
        for key in dict.fromkeys([*was, *will])
    }
    return {
        clause: [before[0], after[0]]
        for (name, clause), (before, after) in pairs.items()
        if before != after or (name, clause) not in will
    }
