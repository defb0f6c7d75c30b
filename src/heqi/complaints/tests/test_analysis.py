"""What complaints tell: counted as a group once, broken down, held against the policy's targets."""

from datetime import timedelta
from decimal import Decimal

import pytest

from heqi.complaints.models import Complaint
from heqi.complaints.queries.analysis import TIMED, Analysis, analysis
from heqi.complaints.tests.scenes import graded, taken, whole
from heqi.customers.models import ServicePoint
from heqi.customers.tests.makers import make_customer
from heqi.policies.deciding import rule_on
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db


def of_month(cast: Cast, who: str) -> Analysis:
    since = NOW.date().replace(day=1)
    until = since + timedelta(days=30)
    at = NOW + timedelta(days=1)
    return analysis(getattr(cast, who), cast.units["gas"], since=since, until=until, now=at)


@pytest.mark.clause("complaint/information")
def test_information_is_broken_down_and_held_against_the_targets(cast: Cast) -> None:
    make_customer(cast.units["gas"], "周海", account_no="0203-118-9", meter="410709", room="9")
    whole(cast, graded(cast))
    whole(cast, graded(cast, contact_phone="13800102299"), verdict="not_upheld")
    taken(cast, category="metering_billing", contact_phone="13800102288")
    found = of_month(cast, "he")
    assert (found.total, found.valid) == (3, 1)
    classes = {row.label: (row.count, row.valid) for row in found.classes}
    assert sorted(classes.values()) == [(1, 0), (2, 1)]
    assert sum(row.count for row in found.causes) == 2
    figures = {one.code: one for one in found.indicators}
    rate = figures["per_10000"]
    customers = ServicePoint.objects.filter(company=cast.units["gas"]).count()
    assert (rate.n, rate.m) == (1, customers)
    target = rule_on(
        "complaints.indicators", {"indicator": "per_10000"}, on=NOW.date(), company_id=None
    ).answer
    assert rate.good is (Decimal(rate.value) <= Decimal(str(target["target"]["at_most"])))
    assert rate.clause == "complaint/information"
    assert (figures["satisfied"].n, figures["satisfied"].m) == (2, 2)
    assert (figures["in_time_respond"].n, figures["in_time_respond"].m) == (2, 2)
    assert (figures["in_time_close"].n, figures["in_time_close"].m) == (2, 2)
    shared = rule_on(
        "complaints.indicators", {"indicator": "in_time"}, on=NOW.date(), company_id=None
    ).answer
    least = shared["target"]["at_least"]
    assert {figures[f"in_time_{name}"].target for name in TIMED} == {f"≥ {least}%"}
    assert (figures["upheld"].n, figures["upheld"].m) == (1, 2)


@pytest.mark.clause("complaint/information")
def test_a_group_counts_once_and_nobody_counts_what_he_may_not_see(cast: Cast) -> None:
    first, second = taken(cast), taken(cast, contact_phone="13800102299")
    Complaint.objects.filter(pk=second.pk).update(parent=first)
    assert of_month(cast, "he").total == 1
    assert of_month(cast, "other").total == 0
