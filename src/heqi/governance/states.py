"""How sittings, matters, plans, improvements and suggestions live."""

from django.db import models
from django.utils.translation import pgettext_lazy

from heqi.rulebook.flow import Flow, Move


class SittingStatus(models.TextChoices):
    """Where a sitting stands."""

    CALLED = "called", pgettext_lazy("sitting", "Called")
    HELD = "held", pgettext_lazy("sitting", "Sitting")
    CLOSED = "closed", pgettext_lazy("sitting", "Minutes kept")
    DROPPED = "dropped", pgettext_lazy("sitting", "Cancelled")


class MatterStatus(models.TextChoices):
    """Where a matter stands."""

    ASKED = "asked", pgettext_lazy("committee matter", "Waits for a sitting")
    LISTED = "listed", pgettext_lazy("committee matter", "On the agenda")
    DECIDED = "decided", pgettext_lazy("committee matter", "Decided")


class PlanStatus(models.TextChoices):
    """Where a service plan stands."""

    DRAFT = "draft", pgettext_lazy("service plan", "Draft")
    ISSUED = "issued", pgettext_lazy("service plan", "Issued")


class ImprovementStatus(models.TextChoices):
    """Where an improvement stands."""

    WANTED = "wanted", pgettext_lazy("improvement", "Plan to make")
    OPEN = "open", pgettext_lazy("improvement", "Under way")
    DONE = "done", pgettext_lazy("improvement", "Done")


class SessionStatus(models.TextChoices):
    """Where a training or meeting stands."""

    PLANNED = "planned", pgettext_lazy("session", "Attendance to record")
    HELD = "held", pgettext_lazy("session", "Held")
    DROPPED = "dropped", pgettext_lazy("session", "Cancelled")


class IdeaStatus(models.TextChoices):
    """Where a suggestion stands."""

    FILED = "filed", pgettext_lazy("idea", "To answer")
    ADOPTED = "adopted", pgettext_lazy("idea", "Adopted")
    DECLINED = "declined", pgettext_lazy("idea", "Not adopted")
    DONE = "done", pgettext_lazy("idea", "Carried out")


SITTING_FLOW = Flow(
    initial=SittingStatus.CALLED,
    moves=[
        Move("hold", (SittingStatus.CALLED,), SittingStatus.HELD),
        Move("close", (SittingStatus.HELD,), SittingStatus.CLOSED),
        Move("cancel", (SittingStatus.CALLED,), SittingStatus.DROPPED),
    ],
)
MATTER_FLOW = Flow(
    initial=MatterStatus.ASKED,
    moves=[
        Move("list", (MatterStatus.ASKED,), MatterStatus.LISTED),
        Move("put_off", (MatterStatus.LISTED,), MatterStatus.ASKED),
        Move("decide", (MatterStatus.LISTED,), MatterStatus.DECIDED),
        Move("settle", (MatterStatus.ASKED, MatterStatus.LISTED), MatterStatus.DECIDED),
    ],
)
PLAN_FLOW = Flow(
    initial=PlanStatus.DRAFT, moves=[Move("issue", (PlanStatus.DRAFT,), PlanStatus.ISSUED)]
)
IMPROVEMENT_FLOW = Flow(
    initial=ImprovementStatus.WANTED,
    moves=[
        Move("plan", (ImprovementStatus.WANTED,), ImprovementStatus.OPEN),
        Move("finish", (ImprovementStatus.OPEN,), ImprovementStatus.DONE),
    ],
)
SESSION_FLOW = Flow(
    initial=SessionStatus.PLANNED,
    moves=[
        Move("attend", (SessionStatus.PLANNED,), SessionStatus.HELD),
        Move("cancel", (SessionStatus.PLANNED,), SessionStatus.DROPPED),
    ],
)
IDEA_FLOW = Flow(
    initial=IdeaStatus.FILED,
    moves=[
        Move("adopt", (IdeaStatus.FILED,), IdeaStatus.ADOPTED),
        Move("decline", (IdeaStatus.FILED,), IdeaStatus.DECLINED),
        Move("carry_out", (IdeaStatus.ADOPTED,), IdeaStatus.DONE),
    ],
)
TONES = {
    SittingStatus.CALLED: "pri",
    SittingStatus.HELD: "soon",
    SittingStatus.CLOSED: "ok",
    SittingStatus.DROPPED: "hold",
    MatterStatus.ASKED: "soon",
    MatterStatus.LISTED: "pri",
    MatterStatus.DECIDED: "ok",
    PlanStatus.DRAFT: "soon",
    PlanStatus.ISSUED: "ok",
    ImprovementStatus.WANTED: "soon",
    ImprovementStatus.OPEN: "pri",
    ImprovementStatus.DONE: "ok",
    SessionStatus.PLANNED: "soon",
    SessionStatus.HELD: "ok",
    IdeaStatus.FILED: "soon",
    IdeaStatus.ADOPTED: "ok",
    IdeaStatus.DECLINED: "hold",
}
