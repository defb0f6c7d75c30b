"""Forms of governance."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.governance.access import IMPROVE, LEAD, VIEW
from heqi.governance.models import Seat, ServicePlan, Session, Sitting
from heqi.governance.states import SittingStatus
from heqi.ledger.actors import Actor
from heqi.people.access import visible_units
from heqi.people.fields import StaffChoices
from heqi.people.models import Staff, Unit

WORDS = forms.Textarea(attrs={"rows": 3})
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class ActedForm(forms.Form):
    """A form that knows who acts and on which row."""

    def __init__(self, *args: Any, actor: Actor, row: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor, self.row = actor, row
        self.fill()

    def fill(self) -> None:
        """Give choices their options."""

    def pick(self, name: str, rows: Any) -> None:
        """The rows that a field offers."""
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = rows


def _staff(actor: Actor, code: str) -> Any:
    units = visible_units(actor, code)
    return (
        Staff.objects.filter(unit__in=units, left_on__isnull=True)
        .select_related("unit", "post")
        .order_by("unit__path", "number")
    )


class ListFilter(forms.Form):
    """What a list is filtered by; wrong values are ignored."""

    text = forms.CharField(label=_("Number / title / name"), required=False, max_length=60)
    unit = forms.TypedChoiceField(
        label=_("Department"), required=False, coerce=int, empty_value=None
    )
    status = forms.ChoiceField(label=_("State"), required=False)
    late = forms.BooleanField(label=_("Overdue only"), required=False)

    def __init__(self, data: Any, *, actor: Actor, states: Any, may_be_late: bool) -> None:
        super().__init__(data)
        units = visible_units(actor, VIEW, ["department", "team"]).order_by("path")[:200]
        self._offer("unit", [(unit.pk, str(unit)) for unit in units])
        self._offer("status", list(states))
        if not may_be_late:
            del self.fields["late"]
        if not states:
            del self.fields["status"]

    def _offer(self, name: str, rows: list[tuple[Any, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("all")), *rows]

    def values(self) -> dict[str, Any]:
        """The filters that were understood."""
        self.is_valid()
        return {key: value for key, value in self.cleaned_data.items() if value}


class SeatForm(ActedForm):
    """Somebody for the committee."""

    staff = forms.ModelChoiceField(
        label=pgettext_lazy("committee", "Member"), queryset=Staff.objects.none()
    )
    office = forms.ChoiceField(
        label=pgettext_lazy("committee", "Office"), choices=Seat.Office.choices
    )

    def fill(self) -> None:
        """Heads and leaders first come by unit."""
        self.pick("staff", _staff(self.actor, LEAD))


class MatterForm(ActedForm):
    """A matter that the office brings itself."""

    unit = forms.ModelChoiceField(label=_("Department concerned"), queryset=Unit.objects.none())
    title = forms.CharField(label=pgettext_lazy("committee", "Matter"), max_length=120)
    text = forms.CharField(label=_("Facts"), max_length=3000, widget=WORDS)

    def fill(self) -> None:
        """Departments."""
        units = visible_units(self.actor, LEAD, ["department", "team"])
        self.pick("unit", units.order_by("path"))


class SittingForm(ActedForm):
    """A sitting to call."""

    at = forms.DateTimeField(label=_("Time"), widget=MOMENT)
    place = forms.CharField(label=pgettext_lazy("where", "Place"), max_length=100)


class HoldForm(ActedForm):
    """Who is there."""

    present = StaffChoices(
        label=pgettext_lazy("committee", "Members present"),
        queryset=Staff.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )

    def fill(self) -> None:
        """The members of the committee."""
        seats = Seat.objects.filter(company=self.row.company_id, until__isnull=True)
        self.pick("present", Staff.objects.filter(pk__in=seats.values("staff")))


class MinutesForm(ActedForm):
    """What was said."""

    minutes = forms.CharField(label=_("Minutes"), max_length=5000, widget=WORDS)


class ListForm(ActedForm):
    """At which sitting."""

    sitting = forms.ModelChoiceField(
        label=pgettext_lazy("committee", "Sitting"), queryset=Sitting.objects.none()
    )

    def fill(self) -> None:
        """Those that are not over."""
        rows = Sitting.objects.filter(company=self.row.company_id)
        self.pick("sitting", rows.exclude(status=SittingStatus.CLOSED))


class DecideForm(ActedForm):
    """What was decided."""

    outcome = forms.CharField(label=_("Decision of the committee"), max_length=3000, widget=WORDS)
    votes_for = forms.IntegerField(label=_("In favour"), min_value=0, max_value=99)
    votes_against = forms.IntegerField(label=_("Against"), min_value=0, max_value=99)


class ReasonForm(ActedForm):
    """Why."""

    reason = forms.CharField(label=_("Reason"), max_length=300, widget=WORDS)


class PlanForm(ActedForm):
    """A service plan."""

    period = forms.ChoiceField(
        label=pgettext_lazy("service plan", "Period"), choices=ServicePlan.Period.choices
    )
    day = forms.DateField(label=_("A day in it"), widget=DAY)
    aims = forms.CharField(
        label=pgettext_lazy("service plan", "Aims"), max_length=3000, widget=WORDS
    )
    measures = forms.CharField(
        label=pgettext_lazy("service plan", "Measures"), max_length=3000, widget=WORDS
    )


class PlannedForm(ActedForm):
    """How a gap is closed."""

    measures = forms.CharField(
        label=pgettext_lazy("improvement", "Measures"), max_length=2000, widget=WORDS
    )
    owner = forms.CharField(label=_("Person responsible"), max_length=60)
    due_on = forms.DateField(label=_("To be finished on"), widget=DAY)


class ImprovementForm(PlannedForm):
    """A gap with its plan."""

    unit = forms.ModelChoiceField(label=_("Department"), queryset=Unit.objects.none())
    title = forms.CharField(
        label=pgettext_lazy("improvement", "Gap in a few words"), max_length=100
    )
    gap = forms.CharField(label=pgettext_lazy("improvement", "Gap"), max_length=2000, widget=WORDS)
    field_order = ["unit", "title", "gap", "measures", "owner", "due_on"]

    def fill(self) -> None:
        """The actor's departments and teams."""
        units = visible_units(self.actor, IMPROVE, ["department", "team"])
        self.pick("unit", units.order_by("path"))


class ProgressForm(ActedForm):
    """How far it is."""

    percent = forms.IntegerField(label=_("Progress (%)"), min_value=0, max_value=100)
    note = forms.CharField(label=_("Note"), max_length=300)


class EffectForm(ActedForm):
    """What it brought."""

    effect = forms.CharField(
        label=pgettext_lazy("improvement", "Effect"), max_length=500, widget=WORDS
    )


class SessionForm(ActedForm):
    """A training or meeting."""

    unit = forms.ModelChoiceField(label=_("Department"), queryset=Unit.objects.none())
    kind = forms.ChoiceField(label=pgettext_lazy("session", "Kind"), choices=Session.Kind.choices)
    subject = forms.CharField(label=_("Subject"), max_length=100)
    held_on = forms.DateField(label=pgettext_lazy("session", "Held on"), widget=DAY)
    led_by = forms.CharField(label=_("Led by"), max_length=60)
    content = forms.CharField(
        label=pgettext_lazy("session", "Content"), max_length=3000, widget=WORDS
    )
    present = StaffChoices(
        label=_("Who was there"),
        queryset=Staff.objects.none(),
        required=False,
        help_text=_("Leave it empty for what is still to come, and record it afterwards."),
    )

    def fill(self) -> None:
        """The actor's departments and their staff."""
        units = visible_units(self.actor, IMPROVE, ["department", "team"])
        self.pick("unit", units.order_by("path"))
        self.pick("present", _staff(self.actor, IMPROVE))


class AttendForm(ActedForm):
    """Who was there."""

    present = StaffChoices(
        label=_("Who was there"),
        queryset=Staff.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )

    def fill(self) -> None:
        """The staff of the department."""
        people = Staff.objects.filter(
            unit__path__startswith=self.row.unit.path, left_on__isnull=True
        )
        self.pick("present", people.select_related("unit", "post").order_by("unit__path", "number"))


class IdeaForm(ActedForm):
    """A suggestion."""

    title = forms.CharField(label=_("In a few words"), max_length=80)
    text = forms.CharField(label=pgettext_lazy("idea", "Suggestion"), max_length=2000, widget=WORDS)


class AnswerForm(ActedForm):
    """Adopted or not, in words."""

    adopt = forms.TypedChoiceField(
        label=pgettext_lazy("idea", "Decision"),
        choices=[("1", pgettext_lazy("idea", "adopt")), ("0", pgettext_lazy("idea", "not adopt"))],
        coerce=lambda value: value == "1",
    )
    answer = forms.CharField(label=_("Answer"), max_length=500, widget=WORDS)
