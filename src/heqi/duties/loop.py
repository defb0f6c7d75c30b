"""What the loop does for duties."""

from heqi.duties.actions import keep_duties
from heqi.ledger.loop import BY_DAY, task

task("duties.keep_duties", rest=BY_DAY)(keep_duties)
