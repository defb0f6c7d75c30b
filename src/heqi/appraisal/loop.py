"""What the loop does for the monthly appraisal."""

from heqi.appraisal.actions import keep_months
from heqi.ledger.loop import task

task("appraisal.keep_months")(keep_months)
