"""Each policy is on trial for as long as its own last chapter says, then in force by itself."""

from datetime import date

import pytest

from heqi.compendium.models import Draft
from heqi.compendium.terms import trial_end
from heqi.policies.deciding import rule_on
from tests.cast import Cast

pytestmark = pytest.mark.django_db
GIVEN = [
    pytest.param(
        "authority", date(2010, 10, 1), date(2011, 4, 1),
        marks=pytest.mark.clause("authority/7.2"),
    ),
    pytest.param(
        "conduct", date(2011, 1, 1), date(2011, 7, 1), marks=pytest.mark.clause("conduct/4.2")
    ),
    pytest.param("inspection", None, date(2011, 9, 1), marks=pytest.mark.clause("inspection/9.2")),
]  # fmt: skip


@pytest.mark.parametrize(("policy", "since", "ends"), GIVEN)
def test_a_trial_of_six_months_begins_on_the_day_of_its_policy_or_with_its_publication(
    cast: Cast, policy: str, since: date | None, ends: date
) -> None:
    published = date(2011, 3, 1)
    answer = rule_on("policies.trial", {"policy": policy}, on=published, company_id=None).as_json()[
        "answer"
    ]
    assert answer["unrevised"] == "in_force"
    assert answer["starts"] == ("date" if since else "publication")
    assert answer.get("starts_on") == (f"{since}" if since else None)
    draft = Draft(sort=policy, unit=cast.units["gas"])
    assert trial_end(draft, since or published) == ends
