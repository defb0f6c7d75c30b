"""How plans, checks, hazards and full checks live: the whole machine on one screen."""

from django.db import models
from django.utils.translation import pgettext_lazy

from heqi.rulebook.flow import Flow, Move


class PlanStatus(models.TextChoices):
    """Where a plan stands."""

    DRAFT = "draft", pgettext_lazy("safety plan", "Being prepared")
    OPEN = "open", pgettext_lazy("safety plan", "Under way")
    CLOSED = "closed", pgettext_lazy("safety plan", "Closed")


class CheckStatus(models.TextChoices):
    """Where the check of one customer stands."""

    DUE = "due", pgettext_lazy("safety check", "To check")
    ABSENT = "absent", pgettext_lazy("safety check", "Nobody home")
    UNREACHED = "unreached", pgettext_lazy("safety check", "Never met")
    REFUSED = "refused", pgettext_lazy("safety check", "Refused")
    DONE = "done", pgettext_lazy("safety check", "Checked")
    DROPPED = "dropped", pgettext_lazy("safety check", "Not made")


class HazardStatus(models.TextChoices):
    """Where a hazard stands."""

    FOUND = "found", pgettext_lazy("hazard", "Found")
    NOTIFIED = "notified", pgettext_lazy("hazard", "Notice given")
    MENDING = "mending", pgettext_lazy("hazard", "Order under way")
    MENDED = "mended", pgettext_lazy("hazard", "To re-check")
    ESCALATED = "escalated", pgettext_lazy("hazard", "Escalated")
    CLOSED = "closed", pgettext_lazy("hazard", "Closed")


class FullStatus(models.TextChoices):
    """Where a full check stands."""

    INITIATED = "initiated", pgettext_lazy("full check", "Initiated")
    UNDER_WAY = "under_way", pgettext_lazy("full check", "On site")
    REPORTED = "reported", pgettext_lazy("full check", "Reported")


PLAN_FLOW = Flow(
    PlanStatus.DRAFT.value,
    moves=[
        Move("open", [PlanStatus.DRAFT.value], PlanStatus.OPEN.value),
        Move("close", [PlanStatus.OPEN.value], PlanStatus.CLOSED.value),
    ],
)
C = {name: CheckStatus[name].value for name in CheckStatus.__members__}
# Waiting for a call at the door; the others of an open plan were tried without success.
TO_CALL = (C["DUE"], C["ABSENT"])
TRIED = (C["UNREACHED"], C["REFUSED"])
CHECK_FLOW = Flow(
    C["DUE"],
    moves=[
        Move("miss", TO_CALL, C["ABSENT"]),
        Move("give_up", TO_CALL, C["UNREACHED"]),
        Move("refuse", (*TO_CALL, C["UNREACHED"]), C["REFUSED"]),
        Move("book", (*TO_CALL, *TRIED), C["DUE"]),
        Move("finish", (*TO_CALL, *TRIED), C["DONE"]),
        Move("drop", TO_CALL, C["DROPPED"]),
    ],
)
H = {name: HazardStatus[name].value for name in HazardStatus.__members__}
OPEN_HAZARDS = (H["FOUND"], H["NOTIFIED"], H["MENDING"], H["MENDED"], H["ESCALATED"])
TO_MEND = (H["FOUND"], H["NOTIFIED"], H["MENDING"], H["ESCALATED"])
HAZARD_FLOW = Flow(
    H["FOUND"],
    moves=[
        Move("notify", [H["FOUND"]], H["NOTIFIED"]),
        Move("order", [H["FOUND"], H["NOTIFIED"], H["ESCALATED"]], H["MENDING"]),
        Move("mend", TO_MEND, H["MENDED"]),
        Move("fail", [H["MENDED"]], H["NOTIFIED"]),
        Move("escalate", [H["FOUND"], H["NOTIFIED"], H["MENDING"], H["MENDED"]], H["ESCALATED"]),
        Move("settle", [H["FOUND"]], H["CLOSED"]),
        Move("close", [H["MENDED"]], H["CLOSED"]),
    ],
)
FULL_FLOW = Flow(
    FullStatus.INITIATED.value,
    moves=[
        Move("begin", [FullStatus.INITIATED.value], FullStatus.UNDER_WAY.value),
        Move("report", [FullStatus.UNDER_WAY.value], FullStatus.REPORTED.value),
    ],
)
TONES = {
    PlanStatus.DRAFT.value: "",
    PlanStatus.OPEN.value: "pri",
    C["DUE"]: "pri",
    C["ABSENT"]: "soon",
    C["UNREACHED"]: "hold",
    C["REFUSED"]: "over",
    C["DONE"]: "ok",
    C["DROPPED"]: "hold",
    H["FOUND"]: "soon",
    H["NOTIFIED"]: "pri",
    H["MENDING"]: "pri",
    H["MENDED"]: "soon",
    H["ESCALATED"]: "over",
    H["CLOSED"]: "ok",
    FullStatus.INITIATED.value: "pri",
    FullStatus.UNDER_WAY.value: "pri",
    FullStatus.REPORTED.value: "ok",
}
LEVEL_TONES = {"1": "over", "2": "soon", "3": ""}
