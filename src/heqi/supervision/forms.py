"""Forms of the supervision network."""

from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.customers.models import Party
from heqi.inspections.grounds import penalty_clauses
from heqi.ledger.actors import Actor
from heqi.people.access import visible_units
from heqi.people.models import Staff, Unit
from heqi.people.queries import department_of
from heqi.rectifications.states import Severity
from heqi.supervision.access import HANDLE, MANAGE, VIEW
from heqi.supervision.catalogue import choices, most_marks
from heqi.supervision.models import Gathering, Opinion, Supervisor
from heqi.supervision.states import Ending, Group, Outcome, Standing, Verdict

WORDS = forms.Textarea(attrs={"rows": 3})
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
ROWS = 4


class FilterForm(forms.Form):
    """What a list is filtered by; wrong values are ignored."""

    def values(self) -> dict[str, Any]:
        """The filters that were understood."""
        self.is_valid()
        return {key: value for key, value in self.cleaned_data.items() if value}


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


class MemberFilter(FilterForm):
    """Of the register."""

    text = forms.CharField(label=_("Name / organisation / number"), required=False, max_length=60)
    group = forms.ChoiceField(label=pgettext_lazy("supervisors", "Group"), required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        offer(self, "group", list(Group.choices), _("all"))


def offer(form: forms.Form, name: str, rows: list[tuple[Any, Any]], empty: Any = None) -> None:
    """Give a choice its options."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = [("", empty), *rows] if empty is not None else rows


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


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("Reason"), max_length=300, widget=WORDS)


class PersonForm(forms.Form):
    """Somebody on the register."""

    name = forms.CharField(label=pgettext_lazy("a person", "Name"), max_length=60)
    group = forms.ChoiceField(label=pgettext_lazy("supervisors", "Group"))
    phone = forms.CharField(label=_("Phone"), max_length=20)
    organisation = forms.CharField(label=_("Organisation"), max_length=80, required=False)
    position = forms.CharField(label=_("Position"), max_length=60, required=False)
    recommended_by = forms.CharField(label=_("Recommended by"), max_length=80, required=False)
    party = forms.CharField(
        label=_("Customer number"),
        max_length=20,
        required=False,
        help_text=_("With a customer file he becomes a VIP when he is appointed."),
    )
    note = forms.CharField(label=_("Note"), max_length=300, required=False)

    def __init__(self, *args: Any, company: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.company = company
        offer(self, "group", list(Group.choices), _("Please choose"))

    def clean_party(self) -> Party | None:
        """The customer of the number."""
        number = self.cleaned_data["party"].strip().upper()
        if not number:
            return None
        found = Party.objects.filter(company=self.company, number=number, state="active").first()
        if found is None:
            raise forms.ValidationError(_("There is no customer with this number."))
        return found


class AppointForm(forms.Form):
    """The first term."""

    since = forms.DateField(label=_("Term from"), widget=DAY)
    confidential_on = forms.DateField(label=_("Confidentiality signed on"), widget=DAY)


class ReleaseForm(forms.Form):
    """The end."""

    ending = forms.ChoiceField(
        label=_("Why it ends"),
        choices=[one for one in Ending.choices if one[0] != Ending.DECLINED],
    )
    reason = forms.CharField(label=_("Reason"), max_length=300, widget=WORDS)


class InvitedField(forms.ModelMultipleChoiceField):
    """Supervisors, each with his group."""

    def label_from_instance(self, obj: Any) -> str:
        """Name and group."""
        return f"{obj.name} · {obj.get_group_display()}"


class GatheringForm(forms.Form):
    """A meeting or visit."""

    kind = forms.ChoiceField(
        label=pgettext_lazy("gathering", "Kind"), choices=Gathering.Kind.choices
    )
    title = forms.CharField(label=_("Subject"), max_length=100)
    at = forms.DateTimeField(label=_("Time"), widget=MOMENT)
    place = forms.CharField(label=pgettext_lazy("where", "Place"), max_length=100)
    agenda = forms.CharField(label=_("Agenda"), max_length=2000, widget=WORDS)
    invited = InvitedField(
        label=_("Invited"),
        queryset=Supervisor.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, company: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["invited"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        field.queryset = Supervisor.objects.filter(company=company, status=Standing.SERVING)
        field.initial = list(field.queryset)


class HoldForm(forms.Form):
    """Who came."""

    chaired_by = forms.CharField(label=_("Chaired by"), max_length=60)
    hosts = forms.CharField(label=_("Present for the company"), max_length=300, required=False)
    came = InvitedField(
        label=_("Who came"), queryset=Supervisor.objects.none(), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, gathering: Gathering, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["came"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        field.queryset = gathering.invited.all()


class MinutesForm(forms.Form):
    """What was said."""

    minutes = forms.CharField(label=_("Minutes"), max_length=5000, widget=WORDS)


class ItemForm(forms.Form):
    """One item of the minutes; a row left empty is none."""

    text = forms.CharField(label=_("What is to be done"), max_length=300, required=False)
    unit = forms.ModelChoiceField(
        label=_("Department"), queryset=Unit.objects.none(), required=False
    )
    owner = forms.ModelChoiceField(
        label=_("Person responsible"), queryset=Staff.objects.none(), required=False
    )
    due_on = forms.DateField(label=_("Until"), required=False, widget=DAY)

    def __init__(self, *args: Any, actor: Actor, company: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit, owner = self.fields["unit"], self.fields["owner"]
        assert isinstance(unit, forms.ModelChoiceField)
        assert isinstance(owner, forms.ModelChoiceField)
        unit.queryset = visible_units(actor, MANAGE, ["department"]).order_by("path")
        owner.queryset = Staff.objects.filter(
            unit__path__startswith=company.path,
            left_on__isnull=True,
            post__code__startswith="head_",
        ).select_related("unit", "post")

    def clean(self) -> dict[str, Any]:
        """A row with an item names department and day."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("text", "").strip():
            for name in ("unit", "due_on"):
                if not given.get(name) and name not in self.errors:
                    self.add_error(name, _("Please fill this in."))
        return given


def item_rows(data: Any, *, actor: Actor, company: Unit, due_on: Any) -> "BaseFormSet[ItemForm]":
    """A few empty rows for items."""
    rows = formset_factory(ItemForm, extra=ROWS, max_num=ROWS, absolute_max=ROWS)
    return rows(
        data,
        prefix="items",
        form_kwargs={"actor": actor, "company": company, "initial": {"due_on": due_on}},
    )


class ResultForm(forms.Form):
    """What came of an item."""

    result = forms.CharField(label=_("Result"), max_length=500, widget=WORDS)


class RoundForm(forms.Form):
    """Which year is rated."""

    year = forms.TypedChoiceField(label=_("Year"), coerce=int)

    def __init__(self, *args: Any, years: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "year", [(year, str(year)) for year in years])


class ReportForm(RoundForm):
    """The yearly report's words."""

    achievements = forms.CharField(
        label=_("What was achieved"), max_length=3000, widget=forms.Textarea(attrs={"rows": 5})
    )
    problems = forms.CharField(
        label=_("Problems and proposals"), max_length=3000, widget=forms.Textarea(attrs={"rows": 5})
    )


class RateForm(forms.Form):
    """A mark for each aspect, and words."""

    words = forms.CharField(
        label=_("In your own words"), max_length=1000, required=False, widget=WORDS
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        marks = [(str(n), str(n)) for n in range(1, most_marks() + 1)]
        for code, label in choices("aspects"):
            self.fields[code] = forms.TypedChoiceField(
                label=label, choices=marks, coerce=int, widget=forms.RadioSelect
            )
        self.order_fields([*(code for code, _label in choices("aspects")), "words"])

    def marks(self) -> dict[str, int]:
        """The marks by aspect."""
        return {code: self.cleaned_data[code] for code, _label in choices("aspects")}


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
