"""What the loop does for the policies."""

from heqi.ledger.loop import task
from heqi.policies.actions import turn_trials
from heqi.policies.measures.actions import keep_measured

task("policies.keep_measured")(keep_measured)
task("policies.turn_trials")(turn_trials)
