"""Forms of bulk messages."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from heqi.entry.forms import StandardForm
from heqi.notices.states import CampaignStatus, Purpose

TEXT = forms.Textarea(attrs={"rows": 5})


def _choices(form: forms.Form, name: str, rows: list[tuple[Any, Any]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = rows


class AudienceForm(forms.Form):
    """To whom, and with which text to begin."""

    audience = forms.ChoiceField(label=_("To whom"))
    begin = forms.ChoiceField(label=_("Text to begin with"))

    def __init__(self, *args: Any, audiences: Any, texts: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choices(self, "audience", audiences)
        _choices(self, "begin", texts)


class CampaignForm(StandardForm):
    """A bulk message before it is written down, held against the standard of a notice
    (data-entry/3)."""

    kind = "notice"
    names: ClassVar[dict[str, str]] = {"text": "content"}
    title = forms.CharField(label=_("Title"), max_length=80)
    purpose = forms.ChoiceField(label=_("Purpose"), choices=Purpose.choices)
    choice = forms.ChoiceField(label=_("Which"))
    numbers = forms.CharField(
        label=_("Customer numbers"),
        widget=TEXT,
        max_length=40_000,
        help_text=_("One a line, or with commas between."),
    )
    text = forms.CharField(
        label=_("Text"),
        widget=TEXT,
        max_length=600,
        help_text=_("{name}, {company} and {month} are filled in for each recipient."),
    )

    def __init__(self, *args: Any, choices: Any = None, free: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if choices is None:
            del self.fields["choice"]
        else:
            _choices(self, "choice", choices)
        if not free:
            del self.fields["numbers"]

    def chosen(self) -> str:
        """The compound, the numbers, or nothing."""
        said = self.cleaned_data
        return str(said.get("choice") or said.get("numbers") or "")


class RewriteForm(StandardForm):
    """Another text for a draft, held against the same standard."""

    kind = "notice"
    names: ClassVar[dict[str, str]] = {"text": "content"}
    title = forms.CharField(label=_("Title"), max_length=80)
    text = forms.CharField(
        label=_("Text"),
        widget=TEXT,
        max_length=600,
        help_text=_("{name}, {company} and {month} are filled in for each recipient."),
    )


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("Reason"), max_length=200)


class CampaignFilter(forms.Form):
    """Which bulk messages to show."""

    q = forms.CharField(label=_("Number / title"), required=False, max_length=40)
    status = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("all")), *CampaignStatus.choices]
    )
    purpose = forms.ChoiceField(
        label=_("Purpose"), required=False, choices=[("", _("all")), *Purpose.choices]
    )

    def values(self) -> dict[str, str]:
        """What was understood."""
        self.is_valid()
        return {key: value for key, value in self.cleaned_data.items() if value}


class OptOutForm(forms.Form):
    """A number that wants no bulk messages."""

    phone = forms.CharField(label=_("Phone"), max_length=20)
    reason = forms.CharField(label=_("Reason"), max_length=200)
