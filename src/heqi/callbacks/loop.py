"""What the loop does for callbacks."""

from heqi.callbacks.actions import draw_days, expire_callbacks
from heqi.ledger.loop import task

task("callbacks.draw_days")(draw_days)
task("callbacks.expire_callbacks")(expire_callbacks)
