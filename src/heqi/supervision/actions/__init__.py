"""Everything that writes in the supervision network."""

from heqi.supervision.actions.gatherings import (
    answer_invitation,
    cancel_gathering,
    drop_item,
    finish_item,
    hold_gathering,
    keep_minutes,
    plan_gathering,
    warn_of_items,
)
from heqi.supervision.actions.links import issue_link, revoke_link, send_link
from heqi.supervision.actions.members import (
    Person,
    appoint_supervisor,
    change_supervisor,
    decline_nomination,
    nominate_supervisor,
    release_supervisor,
    renew_supervisor,
    reveal_phone,
)
from heqi.supervision.actions.opinions import (
    Said,
    record_opinion,
    submit_opinion,
    withdraw_opinion,
)
from heqi.supervision.actions.opinions_closed import feed_back, reply_to_result
from heqi.supervision.actions.opinions_handled import (
    answer_opinion,
    assign_opinion,
    judge_opinion,
    return_answer,
)
from heqi.supervision.actions.ratings import close_round, open_round, rate
from heqi.supervision.actions.reports import make_report
from heqi.supervision.actions.watching import ask_tiers, close_rounds, end_terms

__all__ = [
    "Person",
    "Said",
    "answer_invitation",
    "answer_opinion",
    "appoint_supervisor",
    "ask_tiers",
    "assign_opinion",
    "cancel_gathering",
    "change_supervisor",
    "close_round",
    "close_rounds",
    "decline_nomination",
    "drop_item",
    "end_terms",
    "feed_back",
    "finish_item",
    "hold_gathering",
    "issue_link",
    "judge_opinion",
    "keep_minutes",
    "make_report",
    "nominate_supervisor",
    "open_round",
    "plan_gathering",
    "rate",
    "record_opinion",
    "release_supervisor",
    "renew_supervisor",
    "reply_to_result",
    "return_answer",
    "reveal_phone",
    "revoke_link",
    "send_link",
    "submit_opinion",
    "warn_of_items",
    "withdraw_opinion",
]
