"""How a call and a request live."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from heqi.rulebook.flow import Flow, Move


class ContactState(models.TextChoices):
    """Where a contact stands."""

    RINGING = "ringing", _("Ringing")
    TALKING = "talking", _("Talking")
    WRAP_UP = "wrap_up", _("Wrapping up")
    DONE = "done", _("Done")
    ABANDONED = "abandoned", _("Given up")


CONTACT_FLOW = Flow(
    ContactState.RINGING.value,
    moves=[
        Move("answer", [ContactState.RINGING.value], ContactState.TALKING.value),
        Move("abandon", [ContactState.RINGING.value], ContactState.ABANDONED.value),
        Move("end", [ContactState.TALKING.value], ContactState.WRAP_UP.value),
        Move(
            "finish",
            [ContactState.TALKING.value, ContactState.WRAP_UP.value],
            ContactState.DONE.value,
        ),
    ],
)


class Status(models.TextChoices):
    """Where a request stands."""

    OPEN = "open", _("Open")
    IN_PROGRESS = "in_progress", _("In progress")
    SOLVED = "solved", _("Solved")
    CLOSED = "closed", _("Closed")
    CANCELLED = "cancelled", _("Cancelled")
    MERGED = "merged", _("Merged")


_OPEN, _PROGRESS = Status.OPEN.value, Status.IN_PROGRESS.value
FLOW = Flow(
    _OPEN,
    moves=[
        Move("pass_on", [_OPEN, _PROGRESS], _PROGRESS),
        Move("solve", [_OPEN, _PROGRESS], Status.SOLVED.value),
        Move("close", [Status.SOLVED.value], Status.CLOSED.value),
        Move("reopen", [Status.SOLVED.value, Status.CLOSED.value], _PROGRESS),
        Move("cancel", [_OPEN, _PROGRESS], Status.CANCELLED.value),
        Move("merge", [_OPEN, _PROGRESS], Status.MERGED.value),
    ],
)
OPEN_STATES = (_OPEN, _PROGRESS)
# Tone of the badge of each state, for the pages.
TONES = {
    _OPEN: "info",
    _PROGRESS: "info",
    Status.SOLVED.value: "ok",
    Status.CLOSED.value: "",
    Status.CANCELLED.value: "hold",
    Status.MERGED.value: "hold",
}
