"""What the loop does for safety checks."""

from heqi.ledger.loop import BY_DAY, task
from heqi.safety.actions.monthly import draw_vips

task("safety.draw_vips", rest=BY_DAY)(draw_vips)
