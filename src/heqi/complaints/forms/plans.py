"""The plan of level one and its drills."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.complaints.forms.fields import DAY, SHORT, WORDS, StaffField
from heqi.people.models import Unit


class StepForm(forms.Form):
    """A step of the level-one plan; what it asks for beside the words depends on the step."""

    note = forms.CharField(
        label=pgettext_lazy("a step", "What was done"), max_length=2000, widget=SHORT
    )
    safety = forms.ChoiceField(
        label=_("Safety part"),
        choices=[
            ("", _("choose")),
            ("open", _("Open an emergency")),
            ("known", _("An emergency is under way")),
            ("none", _("Nobody and nothing is in danger")),
        ],
        required=False,
    )
    emergency = forms.CharField(label=_("Number of the emergency"), max_length=20, required=False)
    address = forms.CharField(
        label=_("Address, if the complaint has none"), max_length=200, required=False
    )
    spokesperson = StaffField(label=_("Speaks for the company"), required=False)
    group = forms.CharField(label=_("Members of the group"), max_length=300, required=False)
    causes = forms.CharField(label=_("Causes"), max_length=2000, required=False, widget=SHORT)
    measures = forms.CharField(label=_("Measures"), max_length=2000, required=False, widget=SHORT)
    asked = {
        "confirm": ["safety", "emergency", "address"],
        "report": ["spokesperson"],
        "group": ["group"],
        "review": ["causes", "measures"],
    }

    def __init__(self, *args: Any, kind: str, company: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in {name for names in self.asked.values() for name in names}:
            if name not in self.asked.get(kind, []):
                del self.fields[name]
        person = self.fields.get("spokesperson")
        if isinstance(person, StaffField):
            person.company = company


class DrillForm(forms.Form):
    """A drill that was held."""

    held_on = forms.DateField(label=_("Held on"), widget=DAY)
    scenario = forms.CharField(label=_("Scenario"), max_length=200)
    took_part = forms.CharField(label=_("Took part"), max_length=300)
    findings = forms.CharField(label=_("What was learned"), max_length=2000, widget=WORDS)
