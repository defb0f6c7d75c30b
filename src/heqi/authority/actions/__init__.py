"""The only writers of the use of authority."""

from heqi.authority.actions.changing import resubmit_use, withdraw_use
from heqi.authority.actions.closing import close_ledgers
from heqi.authority.actions.hearing import ask_user, state_own
from heqi.authority.actions.judging import confirm_misuse, dismiss_signal, note_committee
from heqi.authority.actions.sampling import (
    draw_check,
    note_call_ended,
    note_call_planned,
    record_result,
)
from heqi.authority.actions.settling import settle_above, settle_formality, supply_order
from heqi.authority.actions.sheets import acknowledge_sheet, finish_sheet
from heqi.authority.actions.using import use_authority
from heqi.authority.actions.watching import raise_signal, watch_uses

__all__ = [
    "acknowledge_sheet",
    "ask_user",
    "close_ledgers",
    "confirm_misuse",
    "dismiss_signal",
    "draw_check",
    "finish_sheet",
    "note_call_ended",
    "note_call_planned",
    "note_committee",
    "raise_signal",
    "record_result",
    "resubmit_use",
    "settle_above",
    "settle_formality",
    "state_own",
    "supply_order",
    "use_authority",
    "watch_uses",
    "withdraw_use",
]
