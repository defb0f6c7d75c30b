"""What the loop does for the review of look-ups."""

from heqi.ledger.loop import BY_DAY, task
from heqi.lookups.actions import review_evenings, review_nights, watch_lookups

task("lookups.watch_lookups")(watch_lookups)
task("lookups.review_evenings")(review_evenings)
task("lookups.review_nights", rest=BY_DAY)(review_nights)
