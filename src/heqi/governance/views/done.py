"""What the history of a record says was done."""

from django.utils.translation import pgettext_lazy

DONE = {
    "governance.name_member": pgettext_lazy("history", "Named for the committee"),
    "governance.end_seat": pgettext_lazy("history", "Left the committee"),
    "governance.ask_committee": pgettext_lazy("history", "Brought before the committee"),
    "governance.call_sitting": pgettext_lazy("history", "Sitting called"),
    "governance.list_matter": pgettext_lazy("history", "Put on the agenda"),
    "governance.put_off": pgettext_lazy("history", "Put off"),
    "governance.hold_sitting": pgettext_lazy("history", "Sitting opened"),
    "governance.decide": pgettext_lazy("history", "Decided"),
    "governance.close_sitting": pgettext_lazy("history", "Minutes kept"),
    "governance.move_sitting": pgettext_lazy("history", "Sitting moved"),
    "governance.cancel_sitting": pgettext_lazy("history", "Sitting cancelled"),
    "governance.write_plan": pgettext_lazy("history", "Plan written"),
    "governance.change_plan": pgettext_lazy("history", "Plan changed"),
    "governance.issue_plan": pgettext_lazy("history", "Plan issued"),
    "governance.want_improvement": pgettext_lazy("history", "Gap found"),
    "governance.plan_improvement": pgettext_lazy("history", "Improvement planned"),
    "governance.progress": pgettext_lazy("history", "Progress reported"),
    "governance.postpone": pgettext_lazy("history", "Postponed"),
    "governance.finish_improvement": pgettext_lazy("history", "Improvement done"),
    "governance.record_session": pgettext_lazy("history", "Recorded"),
    "governance.attendance": pgettext_lazy("history", "Attendance recorded"),
    "governance.move_session": pgettext_lazy("history", "Moved to another day"),
    "governance.cancel_session": pgettext_lazy("history", "Cancelled"),
    "governance.settle_matter": pgettext_lazy("history", "Decided without a sitting"),
    "governance.file_idea": pgettext_lazy("history", "Suggestion filed"),
    "governance.answer_idea": pgettext_lazy("history", "Answered"),
    "governance.carry_out_idea": pgettext_lazy("history", "Suggestion in use"),
}
