"""Judging, flagging, asking, deciding; emergency openings, pauses, bait."""

from heqi.lookups.actions.asking import answer_question, ask_viewer
from heqi.lookups.actions.deciding import appeal_decision, give_opinion
from heqi.lookups.actions.evenings import answer_of_day, ask_of_day, review_evenings
from heqi.lookups.actions.flagging import flag_findings
from heqi.lookups.actions.gates import lift_pause, open_glass, pause_viewer
from heqi.lookups.actions.known import lay_bait, refresh_hints, take_bait_in
from heqi.lookups.actions.nights import review_nights
from heqi.lookups.actions.reviewing import review_company_day
from heqi.lookups.actions.watching import watch_lookups

__all__ = [
    "answer_of_day",
    "answer_question",
    "appeal_decision",
    "ask_of_day",
    "ask_viewer",
    "flag_findings",
    "give_opinion",
    "lay_bait",
    "lift_pause",
    "open_glass",
    "pause_viewer",
    "refresh_hints",
    "review_company_day",
    "review_evenings",
    "review_nights",
    "take_bait_in",
    "watch_lookups",
]
