"""What the loop does for duties."""

from heqi.duties.actions import keep_duties
from heqi.ledger.loop import task

task("duties.keep_duties")(keep_duties)
