"""Forms of the monthly appraisal."""

from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.appraisal.access import VIEW
from heqi.appraisal.facts import item_words
from heqi.appraisal.models import Line, Sheet, StaffSheet
from heqi.appraisal.queries.months import lines_of_person
from heqi.appraisal.states import Status
from heqi.ledger.actors import Actor
from heqi.people.access import visible_units

WORDS = forms.Textarea(attrs={"rows": 3})
MONTH = forms.DateInput(attrs={"type": "month"}, format="%Y-%m")
# More lines than this are not offered one by one: their item is at nought long before.
OFFERED = 300


def _choices(form: forms.Form, name: str, rows: list[Any]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = rows


class _Filters(forms.Form):
    def values(self) -> dict[str, Any]:
        """The filters that were understood."""
        self.is_valid()
        return {key: value for key, value in self.cleaned_data.items() if value}


class FilterForm(_Filters):
    """What the list of months is filtered by."""

    year = forms.IntegerField(label=_("Year"), required=False, min_value=2000, max_value=2100)
    company = forms.TypedChoiceField(
        label=_("Company"), required=False, coerce=int, empty_value=None
    )
    state = forms.ChoiceField(label=_("State"), required=False)

    def __init__(self, data: Any, *, companies: list[tuple[int, str]]) -> None:
        super().__init__(data)
        _choices(self, "company", [("", _("all")), *companies])
        _choices(self, "state", [("", _("all")), *Status.choices])


class PeopleForm(_Filters):
    """What the list of people is filtered by."""

    text = forms.CharField(label=_("Name / staff number"), required=False, max_length=60)
    month = forms.DateField(label=_("Month"), required=False, input_formats=["%Y-%m"], widget=MONTH)
    unit = forms.TypedChoiceField(
        label=_("Department"), required=False, coerce=int, empty_value=None
    )
    grade = forms.ChoiceField(label=_("Grade"), required=False)

    def __init__(self, data: Any, *, actor: Actor) -> None:
        super().__init__(data)
        units = visible_units(actor, VIEW, ["department", "team"]).order_by("path")[:200]
        _choices(self, "unit", [("", _("all")), *[(unit.pk, str(unit)) for unit in units]])
        _choices(self, "grade", [("", _("all")), *[(one, one) for one in "ABC"]])


class YearForm(forms.Form):
    """Which year of which company."""

    year = forms.IntegerField(label=_("Year"), required=False, min_value=2000, max_value=2100)
    company = forms.TypedChoiceField(
        label=_("Company"), required=False, coerce=int, empty_value=None
    )

    def __init__(self, data: Any, *, companies: list[tuple[int, str]]) -> None:
        super().__init__(data)
        _choices(self, "company", list(companies))


class SelfScoreForm(forms.Form):
    """A department's own score: a field for each item with a weight, then words."""

    note = forms.CharField(
        label=pgettext_lazy("appraisal", "Explanation"), required=False, widget=WORDS,
        max_length=1000,
    )  # fmt: skip

    def __init__(self, data: Any, *, sheet: Sheet) -> None:
        super().__init__(data, initial={**sheet.self_items, "note": sheet.self_note})
        self.items = [one for one in sheet.items if one["weight"] is not None]
        for one in self.items:
            self.fields[one["item"]] = forms.DecimalField(
                label=item_words(one["item"]), min_value=0, max_value=Decimal(one["weight"]),
                max_digits=5, decimal_places=2,
                help_text=_("of {most}; by the records {score}").format(
                    most=one["weight"], score=one["score"]
                ),
            )  # fmt: skip
        self.order_fields([*(one["item"] for one in self.items), "note"])

    def clean(self) -> dict[str, Any]:
        """The scores together, as the action takes them."""
        given = super().clean() or {}
        codes = [one["item"] for one in self.items if one["item"] in given]
        return {"scores": {code: given[code] for code in codes}, "note": given.get("note", "")}


class AppealForm(forms.Form):
    """Why the sheet is not right."""

    appeal = forms.CharField(
        label=pgettext_lazy("appraisal", "Which lines do not hold, and why"), widget=WORDS,
        max_length=2000,
    )  # fmt: skip


class OwnAppealForm(forms.Form):
    """Why one's own sheet is not right."""

    appeal = forms.CharField(
        label=pgettext_lazy("appraisal", "Which records are not right or not yours, and why"),
        widget=WORDS, max_length=2000,
    )  # fmt: skip


class AnswerForm(forms.Form):
    """The decision on an appeal."""

    answer = forms.CharField(
        label=pgettext_lazy("appraisal", "Decision and reasons"), widget=WORDS, max_length=2000
    )
    strike = forms.TypedMultipleChoiceField(
        label=pgettext_lazy("appraisal", "Lines that do not count"), required=False, coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    def __init__(self, data: Any, *, sheet: Sheet) -> None:
        super().__init__(data)
        self.offer(sheet.lines.filter(struck_at__isnull=True))

    def offer(self, lines: QuerySet[Line]) -> None:
        """The lines that may fall."""
        rows = [(line.pk, _said(line)) for line in lines[:OFFERED]]
        for name in {"strike", "free"} & set(self.fields):
            _choices(self, name, rows)


class OwnAnswerForm(AnswerForm):
    """The decision on a person's appeal: records may hold and yet be somebody else's."""

    free = forms.TypedMultipleChoiceField(
        label=pgettext_lazy("appraisal", "Lines that count for the department only"),
        required=False, coerce=int, widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    def __init__(self, data: Any, *, row: StaffSheet) -> None:
        forms.Form.__init__(self, data)
        self.order_fields(["answer", "free", "strike"])
        self.offer(lines_of_person(row).filter(struck_at__isnull=True, freed_at__isnull=True))

    def clean(self) -> dict[str, Any]:
        """A line falls for everybody or for the person, not both."""
        given = super().clean() or {}
        if set(given.get("strike") or ()) & set(given.get("free") or ()):
            self.add_error("strike", _("A line is marked twice; choose one of both."))
        return given


def _said(line: Line) -> str:
    return f"{item_words(line.item)} {line.points:+} {line.source_number} {line.words}"


class StrikeForm(forms.Form):
    """Why a line does not count."""

    reason = forms.CharField(label=_("Reason"), max_length=500)


class PointsForm(forms.Form):
    """Points within the range of the clause."""

    points = forms.DecimalField(
        label=pgettext_lazy("appraisal", "Points off"), max_digits=5, decimal_places=2
    )
    reason = forms.CharField(label=_("Reason"), max_length=500)
