"""What the loop does for the counter."""

from datetime import datetime

from heqi.counter.actions import bill_readings, charge_unheld
from heqi.ledger.loop import task

AT_ONCE = 500


@task("counter.bill_readings")
def bill(*, now: datetime) -> int:
    """Charge the gas of readings that stand."""
    return bill_readings(now=now, most=AT_ONCE)


@task("counter.charge_unheld")
def unheld(*, now: datetime) -> int:
    """Charge gas whose holder is on file by now."""
    return charge_unheld(now=now, most=AT_ONCE)
