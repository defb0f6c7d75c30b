"""What the ledger's codes are called in the history of an occurrence."""

from django.utils.translation import pgettext_lazy

HISTORY = {
    "duties.record": pgettext_lazy("duty history", "Evidence recorded"),
    "duties.record_attendance": pgettext_lazy("duty history", "Attendance recorded"),
    "duties.finish": pgettext_lazy("duty history", "Done"),
    "duties.miss": pgettext_lazy("duty history", "Missed"),
    "duties.let_off": pgettext_lazy("duty history", "No longer owed"),
    "duties.ask_excuse": pgettext_lazy("duty history", "Excuse asked for"),
    "duties.excuse": pgettext_lazy("duty history", "Excuse granted"),
    "duties.refuse_excuse": pgettext_lazy("duty history", "Excuse refused"),
    "duties.assign": pgettext_lazy("duty history", "Given to somebody else"),
    "duties.arrange_meeting": pgettext_lazy("duty history", "Date agreed"),
    "duties.add_follow_up": pgettext_lazy("duty history", "Follow-up noted"),
    "duties.finish_follow_up": pgettext_lazy("duty history", "Follow-up done"),
}
