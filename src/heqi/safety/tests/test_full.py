"""The half-yearly full check of a VIP organisation."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from heqi.people.access import Refused
from heqi.people.models import Staff
from heqi.policies.measures import measures
from heqi.policies.measures.actions import take_measures
from heqi.safety.actions import begin_full_check, initiate_full_check, report_full_check
from heqi.safety.models import FullCheck
from heqi.safety.tests.scenes import checked, fresh, household, post_of
from heqi.workorders.guards import NeedsReason
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def initiated(cast: Cast, who: str = "zhoujm", **values: object) -> FullCheck:
    """A full check for next week."""
    party, _point = household(cast, 1, tier="vip_org", customer_kind="industrial")
    lead: Staff = post_of(cast, "qian", "account_manager")
    given = {"lead": lead, "members": [cast.staff["ma"]], **values}
    return initiate_full_check(
        party,
        unit=cast.units["repair1"],
        planned_on=NOW.date() + 3 * DAY,
        by=getattr(cast, who),
        now=NOW,
        **given,  # type: ignore[arg-type]
    )


@pytest.mark.clause("tiering/6.2(5)")
def test_the_deputy_general_manager_initiates_and_the_account_manager_leads(cast: Cast) -> None:
    full = initiated(cast)
    assert (str(full.half), str(full.until)) == ("2026-07-01", "2026-12-31")
    assert full.checks.get().scope == "full"
    with pytest.raises(ValidationError, match="已有"):
        initiate_full_check(
            full.party, unit=cast.units["repair1"], lead=full.lead, members=[],
            planned_on=NOW.date() + 4 * DAY, by=cast.zhoujm, now=NOW,
        )  # fmt: skip


@pytest.mark.clause("tiering/6.2(5)")
def test_somebody_else_gives_the_reason(cast: Cast) -> None:
    with pytest.raises(NeedsReason, match="分管副总经理"):
        initiated(cast, "zheng")


@pytest.mark.clause("tiering/6.2(5)")
def test_another_leader_needs_a_reason(cast: Cast) -> None:
    with pytest.raises(NeedsReason, match="客户经理"):
        initiated(cast, lead=cast.staff["ma"])


def test_only_who_may_organise_initiates(cast: Cast) -> None:
    with pytest.raises(Refused):
        initiated(cast, "han")


@pytest.mark.clause("tiering/6.2(5)")
def test_the_full_check_is_attended_checked_and_reported(cast: Cast) -> None:
    full = initiated(cast)
    then = NOW + 3 * DAY
    with pytest.raises(ValidationError, match="带队"):
        begin_full_check(full, present=[cast.staff["ma"].pk], by=cast.zhou, now=then)
    begin_full_check(full, present=[full.lead_id], by=cast.zhou, now=then)
    assert full.members.filter(present_at__isnull=False).count() == 1
    with pytest.raises(ValidationError, match="尚未检查"):
        report_full_check(full, report="良好", by=cast.zhou, now=then)
    check = fresh(full.checks.get())
    checked(cast, check, who="ma", at=then)
    report_full_check(full, report="设施完好", measures="无", by=cast.zhou, now=then)
    assert full.status == "reported"
    take_measures(cast.units["gas"], NOW.date(), now=then)
    rows = measures(cast.units["gas"], NOW.date().replace(day=1), cast.zhoujm)["tiering/6.2(5)"]
    assert [(row.kept, row.decided) for row in rows] == [(1, 1), (1, 1)]


def test_who_is_not_on_the_team_does_not_check(cast: Cast) -> None:
    full = initiated(cast)
    with pytest.raises(Refused):
        checked(cast, fresh(full.checks.get()), who="li")
