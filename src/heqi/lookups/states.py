"""How a case of doubtful look-ups lives."""

from django.db import models
from django.utils.translation import pgettext_lazy

from heqi.rulebook.flow import Flow, Move


class Status(models.TextChoices):
    """Where a case stands."""

    NEW = "new", pgettext_lazy("look-up case", "New")
    ASKED = "asked", pgettext_lazy("look-up case", "Viewer asked")
    ANSWERED = "answered", pgettext_lazy("look-up case", "Answered")
    EXPLAINED = "explained", pgettext_lazy("look-up case", "Explained by business")
    CLEARED = "cleared", pgettext_lazy("look-up case", "Cleared")
    UPHELD = "upheld", pgettext_lazy("look-up case", "Upheld")
    APPEALED = "appealed", pgettext_lazy("look-up case", "Appealed")
    CONFIRMED = "confirmed", pgettext_lazy("look-up case", "Confirmed on appeal")
    OVERTURNED = "overturned", pgettext_lazy("look-up case", "Overturned on appeal")


class Choice(models.TextChoices):
    """What a reviewer says."""

    UPHOLD = "uphold", pgettext_lazy("look-up case", "Uphold")
    CLEAR = "clear", pgettext_lazy("look-up case", "Clear")


_NEW, _ASKED, _ANSWERED = Status.NEW.value, Status.ASKED.value, Status.ANSWERED.value
_UPHELD, _APPEALED = Status.UPHELD.value, Status.APPEALED.value
FLOW = Flow(
    _NEW,
    moves=[
        Move("ask", [_NEW], _ASKED),
        Move("answer", [_ASKED], _ANSWERED),
        Move("explain", [_NEW, _ASKED, _ANSWERED], Status.EXPLAINED.value),
        Move("clear", [_NEW, _ASKED, _ANSWERED], Status.CLEARED.value, ["two_agree"]),
        Move("uphold", [_ASKED, _ANSWERED], _UPHELD, ["two_agree", "heard_or_overdue"]),
        Move("appeal", [_UPHELD], _APPEALED),
        Move("confirm", [_APPEALED], Status.CONFIRMED.value, ["two_others_agree"]),
        Move("overturn", [_APPEALED], Status.OVERTURNED.value, ["two_others_agree"]),
    ],
)
OPEN_STATES = (_NEW, _ASKED, _ANSWERED, _APPEALED)
TONES = {
    _NEW: "info",
    _ASKED: "soon",
    _ANSWERED: "info",
    _UPHELD: "over",
    _APPEALED: "soon",
    Status.CONFIRMED.value: "over",
    Status.EXPLAINED.value: "ok",
    Status.CLEARED.value: "ok",
    Status.OVERTURNED.value: "ok",
}
