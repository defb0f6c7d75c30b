"""What the loop does here."""

from datetime import datetime

from heqi.approvals.actions import recheck_steps, tell_of_late
from heqi.ledger.loop import task


@task("approvals.recheck_steps")
def recheck(*, now: datetime) -> int:
    """Find signers for steps that nobody could sign."""
    return recheck_steps(now=now)


@task("approvals.tell_of_late")
def late(*, now: datetime) -> int:
    """Tell of steps over their limit."""
    return tell_of_late(now=now)
