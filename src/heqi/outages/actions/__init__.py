"""Everything that changes emergencies and outages."""

from heqi.outages.actions.area import Chosen, keep_valve, remove_valve, set_area
from heqi.outages.actions.calls import attach_call, suspect_in_compound, suspect_outage
from heqi.outages.actions.emergencies import (
    cancel_emergency,
    end_emergency,
    note_line,
    open_emergency,
    set_place,
)
from heqi.outages.actions.planning import (
    announce_stop,
    cancel_outage,
    change_stop,
    grant_stop,
    plan_stop,
    postpone_stop,
    send_back_stop,
    submit_stop,
)
from heqi.outages.actions.running import (
    begin_stop,
    confirm_outage,
    dismiss_outage,
    mark_relit,
    open_incident,
    restore_area,
    restore_outage,
    tell_of_incident,
)
from heqi.outages.actions.stamping import cut_supply, make_safe, restore_supply
from heqi.outages.actions.summoning import (
    acknowledge_summons,
    attend_summons,
    explain_absence,
    judge_absence,
    note_attendance,
)
from heqi.outages.actions.telling import remind_of_stops, tell_customers, write_announcements

__all__ = [
    "Chosen",
    "acknowledge_summons",
    "announce_stop",
    "attach_call",
    "attend_summons",
    "begin_stop",
    "cancel_emergency",
    "cancel_outage",
    "change_stop",
    "confirm_outage",
    "cut_supply",
    "dismiss_outage",
    "end_emergency",
    "explain_absence",
    "grant_stop",
    "judge_absence",
    "keep_valve",
    "make_safe",
    "mark_relit",
    "note_attendance",
    "note_line",
    "open_emergency",
    "open_incident",
    "plan_stop",
    "postpone_stop",
    "remind_of_stops",
    "remove_valve",
    "restore_area",
    "restore_outage",
    "restore_supply",
    "send_back_stop",
    "set_area",
    "set_place",
    "submit_stop",
    "suspect_in_compound",
    "suspect_outage",
    "tell_customers",
    "tell_of_incident",
    "write_announcements",
]
