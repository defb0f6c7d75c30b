"""Forms of safety checks."""

from heqi.safety.forms.door import CheckForm, MissForm, RefuseForm
from heqi.safety.forms.full import BeginForm, FullForm, ReportForm
from heqi.safety.forms.hazards import HazardFilter, MendedForm, NoticeForm, ReasonForm, RecheckForm
from heqi.safety.forms.plans import AddForm, AssignForm, OrganiseForm, PlanForm, SplitForm
from heqi.safety.forms.visits import BookForm, CheckFilter, FollowForm

__all__ = [
    "AddForm",
    "AssignForm",
    "BeginForm",
    "BookForm",
    "CheckFilter",
    "CheckForm",
    "FollowForm",
    "FullForm",
    "HazardFilter",
    "MendedForm",
    "MissForm",
    "NoticeForm",
    "OrganiseForm",
    "PlanForm",
    "ReasonForm",
    "RecheckForm",
    "RefuseForm",
    "ReportForm",
    "SplitForm",
]
