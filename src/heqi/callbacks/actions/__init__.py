"""Everything that changes callbacks."""

from heqi.callbacks.actions.amending import amend_result
from heqi.callbacks.actions.calling import off_hours_reason, record_result, refuse_barred
from heqi.callbacks.actions.drawing import draw_day, draw_days, take_up
from heqi.callbacks.actions.national import hand_back, take_result
from heqi.callbacks.actions.national_files import check_file, confirm_file, discard_file
from heqi.callbacks.actions.opinions import open_opinion, route_opinion
from heqi.callbacks.actions.planning import plan_again, plan_callback
from heqi.callbacks.actions.rating import ask_ratings, ask_some, record_rating
from heqi.callbacks.actions.reading import reveal_phone
from heqi.callbacks.actions.rectifying import rectify_opinion
from heqi.callbacks.actions.replying import record_reply
from heqi.callbacks.actions.reviewing import draw_reviews, give_role_back, score_review
from heqi.callbacks.actions.settling import drop_callbacks, settle_called
from heqi.callbacks.actions.solving import answer_opinion, contact_customer, solve_opinion
from heqi.callbacks.actions.trying import expire_callbacks, record_attempt

__all__ = [
    "amend_result",
    "answer_opinion",
    "ask_ratings",
    "ask_some",
    "check_file",
    "confirm_file",
    "contact_customer",
    "discard_file",
    "draw_day",
    "draw_days",
    "draw_reviews",
    "drop_callbacks",
    "expire_callbacks",
    "give_role_back",
    "hand_back",
    "off_hours_reason",
    "open_opinion",
    "plan_again",
    "plan_callback",
    "record_attempt",
    "record_rating",
    "record_reply",
    "record_result",
    "rectify_opinion",
    "refuse_barred",
    "reveal_phone",
    "route_opinion",
    "score_review",
    "settle_called",
    "solve_opinion",
    "take_result",
    "take_up",
]
