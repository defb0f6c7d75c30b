"""What the loop does for work orders."""

from heqi.ledger.loop import task
from heqi.workorders.actions import expire_suspensions

task("workorders.expire_suspensions")(expire_suspensions)
