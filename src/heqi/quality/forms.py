"""Forms of the checks of entries."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from heqi.entry.findings import error_choices
from heqi.entry.standards import standard
from heqi.people.fields import StaffChoices
from heqi.people.models import Staff, Unit
from heqi.policies.speaking import spoken
from heqi.quality.actions import Wrong
from heqi.quality.models import FoundBy, Group, Suggestion, Training
from heqi.quality.states import ErrorStatus
from heqi.quality.tables import Source

WORDS = forms.Textarea(attrs={"rows": 2})


def _fill(form: forms.Form, name: str, choices: list[tuple[Any, Any]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices


class FilterForm(forms.Form):
    """What the list of errors is filtered by; wrong values are ignored."""

    q = forms.CharField(label=_("Number / record / name"), required=False, max_length=60)
    status = forms.ChoiceField(label=_("State"), required=False)
    error = forms.ChoiceField(label=_("Class of the error"), required=False)
    found_by = forms.ChoiceField(label=_("Discovered by"), required=False)
    group = forms.ChoiceField(label=_("Kind of entry"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        every = [("", _("all"))]
        _fill(self, "status", [*every, *ErrorStatus.choices])
        _fill(self, "error", [*every, *error_choices()])
        _fill(self, "found_by", [*every, *FoundBy.choices])
        _fill(self, "group", [*every, *Group.choices])

    def values(self) -> dict[str, Any]:
        """The filters that were understood."""
        self.is_valid()
        return {key: value for key, value in self.cleaned_data.items() if value}


class WrongForm(forms.Form):
    """What is wrong with a record."""

    error = forms.ChoiceField(label=_("Class of the error"))
    field = forms.ChoiceField(label=_("Field"), required=False)
    note = forms.CharField(label=_("What the error is"), max_length=300, widget=WORDS)

    def __init__(
        self, *args: Any, kind: str, on: Any, company_id: int | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        fields = standard(kind, on=on, company_id=company_id).fields.values()
        _fill(self, "error", list(error_choices()))
        _fill(
            self,
            "field",
            [("", _("the whole record")), *((f.name, spoken(f.title)) for f in fields)],
        )

    def wrong(self) -> Wrong:
        """As the actions take it."""
        said = self.cleaned_data
        return Wrong(said["field"], said["error"], said["note"], "data-entry/1.2.1", "clause")


class OutcomeForm(forms.Form):
    """What was done about an error, or why it is none."""

    outcome = forms.CharField(label=_("Explanation of the step"), max_length=300, widget=WORDS)


class ComplaintForm(forms.Form):
    """The complaint that an error caused."""

    complaint = forms.CharField(label=_("Number of the complaint"), max_length=40)


class NoteForm(forms.Form):
    """A remark that may be left out."""

    note = forms.CharField(label=_("Remark"), required=False, max_length=300, widget=WORDS)


class TrainingForm(forms.Form):
    """A training that was held."""

    unit = forms.ModelChoiceField(label=_("Department"), queryset=Unit.objects.none())
    subject = forms.CharField(label=_("Subject"), max_length=120)
    held_on = forms.DateField(
        label=_("Held on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    trainer = forms.CharField(label=_("Trainer"), max_length=60)
    staff = StaffChoices(
        label=_("Took part"),
        queryset=Staff.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, units: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, rows in (("unit", units), ("staff", people)):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = rows


class ProposalForm(forms.Form):
    """What was verified before a withdrawal is proposed."""

    reason = forms.CharField(
        label=_("Verified from the standard and the log"), max_length=500, widget=WORDS
    )


class GiveBackForm(forms.Form):
    """The training after which rights are given back."""

    training = forms.ModelChoiceField(label=_("Training"), queryset=Training.objects.none())

    def __init__(self, *args: Any, trainings: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["training"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = trainings


class SuggestionForm(forms.Form):
    """A suggestion."""

    area = forms.ChoiceField(label=_("About"), choices=Suggestion.Area.choices)
    title = forms.CharField(label=_("Title"), max_length=80)
    text = forms.CharField(
        label=_("Suggestion"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )


class AnswerForm(forms.Form):
    """The answer to a suggestion."""

    answer = forms.CharField(label=_("Answer"), max_length=500, widget=WORDS)


class RewardForm(forms.Form):
    """The reward of an adopted suggestion."""

    reward = forms.CharField(label=_("Reward"), max_length=200)


def wrong_form(
    source: Source, row: Any, data: Any = None, *, on: Any, company_id: int | None
) -> WrongForm:
    """The form for an error of a record."""
    return WrongForm(data, kind=source.kind(row), on=on, company_id=company_id)
