"""Forms of governance."""

from heqi.governance.forms.acted import ActedForm, ListFilter
from heqi.governance.forms.committee import (
    DecideForm,
    HoldForm,
    ListForm,
    MatterForm,
    MinutesForm,
    MovedSittingForm,
    ReasonForm,
    SeatForm,
    SittingForm,
)
from heqi.governance.forms.departments import (
    AnswerForm,
    AttendForm,
    EffectForm,
    IdeaForm,
    ImprovementForm,
    MovedForm,
    PlanForm,
    PlannedForm,
    PlanTextForm,
    PostponedForm,
    ProgressForm,
    SessionForm,
)

__all__ = [
    "ActedForm",
    "AnswerForm",
    "AttendForm",
    "DecideForm",
    "EffectForm",
    "HoldForm",
    "IdeaForm",
    "ImprovementForm",
    "ListFilter",
    "ListForm",
    "MatterForm",
    "MinutesForm",
    "MovedForm",
    "MovedSittingForm",
    "PlanForm",
    "PlanTextForm",
    "PlannedForm",
    "PostponedForm",
    "ProgressForm",
    "ReasonForm",
    "SeatForm",
    "SessionForm",
    "SittingForm",
]
