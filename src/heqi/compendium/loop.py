"""What the loop does for the life of policies."""

from heqi.compendium.actions import publish_due, remind_readers, replay_due
from heqi.ledger.loop import BY_DAY, task

task("compendium.publish_due")(publish_due)
task("compendium.replay_due")(replay_due)
task("compendium.remind_readers", rest=BY_DAY)(remind_readers)
