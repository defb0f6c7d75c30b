"""Forms of duties."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.duties.models import Occurrence
from heqi.duties.specs import titles, word_of
from heqi.duties.states import Status
from heqi.people.models import Staff, Unit
from heqi.policies.packs import compendium_policies
from heqi.policies.speaking import spoken

WORDS = forms.Textarea(attrs={"rows": 3})
SEVERAL = [
    ("todo", pgettext_lazy("duty", "To do")),
    ("failed", pgettext_lazy("duty", "Not in time")),
    ("asked", pgettext_lazy("duty", "Excuse to be decided")),
]
AUDIENCES = ("company", "department", "vip_person", "vip_org", "entry_staff")
DIGITS = 18


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def _choices(form: forms.Form, name: str, rows: list[tuple[Any, Any]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = rows


class FilterForm(forms.Form):
    """What the list is filtered by; wrong values are ignored."""

    q = forms.CharField(label=_("For / name"), required=False, max_length=60)
    duty = forms.ChoiceField(label=_("Duty"), required=False)
    status = forms.ChoiceField(label=_("State"), required=False)
    due = forms.CharField(
        label=_("Due in"), required=False, widget=forms.DateInput(attrs={"type": "month"})
    )
    unit = forms.ChoiceField(label=_("Department"), required=False)
    policy = forms.ChoiceField(label=_("Policy"), required=False)
    audience = forms.ChoiceField(label=_("For each"), required=False)
    staff = forms.ChoiceField(label=_("Done by"), required=False)
    occasion = forms.CharField(required=False, widget=forms.HiddenInput, max_length=30)

    def __init__(
        self, *args: Any, units: Any, people: Any, company_id: int | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        every: list[tuple[Any, Any]] = [("", _("all"))]
        self._units = {str(unit.pk): unit for unit in units}
        self._people = {str(staff.pk): staff for staff in people}
        _choices(self, "duty", [*every, *titles().items()])
        _choices(self, "status", [*every, *SEVERAL, *Status.choices])
        _choices(self, "unit", [*every, *((pk, str(u)) for pk, u in self._units.items())])
        _choices(self, "staff", [*every, *((pk, s.name) for pk, s in self._people.items())])
        known = compendium_policies(company_id)
        policies = [(policy.id, spoken(policy.short)) for policy in known]
        _choices(self, "policy", [*every, *policies])
        _choices(self, "audience", [*every, *((a, word_of("audience", a)) for a in AUDIENCES)])

    def values(self) -> dict[str, Any]:
        """The filters that were understood."""
        self.is_valid()
        found = {key: value for key, value in self.cleaned_data.items() if value}
        if "due" in found:
            month = read_month(found.pop("due"))
            if month:
                found["due"] = month
        if "unit" in found:
            found["unit"] = self._units[found["unit"]]
        if "staff" in found:
            found["staff"] = self._people[found["staff"]]
        return found


def read_month(text: str) -> date | None:
    """The first day of the month that ``2026-11`` names."""
    try:
        year, month = (int(part) for part in text.split("-"))
        return date(year, month, 1) if 1900 < year < 2400 else None
    except ValueError:
        return None


class EvidenceForm(forms.Form):
    """What was done, when, and of which kind the evidence is."""

    kind = forms.ChoiceField(label=_("Kind of evidence"))
    done_on = forms.DateField(label=_("Done on"), widget=_day())
    reference = forms.CharField(
        label=_("Number"), required=False, max_length=80,
        help_text=_("Of the order, the callback, the document, if there is one."),
    )  # fmt: skip
    text = forms.CharField(label=_("What was done"), max_length=4000, widget=WORDS)
    file = forms.FileField(label=_("File"), required=False)

    def __init__(
        self, *args: Any, row: Occurrence, missing: list[str], today: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        order = [*missing, *(kind for kind in row.evidence if kind not in missing)]
        _choices(self, "kind", [(kind, word_of("evidence", kind)) for kind in order])
        self.fields["done_on"].initial = today


class MeetingForm(forms.Form):
    """When and where a visit or check takes place."""

    at = forms.DateTimeField(
        label=_("Agreed for"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    place = forms.CharField(label=_("Place"), required=False, max_length=120)


class AttendanceForm(forms.Form):
    """For each post that is to take part: who it is, and whether he came himself."""

    ANSWERS = [
        ("yes", _("came in person")),
        ("no", _("did not come")),
    ]

    def __init__(self, *args: Any, expected: list[dict[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.expected = expected
        for place, one in enumerate(expected):
            self.fields[f"came_{place}"] = forms.ChoiceField(
                label=f"{one['title']} {one['name']}".strip(),
                choices=self.ANSWERS,
                widget=forms.RadioSelect,
                initial=one["initial"],
            )
            self.fields[f"note_{place}"] = forms.CharField(
                label=_("Remark"), required=False, max_length=200
            )


class FollowUpForm(forms.Form):
    """What is left to be done."""

    text = forms.CharField(label=_("What is to be done"), max_length=300, widget=WORDS)
    staff = forms.ModelChoiceField(label=_("By whom"), queryset=Staff.objects.none())
    due_on = forms.DateField(label=_("Due"), widget=_day())

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _people(self, people)


class OutcomeForm(forms.Form):
    """What came of a follow-up."""

    outcome = forms.CharField(label=_("Outcome"), max_length=300)


class ExcuseForm(forms.Form):
    """Why it cannot be done."""

    reason = forms.CharField(label=_("Reason"), max_length=300, widget=WORDS)


class VerdictForm(forms.Form):
    """Whether the excuse holds."""

    granted = forms.ChoiceField(
        label=_("Decision"),
        choices=[("yes", _("granted")), ("no", _("refused"))],
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(label=_("Answer"), required=False, max_length=300, widget=WORDS)


class AssignForm(forms.Form):
    """Who does it."""

    staff = forms.ModelChoiceField(label=_("By whom"), queryset=Staff.objects.none())

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _people(self, people)


class StopForm(forms.Form):
    """Why a duty is no longer kept."""

    reason = forms.CharField(label=_("Reason"), max_length=200)


def _people(form: forms.Form, people: Any) -> None:
    field = form.fields["staff"]
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = people
    if form.is_bound and len(str(form.data.get("staff", ""))) > DIGITS:
        field.queryset = Staff.objects.none()


def staff_around(unit: Unit, today: date) -> Any:
    """Who may be named: everybody of the company."""
    company = unit.company or unit
    rows = Staff.objects.filter(unit__path__startswith=company.path, left_on__isnull=True)
    return rows.select_related("unit", "post").order_by("post__rank", "number")
