"""Forms of plans, summaries, reports, cases and the archive."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.inspections.access import CASES, ORGANISE, PLAN, REFER, VIEW
from heqi.inspections.forms.choosing import DAY, INSPECTED, LONG, WORDS, choose, units_in
from heqi.inspections.grounds import reward_grounds
from heqi.inspections.models import ModelCase, Plan
from heqi.inspections.models.plans import Period
from heqi.inspections.states import Kind, PaperStatus
from heqi.ledger.actors import Actor
from heqi.people.access import visible_units
from heqi.people.models import Staff, Unit
from heqi.rectifications.models import Rectification


class PlanForm(forms.Form):
    """A new plan."""

    unit = forms.ModelChoiceField(
        label=pgettext_lazy("inspection plan", "Whose plan"), queryset=Unit.objects.none()
    )
    period = forms.ChoiceField(
        label=pgettext_lazy("inspection plan", "Period"), choices=Period.choices
    )
    starts_on = forms.DateField(
        label=pgettext_lazy("inspection plan", "A day of the period"), widget=DAY
    )
    aims = forms.CharField(
        label=pgettext_lazy("inspection plan", "Aims and priorities"), max_length=4000, widget=WORDS
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        companies = visible_units(actor, PLAN, ["company"])
        departments = visible_units(actor, ORGANISE, ["department"])
        units_in(self, "unit", (companies | departments).order_by("path"))


class AimsForm(forms.Form):
    """Other aims of a draft."""

    aims = forms.CharField(
        label=pgettext_lazy("inspection plan", "Aims and priorities"), max_length=4000, widget=WORDS
    )


class LineForm(forms.Form):
    """An intended inspection."""

    kind = forms.ChoiceField(label=pgettext_lazy("inspection", "Kind"), choices=Kind.choices)
    unit = forms.ModelChoiceField(
        label=pgettext_lazy("inspection", "Inspected unit"), queryset=Unit.objects.none()
    )
    theme = forms.CharField(label=pgettext_lazy("inspection", "Theme"), max_length=120)
    on = forms.DateField(label=pgettext_lazy("inspection plan", "Day"), widget=DAY)

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        covered = Unit.objects.filter(
            path__startswith=plan.unit.path, kind__in=INSPECTED, closed_on__isnull=True
        )
        units_in(self, "unit", covered.order_by("path"))
        if plan.unit.kind != "company":
            choose(self, "kind", [row for row in Kind.choices if row[0] != Kind.SPECIAL])


class SummaryFilter(forms.Form):
    """What the summaries are filtered by; wrong values are ignored."""

    unit = forms.TypedChoiceField(
        label=_("Department"), required=False, coerce=int, empty_value=None
    )
    month = forms.DateField(
        label=_("Month"),
        required=False,
        input_formats=["%Y-%m"],
        widget=forms.DateInput(attrs={"type": "month"}, format="%Y-%m"),
    )
    status = forms.ChoiceField(label=_("State"), required=False)

    def __init__(self, data: Any, *, actor: Actor) -> None:
        super().__init__(data)
        units = visible_units(actor, VIEW, ["department"]).order_by("path")[:200]
        choose(self, "unit", [(unit.pk, str(unit)) for unit in units], _("all"))
        choose(self, "status", PaperStatus.choices, _("all"))

    def values(self) -> dict[str, Any]:
        """The filters that were understood."""
        self.is_valid()
        return {key: value for key, value in self.cleaned_data.items() if value}


class SummaryForm(forms.Form):
    """The four parts of a summary."""

    achievements = forms.CharField(
        label=pgettext_lazy("inspection summary", "Achievements"), required=False, widget=LONG
    )
    measures = forms.CharField(
        label=pgettext_lazy("inspection summary", "New measures"), required=False, widget=LONG
    )
    problems = forms.CharField(
        label=pgettext_lazy("inspection sheet", "Problems"), required=False, widget=LONG
    )
    suggestions = forms.CharField(
        label=pgettext_lazy("inspection summary", "Suggestions"), required=False, widget=LONG
    )


class ReportForm(forms.Form):
    """The words of the quarterly report."""

    overview = forms.CharField(
        label=pgettext_lazy("inspection report", "Overview"), required=False, widget=LONG
    )
    analysis = forms.CharField(
        label=pgettext_lazy("inspection report", "Analysis of the problems"),
        required=False,
        widget=LONG,
    )
    measures = forms.CharField(
        label=pgettext_lazy("inspection report", "What is demanded"), required=False, widget=LONG
    )


class CaseForm(forms.Form):
    """A model case."""

    unit = forms.ModelChoiceField(label=_("Department"), queryset=Unit.objects.none())
    kind = forms.ChoiceField(label=pgettext_lazy("model case", "Kind"))
    staff = forms.ModelChoiceField(
        label=pgettext_lazy("model case", "Who did it"),
        queryset=Staff.objects.none(),
        required=False,
    )
    title = forms.CharField(label=pgettext_lazy("model case", "Title"), max_length=120)
    story = forms.CharField(
        label=pgettext_lazy("model case", "What happened"), max_length=4000, widget=LONG
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = visible_units(actor, CASES, INSPECTED)
        units_in(self, "unit", units.order_by("path"))
        kinds: Any = ModelCase._meta.get_field("kind").choices
        choose(self, "kind", kinds)
        people = Staff.objects.filter(unit__in=units, left_on__isnull=True)
        units_in(self, "staff", people.order_by("unit__path", "number"))


class PublishForm(forms.Form):
    """Where a case is published besides."""

    channels = forms.CharField(
        label=pgettext_lazy("model case", "Also published in (magazine, contest, talk)"),
        required=False,
        max_length=200,
    )


class NominateForm(forms.Form):
    """The ground of a reward."""

    ground = forms.ChoiceField(label=pgettext_lazy("model case", "Ground of the reward"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "ground", reward_grounds())


class ReferForm(forms.Form):
    """What goes before the committee."""

    unit = forms.ModelChoiceField(label=_("Department"), queryset=Unit.objects.none())
    rectification = forms.ModelChoiceField(
        label=pgettext_lazy("committee matter", "Notice that is not put right"),
        queryset=Rectification.objects.none(),
        required=False,
    )
    staff = forms.ModelChoiceField(
        label=pgettext_lazy("committee matter", "Person responsible"),
        queryset=Staff.objects.none(),
        required=False,
    )
    title = forms.CharField(label=pgettext_lazy("committee matter", "Matter"), max_length=120)
    reason = forms.CharField(label=_("Reason"), max_length=4000, widget=LONG)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = visible_units(actor, REFER, INSPECTED)
        units_in(self, "unit", units.order_by("path"))
        notices = Rectification.objects.visible_to(actor).filter(is_open=True, referral=None)
        units_in(self, "rectification", notices.filter(unit__in=units).order_by("queue_at"))
        people = Staff.objects.filter(unit__in=units, left_on__isnull=True)
        units_in(self, "staff", people.order_by("unit__path", "number"))


class SettleForm(forms.Form):
    """What the committee decided."""

    outcome = forms.CharField(
        label=pgettext_lazy("committee matter", "Decision of the committee"),
        max_length=4000,
        widget=WORDS,
    )
    upheld = forms.BooleanField(
        label=pgettext_lazy(
            "committee matter", "The committee found that it was not executed or put right"
        ),
        required=False,
    )


class ReceiptForm(forms.Form):
    """The receipt of the company archive."""

    receipt = forms.CharField(
        label=pgettext_lazy("archive bundle", "Number of the receipt"), max_length=40
    )
    received_by = forms.CharField(
        label=pgettext_lazy("archive bundle", "Received by"), max_length=80
    )
    place = forms.CharField(
        label=pgettext_lazy("archive bundle", "Place"), required=False, max_length=80
    )


class VerifyForm(forms.Form):
    """A bundle to hold against its seal."""

    file = forms.FileField(label=pgettext_lazy("archive bundle", "Bundle (zip)"))
