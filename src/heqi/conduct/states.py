"""How a case lives, and what becomes of its money."""

from django.db import models
from django.utils.translation import pgettext_lazy

from heqi.rulebook.flow import Flow, Move


class Side(models.TextChoices):
    """A fact of the rulebook: which limits apply."""

    REWARD = "reward", pgettext_lazy("conduct", "reward")
    PENALTY = "penalty", pgettext_lazy("conduct", "penalty")


class Status(models.TextChoices):
    """Where a case stands."""

    PROPOSED = "proposed", pgettext_lazy("conduct", "Proposed")
    OPEN = "open", pgettext_lazy("conduct", "Hearing and inquiry")
    SIGNING = "signing", pgettext_lazy("conduct", "Being signed")
    DECIDED = "decided", pgettext_lazy("conduct", "Decided")
    APPEALED = "appealed", pgettext_lazy("conduct", "Appeal")
    FINAL = "final", pgettext_lazy("conduct", "Final")
    DROPPED = "dropped", pgettext_lazy("conduct", "Not taken up")
    REFUSED = "refused", pgettext_lazy("conduct", "Refused")
    REVERSED = "reversed", pgettext_lazy("conduct", "Reversed")


_PROPOSED, _OPEN, _SIGNING = Status.PROPOSED.value, Status.OPEN.value, Status.SIGNING.value
_DECIDED, _APPEALED, _FINAL = Status.DECIDED.value, Status.APPEALED.value, Status.FINAL.value
FLOW = Flow(
    _PROPOSED,
    moves=[
        Move("take_up", [_PROPOSED], _OPEN),
        Move("drop", [_PROPOSED, _OPEN], Status.DROPPED.value),
        Move("submit", [_OPEN], _SIGNING, guards=["heard", "investigated", "proofs", "in_range"]),
        Move("return", [_SIGNING], _OPEN),
        Move("refuse", [_SIGNING], Status.REFUSED.value),
        Move("decide", [_SIGNING], _DECIDED),
        Move("finish", [_DECIDED], _FINAL),
        Move("appeal", [_DECIDED], _APPEALED),
        Move("uphold", [_APPEALED], _FINAL),
        Move("change", [_APPEALED], _FINAL),
        Move("overturn", [_APPEALED], Status.REVERSED.value),
        Move("reverse", [_DECIDED, _FINAL], Status.REVERSED.value),
    ],
)
# Being worked on: until it is decided.
OPEN_STATES = (_PROPOSED, _OPEN, _SIGNING, _APPEALED)
# The decision stands, whether or not somebody may still appeal against it.
STANDING = (_DECIDED, _APPEALED, _FINAL)
# Nothing follows from it: the same fact may be taken up again.
VOID = (Status.DROPPED.value, Status.REFUSED.value, Status.REVERSED.value)
TONES = {
    _PROPOSED: "soon",
    _OPEN: "info",
    _SIGNING: "pri",
    _DECIDED: "ok",
    _APPEALED: "soon",
    _FINAL: "ok",
    Status.DROPPED.value: "hold",
    Status.REFUSED.value: "hold",
    Status.REVERSED.value: "hold",
}


class Hearing(models.TextChoices):
    """How the person concerned was heard."""

    WRITTEN = "written", pgettext_lazy("hearing", "in writing")
    ORAL = "oral", pgettext_lazy("hearing", "heard in person, put on record")
    WAIVED = "waived", pgettext_lazy("hearing", "made no statement")


class SumState(models.TextChoices):
    """Where a proposed sum stands: the system never pays and never deducts."""

    PROPOSED = "proposed", pgettext_lazy("proposed sum", "Proposed")
    HANDED = "handed", pgettext_lazy("proposed sum", "With payroll")
    CANCELLED = "cancelled", pgettext_lazy("proposed sum", "Cancelled")


SUM_FLOW = Flow(
    SumState.PROPOSED.value,
    moves=[
        Move("hand_over", [SumState.PROPOSED.value], SumState.HANDED.value),
        Move("cancel", [SumState.PROPOSED.value], SumState.CANCELLED.value),
    ],
)
STATE_TONES = {
    SumState.PROPOSED.value: "soon",
    SumState.HANDED.value: "ok",
    SumState.CANCELLED.value: "hold",
}
