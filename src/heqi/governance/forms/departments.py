"""Forms of plans, improvements, trainings, meetings and suggestions."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.governance.access import IMPROVE
from heqi.governance.forms.acted import DAY, WORDS, ActedForm, staff_under
from heqi.governance.models import ServicePlan, Session
from heqi.people.access import visible_units
from heqi.people.fields import StaffChoices
from heqi.people.models import Staff, Unit


class PlanTextForm(ActedForm):
    """Other words of a draft."""

    aims = forms.CharField(
        label=pgettext_lazy("service plan", "Aims"), max_length=3000, widget=WORDS
    )
    measures = forms.CharField(
        label=pgettext_lazy("service plan", "Measures"), max_length=3000, widget=WORDS
    )

    def fill(self) -> None:
        """As they are."""
        if self.row is not None:
            self.initial = {"aims": self.row.aims, "measures": self.row.measures}


class PlanForm(PlanTextForm):
    """A service plan."""

    period = forms.ChoiceField(
        label=pgettext_lazy("service plan", "Period"), choices=ServicePlan.Period.choices
    )
    day = forms.DateField(label=_("A day in it"), widget=DAY)
    field_order = ["period", "day", "aims", "measures"]


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


class PostponedForm(ActedForm):
    """A later day, and why."""

    due_on = forms.DateField(label=_("To be finished on"), widget=DAY)
    reason = forms.CharField(label=_("Reason"), max_length=300, widget=WORDS)


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
        self.pick("present", staff_under(self.actor, IMPROVE))


class MovedForm(ActedForm):
    """Another day, and why."""

    held_on = forms.DateField(label=pgettext_lazy("session", "Held on"), widget=DAY)
    reason = forms.CharField(label=_("Reason"), max_length=300, widget=WORDS)


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
