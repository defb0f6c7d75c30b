"""From assigning to closing, and what may come between."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.callbacks.facts import attempt_answer, window_at
from heqi.callbacks.states import Outcome
from heqi.complaints.access import HANDLE, INVESTIGATE
from heqi.complaints.catalogue import choices
from heqi.complaints.forms.fields import (
    MOMENT,
    SHORT,
    WORDS,
    StaffField,
    choose_from,
    fill,
    units_of,
)
from heqi.complaints.models import Complaint
from heqi.people.models import Staff, Unit
from heqi.rectifications.states import Severity
from heqi.service.kinds import kinds


class AssignForm(forms.Form):
    """The department, who handles it, who looks into it."""

    unit = forms.ModelChoiceField(label=_("Department in charge"), queryset=Unit.objects.none())
    handler = forms.ModelChoiceField(label=_("Handler"), queryset=Staff.objects.none())
    investigator = forms.ModelChoiceField(label=_("Investigator"), queryset=Staff.objects.none())

    def __init__(self, *args: Any, complaint: Complaint, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _people(self, complaint, now)
        unit = self.fields["unit"]
        assert isinstance(unit, forms.ModelChoiceField)
        unit.queryset = units_of(complaint.company)


def _people(form: forms.Form, complaint: Complaint, now: datetime) -> None:
    for name, right in (("handler", HANDLE), ("investigator", INVESTIGATE)):
        choose_from(form, name, right, complaint, now)


class ReopenForm(AssignForm):
    """Why it goes on, and with whom."""

    reason = forms.CharField(label=_("Reason"), max_length=500, widget=SHORT)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["unit"]


class NamePersonForm(AssignForm):
    """Whose name came up, and who goes on where he may not."""

    accused = StaffField(label=_("Person complained about"))
    reason = forms.CharField(label=_("How the name came up"), max_length=500, widget=SHORT)

    def __init__(self, *args: Any, complaint: Complaint, **kwargs: Any) -> None:
        super().__init__(*args, complaint=complaint, **kwargs)
        del self.fields["unit"]
        self.order_fields(["accused", "handler", "investigator", "reason"])
        person = self.fields["accused"]
        assert isinstance(person, StaffField)
        person.company = complaint.company
        for name, label in (
            ("handler", _("New handler, if it is he")),
            ("investigator", _("New investigator, if he is not independent")),
        ):
            self.fields[name].required = False
            self.fields[name].label = label


class NoteForm(forms.Form):
    """What was done or said."""

    note = forms.CharField(label=_("What was said"), max_length=500, widget=SHORT)


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("Reason"), max_length=500, widget=SHORT)


class WithdrawForm(ReasonForm):
    """What the customer said; of a case that is looked into what shows it, too."""

    kind = forms.ChoiceField(label=_("Evidence of the customer's word"))
    evidence = forms.CharField(label=_("What it shows and where it is kept"), max_length=300)

    def __init__(self, *args: Any, complaint: Complaint, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fill(self, "kind", choices("evidence"), first=_("choose"))
        if not complaint.investigations.exists():
            del self.fields["kind"], self.fields["evidence"]


class OfferForm(forms.Form):
    """A solution in words."""

    text = forms.CharField(label=_("Solution for the customer"), max_length=2000, widget=WORDS)


class AnswerForm(forms.Form):
    """What the customer said to it."""

    accepted = forms.TypedChoiceField(
        label=_("The customer"),
        choices=[("1", _("accepts")), ("0", _("declines"))],
        coerce=lambda value: value == "1",
    )
    answer = forms.CharField(label=_("What the customer said"), max_length=500, widget=SHORT)


class ReplyForm(forms.Form):
    """The explicit reply."""

    text = forms.CharField(label=_("Reply to the customer"), max_length=2000, widget=WORDS)
    override_reason = forms.CharField(
        label=_("Why somebody else replies"), max_length=300, required=False
    )


class HourForm(forms.Form):
    """Asks why the customer is called, where it is no hour for calling customers."""

    off_hours = forms.CharField(
        label=_("Why the customer is called at this hour"), max_length=200, required=False
    )

    def __init__(self, *args: Any, complaint: Complaint, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields([*(name for name in self.fields if name != "off_hours"), "off_hours"])
        if window_at(attempt_answer(company_id=complaint.company_id, now=now), now):
            del self.fields["off_hours"]


class CallForm(HourForm):
    """How satisfied the customer is."""

    score = forms.TypedChoiceField(
        label=_("Satisfaction (1 to 5)"),
        choices=[(n, str(n)) for n in range(5, 0, -1)],
        coerce=int,
    )
    note = forms.CharField(label=_("What was said"), max_length=300, required=False)


class AttemptForm(HourForm):
    """A call that did not reach the customer."""

    outcome = forms.ChoiceField(label=_("How the call ended"), choices=Outcome.choices)


class CloseForm(forms.Form):
    """The last elements."""

    result = forms.CharField(label=_("Result"), max_length=2000, widget=SHORT)
    corrective_action = forms.CharField(label=_("Corrective action"), max_length=2000, widget=SHORT)


class RectifyForm(forms.Form):
    """The corrective action as a notice to a department."""

    unit = forms.ModelChoiceField(label=_("To the department"), queryset=Unit.objects.none())
    severity = forms.ChoiceField(label=_("Severity"), choices=Severity.choices)
    title = forms.CharField(
        label=pgettext_lazy("a rectification", "Problem in a few words"), max_length=120
    )
    requirement = forms.CharField(label=_("What is required"), max_length=2000, widget=SHORT)

    def __init__(self, *args: Any, complaint: Complaint, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit = self.fields["unit"]
        assert isinstance(unit, forms.ModelChoiceField)
        unit.queryset = units_of(complaint.company)


class ExtendForm(forms.Form):
    """More time."""

    until = forms.DateTimeField(label=_("Until"), widget=MOMENT)
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=SHORT)
    customer_told = forms.BooleanField(label=_("The customer was told"), required=False)


class ConvertForm(ReasonForm):
    """What it is instead."""

    kind = forms.ChoiceField(label=_("It is"))
    field_order = ["kind", "reason"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fill(self, "kind", [(one.code, one.label) for one in kinds().values() if not one.case])


class EscalateForm(ReasonForm):
    """The customer escalates."""

    beyond = forms.BooleanField(label=_("Beyond what the department may decide"), required=False)
