"""Small scenes that several tests begin with."""

from datetime import date, datetime, timedelta
from typing import Any

from heqi.complaints.tests.scenes import taken
from heqi.customers.actions import create_party
from heqi.customers.models import Party
from heqi.quality.actions import Wrong, record_error, record_training
from heqi.quality.models import EntryError, FoundBy, Training
from heqi.quality.sources import BY_TYPE
from tests.cast import NOW, Cast

PARTIES = BY_TYPE["customers.party"]
WRONG = Wrong("mobile", "wrong", "手机号与客户所说不一致。")


def entered_party(cast: Cast, name: str = "王志远", *, at: datetime = NOW, **values: Any) -> Party:
    """A customer that the clerk took in."""
    values = {"phones": ["13800102207"], "id_number": "990106198503122413", **values}
    return create_party(unit=cast.units["gas"], name=name, by=cast.qian, now=at, **values)


def found_error(
    cast: Cast, party: Party | None = None, *, wrong: Wrong = WRONG, at: datetime = NOW
) -> EntryError:
    """An error of the clerk's, found by the office."""
    party = party or entered_party(cast)
    return record_error(PARTIES, party.pk, wrong=wrong, found_by=FoundBy.SAMPLE, by=cast.he, now=at)


def complained(cast: Cast, *, at: datetime = NOW + timedelta(minutes=30), **values: Any) -> str:
    """The number of a complaint that was taken up."""
    return taken(cast, now=at, **values).number


def trained(cast: Cast, *, held_on: date) -> Training:
    """The clerk was trained."""
    return record_training(
        unit=cast.units["service"],
        subject="客户资料录入标准",
        held_on=held_on,
        trainer="黎文静",
        staff=[cast.staff["qian"]],
        by=cast.he,
        now=NOW,
    )


def repeated_errors(cast: Cast, n: int, *, since: datetime = NOW) -> list[EntryError]:
    """The clerk makes n errors, one a day."""
    errors = []
    for day in range(n):
        at = since + timedelta(days=day)
        party = entered_party(cast, f"客户{'甲乙丙丁戊'[day]}", at=at, id_number="")
        errors.append(found_error(cast, party, at=at))
    return errors
