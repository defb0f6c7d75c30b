"""Forms of the tasks of master data, of merges, and their reasons."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from heqi.customers.models import TaskKind
from heqi.entry.findings import error_choices


class TaskForm(forms.Form):
    """Ask for master data."""

    kind = forms.ChoiceField(label=_("Task"), choices=TaskKind.choices)
    title = forms.CharField(label=_("What is to be done"), max_length=120)
    source_number = forms.CharField(
        label=_("Number of the order or application"), required=False, max_length=40
    )
    detail = forms.CharField(
        label=_("Details"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class TaskFilterForm(forms.Form):
    """Filters of the list of tasks; wrong values are ignored."""

    q = forms.CharField(label=_("Number / matter"), required=False, max_length=60)
    kind = forms.ChoiceField(
        label=_("Task"), required=False, choices=[("", _("all")), *TaskKind.choices]
    )

    def values(self) -> dict[str, Any]:
        """The filters that were understood."""
        self.is_valid()
        return {k: v for k, v in self.cleaned_data.items() if v not in ("", None)}


class FinishForm(forms.Form):
    """What came of a task."""

    customer = forms.CharField(label=_("Customer number"), required=False, max_length=20)
    account_no = forms.CharField(label=_("Account number"), required=False, max_length=30)
    note = forms.CharField(label=_("Remark"), required=False, max_length=300)


class ReasonForm(forms.Form):
    """A reason, which the action demands."""

    reason = forms.CharField(label=_("Reason"), max_length=200)


class ReopenForm(ReasonForm):
    """Why a task goes back, and whether what was entered is wrong (data-entry/7.3)."""

    entry_error = forms.ChoiceField(label=_("Error of the entry"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["entry_error"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("The entry is right")), *error_choices()]
