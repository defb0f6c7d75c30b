"""What the loop does for governance."""

from heqi.governance.actions import remind
from heqi.ledger.loop import task

task("governance.remind")(remind)
