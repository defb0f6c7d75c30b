"""Steps are counted by whether they were signed in time."""

from collections import Counter
from datetime import date, timedelta

import pytest

from heqi.approvals.actions import approve
from heqi.approvals.measures import count, missed, tell
from heqi.approvals.plans import StepPlan
from heqi.approvals.tests.flows import ask
from tests.cast import NOW, Cast


@pytest.mark.django_db
@pytest.mark.clause("authority/1.3")
def test_steps_signed_in_time_and_too_late_are_counted(cast: Cast) -> None:
    for hours in (2, 200):
        approval = ask(cast, StepPlan(posts=["head_service_office"]), kind="conduct.case")
        approve(approval, by=cast.he, now=NOW + timedelta(hours=hours))
    found: Counter[str] = Counter()
    for month in (date(2026, 11, 1), date(2026, 12, 1)):
        for figure in count(cast.units["gas"], month, now=NOW):
            assert figure.clause == "authority/1.3"
            found.update(kept=figure.kept, missed=figure.missed)
    assert found == {"kept": 1, "missed": 1}
    (late,) = tell(list(missed(cast.units["gas"], date(2026, 12, 1), "authority/1.3", "sign")))
    assert late.href
