"""What the loop does for the quality of entries."""

from heqi.ledger.loop import BY_DAY, task
from heqi.quality.actions.duty import count_self_checks, owe_self_checks
from heqi.quality.actions.forgetting import forget_timings
from heqi.quality.actions.reviews import remind_reviews
from heqi.quality.actions.sampling import draw_the_rest
from heqi.quality.actions.stock import continue_stock_checks
from heqi.quality.actions.voices import remind_suggestions

task("quality.count_self_checks")(count_self_checks)
task("quality.owe_self_checks", rest=BY_DAY)(owe_self_checks)
task("quality.forget_timings", rest=BY_DAY)(forget_timings)
task("quality.continue_stock_checks")(continue_stock_checks)
task("quality.remind_reviews", rest=BY_DAY)(remind_reviews)
task("quality.remind_suggestions", rest=BY_DAY)(remind_suggestions)
task("quality.draw_the_rest", rest=BY_DAY)(draw_the_rest)
