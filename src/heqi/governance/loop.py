"""What the loop does for governance."""

from heqi.governance.actions import remind
from heqi.ledger.loop import BY_DAY, task

task("governance.remind", rest=BY_DAY)(remind)
