"""How a call and a request live."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from heqi.rulebook.flow import Flow, Move


class ContactState(models.TextChoices):
    """Where a contact stands."""

    RINGING = "ringing", _("Ringing")
    TALKING = "talking", _("Talking")
    HELD = "held", _("Caller on hold")
    WRAP_UP = "wrap_up", _("Wrapping up")
    DONE = "done", _("Done")
    ABANDONED = "abandoned", _("Given up")


_RINGING, _TALKING = ContactState.RINGING.value, ContactState.TALKING.value
_HELD, _WRAP_UP = ContactState.HELD.value, ContactState.WRAP_UP.value
# On the line with an agent; and in an agent's hands.
LIVE_STATES = (_TALKING, _HELD)
SERVED_STATES = (_TALKING, _HELD, _WRAP_UP)

CONTACT_FLOW = Flow(
    _RINGING,
    moves=[
        Move("answer", [_RINGING], _TALKING),
        Move("abandon", [_RINGING], ContactState.ABANDONED.value),
        Move("hold", [_TALKING], _HELD),
        Move("retrieve", [_HELD], _TALKING),
        Move("transfer", LIVE_STATES, _RINGING),
        Move("end", LIVE_STATES, _WRAP_UP),
        Move("finish", SERVED_STATES, ContactState.DONE.value),
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
