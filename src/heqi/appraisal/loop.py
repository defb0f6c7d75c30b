"""What the loop does for the monthly appraisal."""

from heqi.appraisal.actions import keep_months
from heqi.ledger.loop import BY_DAY, task

task("appraisal.keep_months", rest=BY_DAY)(keep_months)
