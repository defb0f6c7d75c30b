"""Before a policy changes, past cases are decided again under the draft; nothing live moves."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings

from heqi.clocks.actions import record_moment, start_timeline
from heqi.clocks.models import Clock
from heqi.clocks.replay import replay
from heqi.policies.deciding import ask
from heqi.policies.packs import current_pack
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
    decision = ask("service.commitments", FACTS, on=NOW.date())
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
    report = replay(current_pack(), since=date(2026, 11, 1), until=date(2026, 12, 1), now=later)
    assert (report.cases, report.changed) == (2, 0)


def test_cases_outside_the_period_are_left_out(two_repairs: None, draft: Pack) -> None:
    report = replay(draft, since=date(2026, 10, 1), until=date(2026, 11, 1), now=NOW)
    assert report.cases == 0
