"""A rectification brought as far as a test needs it."""

from datetime import date, datetime, timedelta
from typing import Any

from heqi.rectifications import actions
from heqi.rectifications.models import Rectification
from tests.cast import NOW, Cast

DAY = date(2026, 12, 1)


def issued(cast: Cast, *, now: datetime = NOW, **values: Any) -> Rectification:
    """A notice of the office to the customer service department."""
    given: dict[str, Any] = {
        "unit": cast.units["service"],
        "title": "上门前未电话联系",
        "problem": "抽查 20 单，6 单上门前未联系客户。",
        "requirement": "上门前 30 分钟电话联系客户，纳入班前会检查。",
        "by": cast.he,
        "now": now,
    }
    return actions.issue_rectification(**given | values)


def brought(cast: Cast, to: str, *, now: datetime = NOW, **values: Any) -> Rectification:
    """A notice in a state: acknowledged, planned, reported, passed or archived."""
    row = issued(cast, now=now, **values)
    steps = [
        ("acknowledged", lambda at: actions.acknowledge_rectification(row, by=cast.han, now=at)),
        (
            "planned",
            lambda at: actions.plan_rectification(
                row, plan="班前会逐单检查", responsible="周立峰", finish_on=DAY, by=cast.han, now=at
            ),
        ),
        (
            "reported",
            lambda at: actions.report_rectification(
                row, report="两周抽查 40 单，全部提前联系。", by=cast.han, now=at
            ),
        ),
        (
            "passed",
            lambda at: actions.recheck_rectification(
                row, passed=True, finding="复查 10 单，均已联系。", by=cast.he, now=at
            ),
        ),
        ("archived", lambda at: actions.archive_rectification(row, by=cast.he, now=at)),
    ]
    for n, (state, act) in enumerate(steps, start=1):
        if row.status == to:
            break
        act(now + timedelta(hours=n))
        assert row.status == state
    return row
