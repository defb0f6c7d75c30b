"""What the loop does for the supervision network."""

from heqi.ledger.loop import BY_DAY, task
from heqi.supervision.actions import ask_tiers, close_rounds, end_terms, warn_of_items

task("supervision.end_terms", rest=BY_DAY)(end_terms)
task("supervision.ask_tiers")(ask_tiers)
task("supervision.warn_of_items")(warn_of_items)
task("supervision.close_ratings")(close_rounds)
