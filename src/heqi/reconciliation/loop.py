"""What the loop does for the reconciliation."""

from heqi.ledger.loop import BY_DAY, task
from heqi.reconciliation.actions import end_transfer_days, note_open_tills, settle_waiting

task("reconciliation.settle_waiting")(settle_waiting)
task("reconciliation.note_open_tills", rest=BY_DAY)(note_open_tills)
task("reconciliation.end_transfer_days", rest=BY_DAY)(end_transfer_days)
