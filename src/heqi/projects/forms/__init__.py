"""Forms of projects: filters, the application, a small form for each step, households."""

from heqi.projects.forms.applications import OpenForm
from heqi.projects.forms.filters import FilterForm, HouseholdFilterForm
from heqi.projects.forms.households import (
    GridForm,
    HouseholdActForm,
    PasteForm,
)
from heqi.projects.forms.steps import StepForm

__all__ = [
    "FilterForm",
    "GridForm",
    "HouseholdActForm",
    "HouseholdFilterForm",
    "OpenForm",
    "PasteForm",
    "StepForm",
]
