"""Forms of the organisation; what is asked for, with its choices."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.people.access import permissions
from heqi.people.models import Post, Role, Staff, Unit, UnitKind


def _day() -> forms.DateInput:
    """A field for a day; browsers read no other format."""
    return forms.DateInput({"type": "date"}, format="%Y-%m-%d")


class StaffFilter(forms.Form):
    """Which people to show."""

    q = forms.CharField(label=_("Name, number or end of phone"), required=False, max_length=40)
    post = forms.ChoiceField(label=_("Post"), required=False)
    left = forms.BooleanField(label=_("who have left"), required=False)
    unit = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["post"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("All")), *((one.pk, str(one)) for one in Post.objects.all())]


class UnitForm(forms.Form):
    """A new unit, or new names of one."""

    kind = forms.ChoiceField(label=_("Level"), choices=UnitKind.choices)
    code = forms.SlugField(label=pgettext_lazy("unit", "Code"), max_length=40)
    name = forms.CharField(label=_("Name"), max_length=120)
    short_name = forms.CharField(label=_("Short name"), max_length=40, required=False)
    name_en = forms.CharField(label=_("English name"), max_length=120, required=False)


class NamesForm(forms.Form):
    """New names of a unit."""

    name = forms.CharField(label=_("Name"), max_length=120)
    short_name = forms.CharField(label=_("Short name"), max_length=40, required=False)
    name_en = forms.CharField(label=_("English name"), max_length=120, required=False)


class _PlaceForm(forms.Form):
    """A unit and a post."""

    unit = forms.ModelChoiceField(
        label=_("Org unit"), queryset=Unit.objects.none(), empty_label=_("choose")
    )
    post = forms.ModelChoiceField(
        label=_("Post"), queryset=Post.objects.all(), empty_label=_("choose")
    )
    title = forms.CharField(label=_("Job title"), max_length=60, required=False)

    def __init__(self, *args: Any, units: QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["unit"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = units


class HireForm(_PlaceForm):
    """A new member of staff."""

    field_order = ["number", "name", "unit", "post", "title", "phone", "joined_on"]
    number = forms.CharField(label=_("Staff number"), max_length=20)
    name = forms.CharField(label=_("Full name"), max_length=60)
    phone = forms.CharField(label=_("Phone"), max_length=20, required=False)
    joined_on = forms.DateField(label=_("Joined on"), widget=_day())
    username = forms.CharField(label=_("User name"), max_length=60, required=False)
    password = forms.CharField(
        label=_("First password"),
        required=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )

    def clean_number(self) -> str:
        """A number names one person."""
        number: str = self.cleaned_data["number"]
        if Staff.objects.filter(number=number).exists():
            raise forms.ValidationError(_("This staff number is taken."))
        return number


class MoveForm(_PlaceForm):
    """Another unit, post or title."""

    reason = forms.CharField(label=_("Reason"), max_length=200)


class CorrectForm(forms.Form):
    """Name, phone and mail."""

    name = forms.CharField(label=_("Full name"), max_length=60)
    phone = forms.CharField(label=_("Phone"), max_length=20, required=False)
    email = forms.EmailField(label=_("E-mail address"), required=False)


class LeaveForm(forms.Form):
    """The last day and why."""

    on = forms.DateField(label=_("Leaves on"), widget=_day())
    reason = forms.CharField(label=_("Reason"), max_length=200)


class AccountForm(forms.Form):
    """A login."""

    username = forms.CharField(label=_("User name"), max_length=60)
    password = forms.CharField(
        label=_("First password"), widget=forms.PasswordInput({"autocomplete": "new-password"})
    )


class PasswordForm(forms.Form):
    """A new first password."""

    password = forms.CharField(
        label=_("New password"), widget=forms.PasswordInput({"autocomplete": "new-password"})
    )


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("Reason"), max_length=200)


class GrantForm(forms.Form):
    """A role in a unit, from a day on."""

    role = forms.ModelChoiceField(
        label=_("System role"), queryset=Role.objects.all(), empty_label=_("choose")
    )
    unit = forms.ModelChoiceField(
        label=_("for the unit"), queryset=Unit.objects.none(), empty_label=_("choose")
    )
    since = forms.DateField(label=_("from"), widget=_day())
    last_day = forms.DateField(
        label=_("Last day"), required=False, widget=_day(), help_text=_("Empty: open")
    )

    def __init__(self, *args: Any, units: QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["unit"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = units

    def clean(self) -> dict[str, Any]:
        """The last day must not come before the first."""
        given = super().clean() or {}
        since, last = given.get("since"), given.get("last_day")
        if since and last and last < since:
            self.add_error("last_day", _("The last day must not come before the first."))
        return given

    def until(self) -> date | None:
        """The day after the last."""
        last = self.cleaned_data["last_day"]
        return last + timedelta(days=1) if last else None


class StandInForm(forms.Form):
    """Who acts for whom, from the first to the last day."""

    absent = forms.ModelChoiceField(
        label=_("Absent"), queryset=Staff.objects.none(), empty_label=_("choose")
    )
    deputy = forms.ModelChoiceField(
        label=_("Stand-in"), queryset=Staff.objects.none(), empty_label=_("choose")
    )
    since = forms.DateField(label=_("First day"), widget=_day())
    last_day = forms.DateField(label=_("Last day"), widget=_day())
    reason = forms.CharField(label=_("Reason"), max_length=200)

    def __init__(
        self, *args: Any, absent: QuerySet[Staff], deputies: QuerySet[Staff], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, rows in (("absent", absent), ("deputy", deputies)):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = rows
            field.label_from_instance = _who  # type: ignore[method-assign, assignment]

    def until(self) -> date:
        """The day after the last."""
        last: date = self.cleaned_data["last_day"]
        return last + timedelta(days=1)


class ShiftForm(forms.Form):
    """Somebody on duty on a day from a time to a time; an end before the beginning is next day."""

    staff = forms.ModelChoiceField(
        label=_("Who"), queryset=Staff.objects.none(), empty_label=_("choose")
    )
    day = forms.DateField(label=_("Day"), widget=_day())
    begins = forms.TimeField(label=_("from"), widget=forms.TimeInput({"type": "time"}))
    ends = forms.TimeField(label=_("until"), widget=forms.TimeInput({"type": "time"}))

    def __init__(self, *args: Any, people: QuerySet[Staff], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["staff"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = people
        field.label_from_instance = _who  # type: ignore[method-assign, assignment]


class RoleForm(forms.Form):
    """What a role is called and may do."""

    name = forms.CharField(label=_("Name"), max_length=60)
    name_en = forms.CharField(label=_("English name"), max_length=80)
    codes = forms.MultipleChoiceField(
        label=_("Rights"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["codes"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(code, str(meaning)) for code, meaning in permissions().items()]


def _who(staff: Any) -> str:
    return f"{staff.name} · {staff.post} · {staff.unit}"
