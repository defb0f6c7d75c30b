"""What the loop does for safety checks."""

from heqi.ledger.loop import task
from heqi.safety.actions.monthly import draw_vips

task("safety.draw_vips")(draw_vips)
