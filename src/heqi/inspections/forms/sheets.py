"""Forms of an inspection, its sheet and its findings."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.inspections.access import ORGANISE, PLAN, VIEW
from heqi.inspections.catalogue import choices
from heqi.inspections.forms.choosing import (
    DAY,
    INSPECTED,
    LONG,
    WORDS,
    choose,
    clause_choices,
    units_in,
)
from heqi.inspections.models import Finding, Inspection
from heqi.inspections.models.inspections import Level
from heqi.inspections.states import Kind, Result, Severity
from heqi.ledger.actors import Actor
from heqi.people.access import visible_units
from heqi.people.models import Staff, Unit


class FilterForm(forms.Form):
    """What the lists are filtered by; wrong values are ignored."""

    text = forms.CharField(label=_("Number / theme"), required=False, max_length=60)
    unit = forms.TypedChoiceField(
        label=_("Department"), required=False, coerce=int, empty_value=None
    )
    kind = forms.ChoiceField(label=pgettext_lazy("inspection", "Kind"), required=False)
    level = forms.ChoiceField(label=pgettext_lazy("inspection", "Level"), required=False)
    severity = forms.ChoiceField(label=_("Severity"), required=False)

    def __init__(self, data: Any, *, actor: Actor, without: tuple[str, ...] = ()) -> None:
        super().__init__(data)
        units = visible_units(actor, VIEW, INSPECTED).order_by("path")[:200]
        choose(self, "unit", [(unit.pk, str(unit)) for unit in units], _("all"))
        choose(self, "kind", Kind.choices, _("all"))
        choose(self, "level", Level.choices, _("all"))
        choose(self, "severity", Severity.choices, _("all"))
        for name in without:
            del self.fields[name]

    def values(self) -> dict[str, Any]:
        """The filters that were understood."""
        self.is_valid()
        return {key: value for key, value in self.cleaned_data.items() if value}


class InspectionForm(forms.Form):
    """A new inspection."""

    unit = forms.ModelChoiceField(
        label=pgettext_lazy("inspection", "Inspected unit"),
        queryset=Unit.objects.none(),
        empty_label="—",
    )
    level = forms.ChoiceField(label=pgettext_lazy("inspection", "Level"), choices=Level.choices)
    kind = forms.ChoiceField(label=pgettext_lazy("inspection", "Kind"), choices=Kind.choices)
    planned_on = forms.DateField(label=pgettext_lazy("inspection", "Planned for"), widget=DAY)
    theme = forms.CharField(label=pgettext_lazy("inspection", "Theme"), max_length=120)
    methods = forms.MultipleChoiceField(
        label=pgettext_lazy("inspection", "Methods"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        seen = visible_units(actor, ORGANISE, INSPECTED) | visible_units(actor, PLAN, INSPECTED)
        units_in(self, "unit", seen.order_by("path"))
        choose(self, "methods", choices("methods"))
        if not actor.holds(PLAN):
            choose(self, "level", [row for row in Level.choices if row[0] != Level.COMPANY])
            choose(self, "kind", [row for row in Kind.choices if row[0] != Kind.SPECIAL])


class SchemeForm(forms.Form):
    """The concrete scheme of an inspection."""

    scheme = forms.CharField(
        label=_("Scheme: aim, scope, steps, who does what"), max_length=8000, widget=LONG
    )


class MemberForm(forms.Form):
    """Who joins the group."""

    staff = forms.ModelChoiceField(
        label=pgettext_lazy("inspection group", "Who"), queryset=Staff.objects.none()
    )
    role = forms.ChoiceField(
        label=pgettext_lazy("inspection group", "Role"),
        choices=[
            ("member", pgettext_lazy("inspection group", "member")),
            ("deputy", pgettext_lazy("inspection group", "deputy leader")),
            ("leader", pgettext_lazy("inspection group", "leader")),
        ],
    )

    def __init__(self, *args: Any, row: Inspection, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = Staff.objects.filter(unit__company_id=row.company_id, left_on__isnull=True)
        people = people.exclude(pk__in=row.members.values("staff")) | Staff.objects.filter(
            unit_id=row.company_id, left_on__isnull=True
        ).exclude(pk__in=row.members.values("staff"))
        units_in(self, "staff", people.order_by("post__rank", "number"))


class ItemForm(forms.Form):
    """What is said of an item of the sheet."""

    result = forms.ChoiceField(label=_("Result"), choices=Result.choices)
    note = forms.CharField(
        label=pgettext_lazy("inspection sheet", "What was seen"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class FindingForm(forms.Form):
    """A problem at an item."""

    problem = forms.CharField(label=_("What was found"), max_length=4000, widget=WORDS)
    severity = forms.ChoiceField(label=_("Severity"), choices=Severity.choices)
    clause = forms.ChoiceField(label=pgettext_lazy("finding", "Clause that was not kept"))
    staff = forms.ModelChoiceField(
        label=pgettext_lazy("finding", "Whose breach"),
        queryset=Staff.objects.none(),
        required=False,
    )

    def __init__(self, *args: Any, row: Inspection, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "clause", clause_choices(company_id=row.company_id))
        people = Staff.objects.filter(unit__path__startswith=row.unit.path, left_on__isnull=True)
        units_in(self, "staff", people.order_by("unit__path", "number"))


class HandOverForm(forms.Form):
    """The group's opinion on what is to be put right."""

    requirement = forms.CharField(
        label=pgettext_lazy("inspection sheet", "Rectification opinion"),
        required=False,
        max_length=4000,
        widget=WORDS,
    )


class SignForm(forms.Form):
    """The signature of a member, drawn or by name."""

    drawn = forms.CharField(required=False, widget=forms.HiddenInput)


class AnswerForm(SignForm):
    """The department's opinion with the signature of its head."""

    opinion = forms.CharField(
        label=pgettext_lazy("inspection sheet", "Opinion of the inspected department"),
        max_length=4000,
        widget=WORDS,
    )


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("Reason"), max_length=500, widget=WORDS)


class RemarkForm(forms.Form):
    """What the person concerned says of a breach."""

    remark = forms.CharField(
        label=pgettext_lazy("a breach", "What you say"), max_length=2000, widget=WORDS
    )


class CorrectForm(forms.Form):
    """How a breach was corrected, and the points proposed."""

    correction = forms.CharField(
        label=pgettext_lazy("a breach", "How it was corrected"), max_length=2000, widget=WORDS
    )
    points = forms.DecimalField(
        label=pgettext_lazy("a breach", "Points to deduct"), required=False, decimal_places=2
    )

    def __init__(
        self, *args: Any, finding: Finding, span: tuple[Decimal, Decimal], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if finding.staff_id is None:
            del self.fields["points"]
        else:
            self.fields["points"].help_text = f"{span[0]} – {span[1]}"


class NotifyForm(forms.Form):
    """The notice that a finding leads to."""

    title = forms.CharField(
        label=pgettext_lazy("a rectification", "Problem in a few words"), max_length=120
    )
    requirement = forms.CharField(label=_("What is required"), max_length=4000, widget=WORDS)
