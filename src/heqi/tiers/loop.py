"""What the loop does for tiers."""

from heqi.ledger.loop import task
from heqi.tiers.actions.bulk import propose_rows
from heqi.tiers.actions.watching import check_companies

task("tiers.check_companies")(check_companies)
task("tiers.propose_rows")(propose_rows)
