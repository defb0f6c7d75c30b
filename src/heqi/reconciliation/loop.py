"""What the loop does for the reconciliation."""

from heqi.ledger.loop import task
from heqi.reconciliation.actions import settle_waiting

task("reconciliation.settle_waiting")(settle_waiting)
