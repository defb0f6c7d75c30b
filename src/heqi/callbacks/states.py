"""How a callback lives."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from heqi.rulebook.flow import Flow, Move


class Status(models.TextChoices):
    """Where a callback stands."""

    PLANNED = "planned", _("To call")
    TRYING = "trying", _("Not reached yet")
    DONE = "done", _("Called")
    UNREACHABLE = "unreachable", _("Unreachable")
    EXPIRED = "expired", _("Expired")


class Outcome(models.TextChoices):
    """How one attempt ended."""

    NO_ANSWER = "no_answer", _("No answer")
    WRONG_NUMBER = "wrong_number", _("Wrong number")
    REFUSED = "refused", _("Would not answer")
    OTHER_PERSON = "other_person", _("Somebody else answered")


_PLANNED, _TRYING = Status.PLANNED.value, Status.TRYING.value
FLOW = Flow(
    _PLANNED,
    moves=[
        Move("try", [_PLANNED, _TRYING], _TRYING),
        Move("complete", [_PLANNED, _TRYING], Status.DONE.value),
        Move("give_up", [_PLANNED, _TRYING], Status.UNREACHABLE.value),
        Move("expire", [_PLANNED, _TRYING], Status.EXPIRED.value),
    ],
)
OPEN_STATES = (_PLANNED, _TRYING)
TONES = {
    _PLANNED: "info",
    _TRYING: "info",
    Status.DONE.value: "ok",
    Status.UNREACHABLE.value: "hold",
    Status.EXPIRED.value: "hold",
}
