"""What the loop does for complaints."""

from heqi.complaints.actions.escalating import raise_after_extension
from heqi.complaints.actions.national.sending import send_waiting
from heqi.complaints.actions.plans import add_daily_steps
from heqi.ledger.loop import task

task("complaints.add_daily_steps")(add_daily_steps)
task("complaints.raise_after_extension")(raise_after_extension)
task("complaints.send_waiting")(send_waiting)
