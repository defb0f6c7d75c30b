"""Forms of emergencies and outages."""

from heqi.outages.forms.filters import CustomerFilterForm, EmergencyFilterForm, OutageFilterForm
from heqi.outages.forms.steps import (
    IncidentForm,
    OutageForm,
    PostponeForm,
    ReasonForm,
    RestoreForm,
    StopForm,
    ValveForm,
)

__all__ = [
    "CustomerFilterForm",
    "EmergencyFilterForm",
    "IncidentForm",
    "OutageFilterForm",
    "OutageForm",
    "PostponeForm",
    "ReasonForm",
    "RestoreForm",
    "StopForm",
    "ValveForm",
]
