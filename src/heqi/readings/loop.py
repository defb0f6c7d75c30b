"""What the loop does for rounds, and for meters that report by themselves or reach their age."""

from datetime import datetime

from heqi.ledger.loop import BY_DAY, task
from heqi.readings.actions.ageing import find_over_age, settle_over_age
from heqi.readings.actions.months import open_rounds, remind_rounds
from heqi.readings.actions.remote import take_remote
from heqi.readings.actions.telegrams import expect_meters, find_silent

AT_ONCE = 500


@task("readings.find_silent")
def silent(*, now: datetime) -> int:
    """Begin to listen for new IoT meters, and list those that fell silent."""
    return expect_meters(now=now, most=AT_ONCE) + find_silent(now=now, most=AT_ONCE)


@task("readings.find_over_age", rest=BY_DAY)
def over_age(*, now: datetime) -> int:
    """List meters over age, and strike those that were replaced."""
    return find_over_age(now=now, most=AT_ONCE) + settle_over_age(now=now, most=AT_ONCE)


@task("readings.rounds", rest=BY_DAY)
def rounds(*, now: datetime) -> int:
    """Open the month's rounds, remind of those that are due and tell of the late ones."""
    return open_rounds(now=now, most=AT_ONCE) + remind_rounds(now=now)


@task("readings.take_remote", rest=BY_DAY)
def remote(*, now: datetime) -> int:
    """Take telegrams near the reading day for the month's readings."""
    return take_remote(now=now, most=AT_ONCE)
