"""The investigation, its verdict and appeals against it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.complaints.access import INVESTIGATE
from heqi.complaints.catalogue import choices
from heqi.complaints.forms.fields import WORDS, StaffField, choose_from, fill, units_of
from heqi.complaints.models import Complaint
from heqi.complaints.models.appeals import Appellant
from heqi.complaints.states import Responsibility, Verdict
from heqi.people.models import Staff, Unit


class EvidenceForm(forms.Form):
    """A line of the evidence list."""

    kind = forms.ChoiceField(label=pgettext_lazy("evidence", "Kind"))
    text = forms.CharField(label=_("What it shows"), max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fill(self, "kind", choices("evidence"))


class ReportForm(forms.Form):
    """The report of the investigation."""

    facts = forms.CharField(
        label=pgettext_lazy("an investigation", "What happened"), max_length=4000, widget=WORDS
    )
    cause = forms.ChoiceField(label=pgettext_lazy("of a complaint", "Cause"))
    conclusion = forms.CharField(label=_("Conclusion"), max_length=2000, widget=WORDS)
    proposal = forms.CharField(label=_("Proposed measures"), max_length=2000, widget=WORDS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fill(self, "cause", choices("causes"), first=_("choose"))


class JudgeForm(forms.Form):
    """The verdict and, apart from it, the responsibility."""

    verdict = forms.ChoiceField(
        label=pgettext_lazy("of a complaint", "Verdict"),
        choices=[one for one in Verdict.choices if one[0] != Verdict.OPEN],
    )
    responsibility = forms.ChoiceField(label=_("Responsibility"), choices=Responsibility.choices)
    responsible = StaffField(label=_("Employee responsible"), required=False)
    responsible_unit = forms.ModelChoiceField(
        label=_("Department responsible"),
        queryset=Unit.objects.none(),
        required=False,
        empty_label="—",
    )
    reason = forms.CharField(label=_("Reasons"), max_length=2000, widget=WORDS)

    def __init__(self, *args: Any, complaint: Complaint, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        person, unit = self.fields["responsible"], self.fields["responsible_unit"]
        assert isinstance(person, StaffField)
        assert isinstance(unit, forms.ModelChoiceField)
        person.company = complaint.company
        unit.queryset = units_of(complaint.company)


class AppealForm(forms.Form):
    """An appeal for the department or the customer."""

    appellant = forms.ChoiceField(label=_("Appeal by"), choices=Appellant.choices)
    grounds = forms.CharField(label=_("Grounds"), max_length=2000, widget=WORDS)

    def __init__(self, *args: Any, appellants: Iterable[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fill(self, "appellant", [(v, label) for v, label in Appellant.choices if v in appellants])


class DecideForm(forms.Form):
    """What became of an appeal."""

    changed = forms.TypedChoiceField(
        label=pgettext_lazy("an appeal", "Decision"),
        choices=[("0", _("The verdict stays")), ("1", _("The verdict is changed"))],
        coerce=lambda value: value == "1",
    )
    verdict = forms.ChoiceField(label=_("New verdict"), required=False)
    responsibility = forms.ChoiceField(label=_("New responsibility"), required=False)
    responsible = StaffField(label=_("Employee responsible"), required=False)
    investigator = forms.ModelChoiceField(
        label=_("Who looks into it anew"), queryset=Staff.objects.none(), required=False
    )
    reasons = forms.CharField(label=_("Reasons"), max_length=2000, widget=WORDS)

    def __init__(self, *args: Any, complaint: Complaint, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_from(self, "investigator", INVESTIGATE, complaint, now)
        found = [one for one in Verdict.choices if one[0] != Verdict.OPEN]
        fill(self, "verdict", found, first="—")
        fill(self, "responsibility", Responsibility.choices, first="—")
        person = self.fields["responsible"]
        assert isinstance(person, StaffField)
        person.company = complaint.company


class GroundsForm(forms.Form):
    """Why we do not agree."""

    grounds = forms.CharField(label=_("Grounds"), max_length=2000, widget=WORDS)
