"""What supervisors say, and what becomes of it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.inspections.grounds import penalty_clauses
from heqi.ledger.actors import Actor
from heqi.people.access import visible_units
from heqi.people.models import Staff, Unit
from heqi.people.queries import department_of
from heqi.rectifications.states import Severity
from heqi.supervision.access import HANDLE, VIEW
from heqi.supervision.catalogue import choices
from heqi.supervision.forms.fields import DAY, WORDS, FilterForm, offer
from heqi.supervision.models import Opinion, Supervisor
from heqi.supervision.states import Outcome, Standing, Verdict


class OpinionFilter(FilterForm):
    """Of the opinions."""

    text = forms.CharField(label=_("Number / title / supervisor"), required=False, max_length=60)
    area = forms.ChoiceField(label=_("About"), required=False)
    unit = forms.TypedChoiceField(
        label=_("Department"), required=False, coerce=int, empty_value=None
    )
    verdict = forms.ChoiceField(label=pgettext_lazy("supervisors", "Verdict"), required=False)

    def __init__(self, data: Any, *, actor: Actor) -> None:
        super().__init__(data)
        units = visible_units(actor, VIEW, ["department", "team"]).order_by("path")[:200]
        offer(self, "area", choices("areas"), _("all"))
        offer(self, "unit", [(unit.pk, str(unit)) for unit in units], _("all"))
        offer(self, "verdict", list(Verdict.choices), _("all"))


class SaidForm(forms.Form):
    """What a supervisor says; on his phone and at the office."""

    area = forms.ChoiceField(label=_("About"))
    title = forms.CharField(label=_("In a few words"), max_length=80)
    text = forms.CharField(label=_("Opinion"), max_length=2000, widget=WORDS)
    place = forms.CharField(label=pgettext_lazy("where", "Place"), max_length=120, required=False)
    seen_on = forms.DateField(label=_("Seen on"), required=False, widget=DAY)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "area", choices("areas"), _("Please choose"))


class RecordForm(SaidForm):
    """An opinion that the office writes down."""

    supervisor = forms.ModelChoiceField(
        label=_("Supervisor"), queryset=Supervisor.objects.none(), empty_label=_("Please choose")
    )
    channel = forms.ChoiceField(label=_("How it came"))
    field_order = ["supervisor", "channel", "area", "title", "text", "place", "seen_on"]

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["supervisor"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Supervisor.objects.visible_to(actor).filter(status=Standing.SERVING)
        rows = [(code, label) for code, label in choices("channels") if code != "link"]
        offer(self, "channel", rows, _("Please choose"))


class AssignForm(forms.Form):
    """Who answers."""

    unit = forms.ModelChoiceField(
        label=_("Department"), queryset=Unit.objects.none(), empty_label=_("Please choose")
    )
    instruction = forms.CharField(label=_("To mind"), max_length=300, required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["unit"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = visible_units(actor, HANDLE, ["department", "team"]).order_by("path")


class AnswerForm(forms.Form):
    """What the department says to it."""

    answer = forms.CharField(label=_("Answer to the supervisor"), max_length=4000, widget=WORDS)


class JudgeForm(forms.Form):
    """Whether it is borne out, and what becomes of it."""

    verdict = forms.ChoiceField(
        label=pgettext_lazy("supervisors", "Verdict"), choices=Verdict.choices
    )
    outcome = forms.ChoiceField(label=_("What becomes of it"), choices=Outcome.choices)
    severity = forms.ChoiceField(label=_("Severity"), choices=Severity.choices)
    concerned = forms.ModelChoiceField(
        label=_("Person concerned"),
        queryset=Staff.objects.none(),
        required=False,
        empty_label=_("nobody in particular"),
        help_text=_("A valid finding proposes a penalty of whom it is about, praise a reward."),
    )
    ground = forms.ChoiceField(
        label=_("Clause that he did not keep"),
        required=False,
        help_text=_("May be left to whoever takes the case up."),
    )
    requirement = forms.CharField(
        label=_("What is to be put right (for a rectification)"),
        max_length=2000,
        required=False,
        widget=WORDS,
    )

    def __init__(self, *args: Any, opinion: Opinion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["concerned"]
        assert isinstance(field, forms.ModelChoiceField)
        department = department_of(opinion.unit)
        people = Staff.objects.filter(unit__path__startswith=department.path, left_on__isnull=True)
        field.queryset = people.select_related("unit", "post").order_by("unit__path", "number")
        rows = [
            (clause, f"{clause.partition('/')[2]} {words}")
            for clause, words in penalty_clauses().items()
        ]
        offer(self, "ground", rows, _("left open"))


class FeedbackForm(forms.Form):
    """What the supervisor is told."""

    result = forms.CharField(label=_("Result"), max_length=2000, widget=WORDS)
    told_by = forms.ChoiceField(label=_("Told by"))
    satisfied = forms.TypedChoiceField(
        label=pgettext_lazy("supervisor's opinion", "Satisfied?"),
        required=False,
        choices=[
            ("", pgettext_lazy("supervisor's opinion", "he says by his link")),
            ("1", _("satisfied")),
            ("0", _("not satisfied")),
        ],
        coerce=lambda value: value == "1",
        empty_value=None,
    )
    reply = forms.CharField(label=_("What he said to it"), max_length=500, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "told_by", choices("channels"))


class SatisfiedForm(forms.Form):
    """Whether the result does."""

    satisfied = forms.TypedChoiceField(
        label=_("Are you satisfied with the result?"),
        choices=[("1", _("satisfied")), ("0", _("not satisfied"))],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
    )
    reply = forms.CharField(
        label=_("What you want to say to it"), max_length=500, required=False, widget=WORDS
    )
