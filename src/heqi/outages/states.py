"""How emergencies, calls to leaders and outages live: three machines on one screen."""

from django.db import models
from django.utils.translation import pgettext_lazy

from heqi.rulebook.flow import Flow, Move


class Stage(models.TextChoices):
    """Where an emergency stands; the steps of its crew are those of its order."""

    RUNNING = "running", pgettext_lazy("emergency", "In progress")
    SAFE = "safe", pgettext_lazy("emergency", "Made safe")
    ENDED = "ended", pgettext_lazy("emergency", "Ended")
    CANCELLED = "cancelled", pgettext_lazy("emergency", "Cancelled")


class Answer(models.TextChoices):
    """What became of a call to a leader."""

    CALLED = "called", pgettext_lazy("summons", "Called")
    ACKNOWLEDGED = "acknowledged", pgettext_lazy("summons", "Acknowledged")
    ARRIVED = "arrived", pgettext_lazy("summons", "On site")
    EXCUSE_GIVEN = "excuse_given", pgettext_lazy("summons", "Gave a reason")
    EXCUSED = "excused", pgettext_lazy("summons", "Excused")
    MISSED = "missed", pgettext_lazy("summons", "Did not come")
    CANCELLED = "cancelled", pgettext_lazy("summons", "Called off")


class Status(models.TextChoices):
    """Where an outage or a planned stop stands."""

    DRAFT = "draft", pgettext_lazy("outage", "Draft")
    SUBMITTED = "submitted", pgettext_lazy("outage", "To be approved")
    APPROVED = "approved", pgettext_lazy("outage", "Approved, to be announced")
    ANNOUNCED = "announced", pgettext_lazy("outage", "Announced")
    SUSPECTED = "suspected", pgettext_lazy("outage", "Possible outage")
    OFF = "off", pgettext_lazy("outage", "Gas off")
    RESTORED = "restored", pgettext_lazy("outage", "Restored")
    CANCELLED = "cancelled", pgettext_lazy("outage", "Cancelled")


G = {name: Stage[name].value for name in Stage.__members__}
EMERGENCY_FLOW = Flow(
    G["RUNNING"],
    moves=[
        Move("make_safe", [G["RUNNING"]], G["SAFE"]),
        Move("end", [G["SAFE"]], G["ENDED"], guards=["restored"]),
        Move("cancel", [G["RUNNING"], G["SAFE"]], G["CANCELLED"]),
    ],
)
RUNNING_STAGES = (G["RUNNING"], G["SAFE"])

A = {name: Answer[name].value for name in Answer.__members__}
WAITED_FOR = (A["CALLED"], A["ACKNOWLEDGED"], A["EXCUSE_GIVEN"])
SUMMONS_FLOW = Flow(
    A["CALLED"],
    moves=[
        Move("acknowledge", [A["CALLED"]], A["ACKNOWLEDGED"]),
        Move("arrive", WAITED_FOR, A["ARRIVED"]),
        Move("explain", [A["CALLED"], A["ACKNOWLEDGED"]], A["EXCUSE_GIVEN"]),
        Move("excuse", [A["EXCUSE_GIVEN"], A["MISSED"]], A["EXCUSED"]),
        Move("refuse_excuse", [A["EXCUSE_GIVEN"]], A["MISSED"]),
        Move("miss", [A["CALLED"], A["ACKNOWLEDGED"]], A["MISSED"]),
        Move("call_off", WAITED_FOR, A["CANCELLED"]),
    ],
)

S = {name: Status[name].value for name in Status.__members__}
PLANNED_STATES = (S["DRAFT"], S["SUBMITTED"], S["APPROVED"], S["ANNOUNCED"])
OPEN_STATES = (*PLANNED_STATES, S["SUSPECTED"], S["OFF"])
# What callers are told of: gas is off or will be, or two neighbours have none.
TOLD_STATES = (S["ANNOUNCED"], S["SUSPECTED"], S["OFF"])
OUTAGE_FLOW = Flow(
    S["DRAFT"],
    moves=[
        Move("submit", [S["DRAFT"]], S["SUBMITTED"], guards=["notice"]),
        Move("approve", [S["SUBMITTED"]], S["APPROVED"]),
        Move("send_back", [S["SUBMITTED"]], S["DRAFT"]),
        Move("announce", [S["APPROVED"]], S["ANNOUNCED"], guards=["notice"]),
        Move("begin", [S["ANNOUNCED"]], S["OFF"]),
        Move("confirm", [S["SUSPECTED"]], S["OFF"]),
        Move("restore", [S["OFF"]], S["RESTORED"], guards=["night"]),
        Move("cancel", [*PLANNED_STATES, S["SUSPECTED"]], S["CANCELLED"]),
    ],
)

TONES = {
    G["RUNNING"]: "over",
    G["SAFE"]: "pri",
    G["ENDED"]: "ok",
    A["CALLED"]: "soon",
    A["ACKNOWLEDGED"]: "pri",
    A["ARRIVED"]: "ok",
    A["EXCUSE_GIVEN"]: "soon",
    A["EXCUSED"]: "hold",
    A["MISSED"]: "over",
    S["DRAFT"]: "hold",
    S["SUBMITTED"]: "pri",
    S["APPROVED"]: "pri",
    S["ANNOUNCED"]: "soon",
    S["SUSPECTED"]: "over",
    S["OFF"]: "over",
    S["RESTORED"]: "ok",
    S["CANCELLED"]: "hold",
}
