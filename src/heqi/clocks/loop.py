"""What the loop does for the clocks."""

from heqi.clocks.actions import watch_clocks
from heqi.ledger.loop import task

task("clocks.watch_clocks")(watch_clocks)
