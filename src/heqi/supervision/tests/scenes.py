"""A network brought as far as a test needs it."""

from datetime import datetime, timedelta
from typing import Any

from heqi.people.models import Unit
from heqi.supervision import actions
from heqi.supervision.models import Gathering, Link, Opinion, Supervisor
from tests.cast import NOW, Cast


def nominated(cast: Cast, n: int = 0, *, now: datetime = NOW, **values: Any) -> Supervisor:
    """Somebody on the register of the company ``gas``."""
    person: dict[str, Any] = {
        "name": f"监督员{n}",
        "group": "residents",
        "phone": f"1390000{n:04d}",
        "organisation": "滨江社区",
    }
    return actions.nominate_supervisor(
        cast.units["gas"], actions.Person(**person | values), by=cast.he, now=now
    )


def serving(cast: Cast, n: int = 0, *, now: datetime = NOW, **values: Any) -> Supervisor:
    """A supervisor in his first term."""
    row = nominated(cast, n, now=now, **values)
    day = now.date()
    actions.appoint_supervisor(row, since=day, confidential_on=day, by=cast.he, now=now)
    return row


def linked(cast: Cast, n: int = 0, *, now: datetime = NOW, **values: Any) -> Link:
    """A serving supervisor's personal link."""
    return actions.issue_link(serving(cast, n, now=now, **values), by=cast.he, now=now)


def said(title: str = "营业厅排队太久", **values: Any) -> actions.Said:
    """What a supervisor says."""
    given = {"area": "halls", "title": title, "text": "周一上午两个窗口只开一个，排队一小时。"}
    return actions.Said(**given | values)


def submitted(cast: Cast, *, link: Link | None = None, now: datetime = NOW) -> Opinion:
    """An opinion that came by a link."""
    return actions.submit_opinion(link or linked(cast, now=now), said(), now=now)


def brought(cast: Cast, to: str, *, now: datetime = NOW, **judged: Any) -> Opinion:
    """An opinion in a state: assigned, answered, judged or closed."""
    row = submitted(cast, now=now)
    unit: Unit = cast.units["service"]
    verdict = {"verdict": "valid", "outcome": "rectify", "requirement": "高峰时段全开窗口"}
    steps = [
        lambda at: actions.assign_opinion(row, unit=unit, by=cast.he, now=at),
        lambda at: actions.answer_opinion(row, answer="已增开窗口", by=cast.han, now=at),
        lambda at: actions.judge_opinion(row, **verdict | judged, by=cast.he, now=at),
        lambda at: actions.feed_back(row, result="已下达整改", told_by="link", by=cast.he, now=at),
    ]
    for n, act in enumerate(steps, start=1):
        if row.status == to:
            break
        act(now + timedelta(hours=n))
        row.refresh_from_db()
    assert row.status == to
    return row


def planned(cast: Cast, *guests: Supervisor, now: datetime = NOW, **values: Any) -> Gathering:
    """A meeting to which supervisors are invited."""
    given: dict[str, Any] = {
        "kind": "meeting",
        "title": "下半年座谈会",
        "at": now + timedelta(days=3),
        "place": "三楼会议室",
        "agenda": "通报上半年服务情况，听取意见",
        "invited": guests or (serving(cast, now=now),),
    }
    return actions.plan_gathering(cast.units["gas"], **given | values, by=cast.he, now=now)
