"""What the loop does for cases."""

from heqi.conduct.actions import finish_cases
from heqi.ledger.loop import task

task("conduct.finish_cases")(finish_cases)
