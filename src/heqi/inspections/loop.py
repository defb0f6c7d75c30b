"""What the loop does for inspections."""

from heqi.inspections.actions.planning import count_early_plans, tell_of_late_lines
from heqi.ledger.loop import task

task("inspections.count_early_plans")(count_early_plans)
task("inspections.tell_of_late_lines")(tell_of_late_lines)
