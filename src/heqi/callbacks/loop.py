"""What the loop does for callbacks."""

from heqi.callbacks.actions import ask_ratings, draw_days, expire_callbacks
from heqi.ledger.loop import task

task("callbacks.draw_days")(draw_days)
task("callbacks.ask_ratings")(ask_ratings)
task("callbacks.expire_callbacks")(expire_callbacks)
