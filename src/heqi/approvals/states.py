"""How an approval and its steps move."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.rulebook.flow import Flow, Move


class Status(models.TextChoices):
    """Where an approval stands."""

    DRAFT = "draft", pgettext_lazy("approval", "Draft")
    PENDING = "pending", pgettext_lazy("approval", "Pending")
    GRANTED = "granted", pgettext_lazy("approval", "Granted")
    RETURNED = "returned", pgettext_lazy("approval", "Returned")
    REFUSED = "refused", pgettext_lazy("approval", "Refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("approval", "Withdrawn")


FLOW = Flow(
    initial=Status.DRAFT,
    moves=[
        Move("submit", (Status.DRAFT, Status.RETURNED), Status.PENDING),
        Move("grant", (Status.PENDING,), Status.GRANTED),
        Move("return", (Status.PENDING,), Status.RETURNED),
        Move("refuse", (Status.PENDING,), Status.REFUSED),
        Move("withdraw", (Status.DRAFT, Status.PENDING, Status.RETURNED), Status.WITHDRAWN),
    ],
)
# Not decided yet: one such approval per row and kind.
OPEN_STATES = (Status.DRAFT, Status.PENDING, Status.RETURNED)
COLOURS = {
    Status.DRAFT: "",
    Status.PENDING: "",
    Status.GRANTED: "ok",
    Status.RETURNED: "soon",
    Status.REFUSED: "over",
    Status.WITHDRAWN: "hold",
}


class StepState(models.TextChoices):
    """Where a step stands."""

    WAITING = "waiting", pgettext_lazy("sign-off step", "Not reached")
    OPEN = "open", pgettext_lazy("sign-off step", "Being signed")
    PASSED = "passed", pgettext_lazy("sign-off step", "Passed")
    RETURNED = "returned", pgettext_lazy("sign-off step", "Sent back")
    REFUSED = "refused", pgettext_lazy("sign-off step", "Refused")
    DROPPED = "dropped", pgettext_lazy("sign-off step", "Not needed any more")


STEP_FLOW = Flow(
    initial=StepState.WAITING,
    moves=[
        Move("reach", (StepState.WAITING,), StepState.OPEN),
        Move("pass", (StepState.OPEN,), StepState.PASSED),
        Move("return", (StepState.OPEN,), StepState.RETURNED),
        Move("refuse", (StepState.OPEN,), StepState.REFUSED),
        Move("put_after", (StepState.OPEN,), StepState.WAITING),
        Move("drop", (StepState.WAITING, StepState.OPEN), StepState.DROPPED),
    ],
)


STEP_COLOURS = {
    StepState.WAITING: "hold",
    StepState.OPEN: "pri",
    StepState.PASSED: "ok",
    StepState.RETURNED: "soon",
    StepState.REFUSED: "over",
    StepState.DROPPED: "hold",
}
STEP_ICONS = {
    StepState.OPEN: "writing-sign",
    StepState.PASSED: "circle-check",
    StepState.RETURNED: "arrow-back-up",
    StepState.REFUSED: "circle-x",
}


class Rule(models.TextChoices):
    """How many voices a step needs."""

    ANY = "any", _("one signature")
    ALL = "all", _("all signatures")
    QUORUM = "quorum", _("a number of signatures")


class Choice(models.TextChoices):
    """What a voice says."""

    APPROVE = "approve", pgettext_lazy("vote", "Approved")
    RETURN = "return", pgettext_lazy("vote", "Sent back")
    REFUSE = "refuse", pgettext_lazy("vote", "Refused")


class Fault(models.TextChoices):
    """Why a step cannot be signed by anybody."""

    NOBODY = "nobody", _("Nobody holds this post")
    ONLY_REQUESTER = (
        "only_requester",
        _("Only the requester or somebody whom it is about holds this post"),
    )
    TOO_FEW = "too_few", _("Fewer people hold this post than must sign")
