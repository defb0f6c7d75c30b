"""What the loop does for outages."""

from heqi.ledger.loop import task
from heqi.outages.actions import remind_of_stops, write_announcements

task("outages.remind_of_stops")(remind_of_stops)
task("outages.write_announcements")(write_announcements)
