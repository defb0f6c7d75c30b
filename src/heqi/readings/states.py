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


class FeedKind(models.TextChoices):
    """What a file or a message of meter data holds."""

    TELEGRAMS = "telegrams", _("Telegrams of IoT meters")
    CARDS = "cards", _("Card readings")


class Source(models.TextChoices):
    """How a card reading or a delivery came."""

    HALL = "hall", _("At the hall")
    VISIT = "visit", _("At a visit")
    FILE = "file", pgettext_lazy("meter data", "By file")
    LINE = "line", pgettext_lazy("meter data", "By the line")


class Fate(models.TextChoices):
    """What became of a row of meter data that was not simply taken."""

    PASSED = "passed", pgettext_lazy("a row of meter data", "Passed over")
    OLDER = "older", pgettext_lazy("a row of meter data", "Older than what is known")
    TO_CHECK = "to_check", pgettext_lazy("a row of meter data", "Taken; the meter is to be checked")


class CheckKind(models.TextChoices):
    """Why a meter is to be checked."""

    CARD_BALANCE = "card_balance", _("Card balance")
    SILENT = "silent", _("Silent IoT meter")
    OVER_AGE = "over_age", _("Meter over age")


class CheckStatus(models.TextChoices):
    """Where the check of a meter stands."""

    OPEN = "open", pgettext_lazy("meter check", "To check")
    DONE = "done", pgettext_lazy("meter check", "Checked")
    CLEARED = "cleared", pgettext_lazy("meter check", "Settled by itself")


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
CHECK_FLOW = Flow(
    CheckStatus.OPEN.value,
    moves=[
        Move("close", [CheckStatus.OPEN.value], CheckStatus.DONE.value),
        Move("clear", [CheckStatus.OPEN.value], CheckStatus.CLEARED.value),
    ],
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
    CheckStatus.CLEARED.value: "ok",
}
