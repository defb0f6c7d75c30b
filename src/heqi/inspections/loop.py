"""What the loop does for inspections."""

from heqi.inspections.actions.planning import count_early_plans
from heqi.ledger.loop import task

task("inspections.count_early_plans")(count_early_plans)
