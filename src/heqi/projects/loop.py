"""What the loop does for projects."""

from heqi.ledger.loop import task
from heqi.projects.actions import expire_holds

task("projects.expire_holds")(expire_holds)
