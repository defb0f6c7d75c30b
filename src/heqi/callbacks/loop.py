"""What the loop does for callbacks."""

from heqi.callbacks.actions import expire_callbacks
from heqi.ledger.loop import task

task("callbacks.expire_callbacks")(expire_callbacks)
