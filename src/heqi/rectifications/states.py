"""How a rectification lives."""

from django.db import models
from django.utils.translation import pgettext_lazy

from heqi.rulebook.flow import Flow, Move


class Status(models.TextChoices):
    """Where a rectification stands."""

    ISSUED = "issued", pgettext_lazy("rectification", "To acknowledge")
    ACKNOWLEDGED = "acknowledged", pgettext_lazy("rectification", "Plan to hand in")
    PLANNED = "planned", pgettext_lazy("rectification", "Being put right")
    REPORTED = "reported", pgettext_lazy("rectification", "To check again")
    PASSED = "passed", pgettext_lazy("rectification", "Put right")
    ARCHIVED = "archived", pgettext_lazy("rectification", "Archived")
    WITHDRAWN = "withdrawn", pgettext_lazy("rectification", "Withdrawn")


class Severity(models.TextChoices):
    """How grave the problem is; a fact of the rulebook."""

    ORDINARY = "ordinary", pgettext_lazy("rectification", "ordinary")
    MAJOR = "major", pgettext_lazy("rectification", "major")


_ISSUED, _KNOWN = Status.ISSUED.value, Status.ACKNOWLEDGED.value
_PLANNED, _REPORTED = Status.PLANNED.value, Status.REPORTED.value
FLOW = Flow(
    _ISSUED,
    moves=[
        Move("acknowledge", [_ISSUED], _KNOWN),
        Move("plan", [_KNOWN], _PLANNED),
        Move("return_plan", [_PLANNED], _KNOWN),
        Move("report", [_PLANNED], _REPORTED),
        Move("send_back", [_REPORTED], _PLANNED),
        Move("pass", [_REPORTED], Status.PASSED.value),
        Move("archive", [Status.PASSED.value], Status.ARCHIVED.value),
        Move("withdraw", [_ISSUED, _KNOWN, _PLANNED], Status.WITHDRAWN.value),
    ],
)
OPEN_STATES = (_ISSUED, _KNOWN, _PLANNED, _REPORTED)
TONES = {
    _ISSUED: "info",
    _KNOWN: "info",
    _PLANNED: "info",
    _REPORTED: "soon",
    Status.PASSED.value: "ok",
    Status.ARCHIVED.value: "",
    Status.WITHDRAWN.value: "hold",
}
