"""How an occurrence lives: planned ahead, open, done in time or late, missed, excused, let off."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from heqi.rulebook.flow import Flow, Move


class Status(TextChoices):
    """Where an occurrence stands."""

    PLANNED = "planned", pgettext_lazy("duty", "Planned")
    OPEN = "open", pgettext_lazy("duty", "Open")
    OVERDUE = "overdue", pgettext_lazy("duty", "Overdue")
    DONE = "done", pgettext_lazy("duty", "Done")
    LATE = "late", pgettext_lazy("duty", "Done late")
    MISSED = "missed", pgettext_lazy("duty", "Missed")
    EXCUSED = "excused", pgettext_lazy("duty", "Excused")
    LET_OFF = "let_off", pgettext_lazy("duty", "No longer owed")


TO_DO = (Status.OPEN, Status.OVERDUE)
UNDONE = (Status.PLANNED, *TO_DO)

FLOW = Flow(
    initial=Status.PLANNED,
    moves=[
        Move("open", (Status.PLANNED,), Status.OPEN),
        Move("fall_due", (Status.OPEN,), Status.OVERDUE),
        Move("finish", UNDONE, Status.DONE),
        Move("finish_late", TO_DO, Status.LATE),
        Move("miss", (Status.OVERDUE,), Status.MISSED),
        Move("excuse", (*TO_DO, Status.MISSED), Status.EXCUSED),
        Move("let_off", UNDONE, Status.LET_OFF),
    ],
)
TONES = {
    Status.PLANNED: "",
    Status.OPEN: "pri",
    Status.OVERDUE: "over",
    Status.DONE: "ok",
    Status.LATE: "soon",
    Status.MISSED: "over",
    Status.EXCUSED: "hold",
    Status.LET_OFF: "hold",
}
