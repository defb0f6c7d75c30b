"""What the loop does for the use of authority."""

from heqi.authority.actions.closing import close_ledgers
from heqi.authority.actions.watching import watch_uses
from heqi.ledger.loop import BY_DAY, task

task("authority.close_ledgers", rest=BY_DAY)(close_ledgers)
task("authority.watch_uses")(watch_uses)
