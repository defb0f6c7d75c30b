"""How a reading and a round live."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.rulebook.flow import Flow, Move


class Status(models.TextChoices):
    """Where a reading stands."""

    TAKEN = "taken", pgettext_lazy("reading", "Kept")
    TO_REVIEW = "to_review", _("To review")
    CONFIRMED = "confirmed", _("Confirmed")
    RETURNED = "returned", _("To read again")


class RoundStatus(models.TextChoices):
    """Where a round stands."""

    OPEN = "open", _("Being read")
    DONE = "done", pgettext_lazy("reading round", "Done")


FLOW = Flow(
    Status.TO_REVIEW.value,
    moves=[
        Move("confirm", [Status.TO_REVIEW.value], Status.CONFIRMED.value),
        Move(
            "return",
            [Status.TO_REVIEW.value, Status.TAKEN.value],
            Status.RETURNED.value,
        ),
    ],
)
ROUND_FLOW = Flow(
    RoundStatus.OPEN.value,
    moves=[Move("finish", [RoundStatus.OPEN.value], RoundStatus.DONE.value)],
)
# Those that count: a reading sent back is history.
STANDING = (Status.TAKEN.value, Status.TO_REVIEW.value, Status.CONFIRMED.value)
TONES = {
    Status.TAKEN.value: "ok",
    Status.TO_REVIEW.value: "soon",
    Status.CONFIRMED.value: "ok",
    Status.RETURNED.value: "over",
    RoundStatus.OPEN.value: "info",
    RoundStatus.DONE.value: "ok",
}
