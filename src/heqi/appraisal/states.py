"""How a month is appraised."""

from django.db import models
from django.utils.translation import pgettext_lazy

from heqi.rulebook.flow import Flow, Move


class Status(models.TextChoices):
    """Where a month stands."""

    OPEN = "open", pgettext_lazy("appraisal", "Being scored")
    REVIEWED = "reviewed", pgettext_lazy("appraisal", "Reviewed")
    PUBLISHED = "published", pgettext_lazy("appraisal", "Published")
    CLOSED = "closed", pgettext_lazy("appraisal", "Closed")


_OPEN, _REVIEWED = Status.OPEN.value, Status.REVIEWED.value
_PUBLISHED = Status.PUBLISHED.value
FLOW = Flow(
    _OPEN,
    moves=[
        Move("review", [_OPEN], _REVIEWED, guards=["month_over", "self_scored"]),
        Move("publish", [_REVIEWED], _PUBLISHED),
        Move("close", [_PUBLISHED], Status.CLOSED.value, guards=["appeals_decided"]),
    ],
)
# Everybody concerned knows the result.
TOLD = (Status.PUBLISHED, Status.CLOSED)
TONES = {_OPEN: "info", _REVIEWED: "soon", _PUBLISHED: "pri", Status.CLOSED.value: "ok"}
