"""What the loop does for the reconciliation."""

from heqi.ledger.loop import task
from heqi.reconciliation.actions import note_open_tills, settle_waiting

task("reconciliation.settle_waiting")(settle_waiting)
task("reconciliation.note_open_tills")(note_open_tills)
