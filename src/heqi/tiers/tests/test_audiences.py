"""Who was a VIP on a day: duties follow the assessments, not only today's mark."""

from datetime import date, timedelta

import pytest

from heqi.customers.actions import set_tier_mark
from heqi.customers.models import Party
from heqi.duties.audiences import audience
from heqi.ledger.actors import SYSTEM
from heqi.tiers.models import Assessment
from heqi.tiers.states import Status
from heqi.tiers.tests.makers import another_party, make_vip_person, propose, sign
from tests.cast import NOW, Cast

pytestmark = [pytest.mark.django_db, pytest.mark.clause("tiering/7.2-50")]
TODAY = NOW.date()


def members(cast: Cast, on: date) -> list[tuple[str, date, date | None]]:
    found = audience("vip_person")
    assert found is not None
    return [(m.label, m.since, m.until) for m in found.members(cast.units["gas"], on)]


def test_whoever_ceased_to_be_one_belongs_until_that_day(cast: Cast) -> None:
    party = make_vip_person(cast, "media", name="记者甲")
    later = NOW + timedelta(days=10)
    lowered = propose(
        cast, party, criterion="none", occasion="basis_lost", reason="已离职", now=later
    )
    sign(lowered, cast.zhoujm, now=later)
    assert members(cast, TODAY - timedelta(days=1)) == []
    assert members(cast, TODAY) == [("记者甲", TODAY, None)]
    assert members(cast, later.date()) == [("记者甲", TODAY, later.date())]


def test_another_criterion_does_not_begin_anew(cast: Cast) -> None:
    party = make_vip_person(cast, "media", name="记者甲")
    later = NOW + timedelta(days=10)
    sign(propose(cast, party, criterion="officials", now=later), cast.zhoujm, now=later)
    party.refresh_from_db()
    assert party.tier_since == later.date()
    assert members(cast, later.date()) == [("记者甲", TODAY, None)]


def test_a_mark_without_an_assessment_tells_its_own_day(cast: Cast) -> None:
    party = another_party(cast, name="旧档贵宾")
    set_tier_mark(
        party, tier="vip_person", criterion="media", basis="tiering/4.1", proof="旧档", by=SYSTEM,
        now=NOW,
    )  # fmt: skip
    assert members(cast, TODAY) == [("旧档贵宾", TODAY, None)]
    assert not Assessment.objects.filter(status=Status.APPROVED).exists()
    Party.objects.filter(pk=party.pk).update(tier="standard")
    assert members(cast, TODAY) == []
