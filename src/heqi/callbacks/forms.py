"""Forms of callbacks: the script, attempts, opinions, reviews, filters."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.callbacks.catalogue import (
    business_label,
    fatal_errors,
    opinion_label,
    score_sheet,
    sensitive_subjects,
)
from heqi.callbacks.facts import classes_of_scores
from heqi.callbacks.models import Reason
from heqi.callbacks.states import Outcome, Round
from heqi.people.models import Unit
from heqi.policies.packs import common_pack
from heqi.policies.speaking import spoken_chinese

WORDS = forms.Textarea(attrs={"rows": 2})
YES_NO = [("yes", pgettext_lazy("answer", "Yes")), ("no", pgettext_lazy("answer", "No"))]
FIVE = [(str(n), str(n)) for n in range(1, 6)]
SOLVED = [
    ("solved", pgettext_lazy("answer", "solved")),
    ("partly", pgettext_lazy("answer", "partly")),
    ("not_solved", pgettext_lazy("answer", "not solved")),
]


def _fill(form: forms.Form, name: str, choices: Sequence[tuple[Any, Any]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices


class ScriptForm(forms.Form):
    """The questions of a business one by one, then what the customer said besides.

    Only the overall score must be answered: a customer may leave any other question open.
    """

    opinion_text = forms.CharField(
        label=_("Opinion, praise or need"), required=False, max_length=1000, widget=WORDS
    )
    opinion = forms.ChoiceField(label=_("Class of the opinion"), required=False)
    sensitive = forms.ChoiceField(label=_("Sensitive subject"), required=False)
    recording = forms.CharField(
        label=_("Reference of the recording"), required=False, max_length=60
    )
    talk_seconds = forms.IntegerField(
        label=_("Length of the call (seconds)"), required=False, min_value=0, max_value=14400
    )

    def __init__(
        self,
        data: Any = None,
        *,
        script: Sequence[Mapping[str, Any]],
        known: Mapping[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        self.known = dict(known or {})
        self.questions = [row for row in script if row["kind"] != "text"]
        for row in self.questions:
            self.fields[f"q_{row['code']}"] = _question(row)
        options = common_pack().question("callbacks.opinion").facts["opinion"].options
        _fill(self, "opinion", [("", _("none")), *((c, opinion_label(c)) for c in options)])
        subjects = [(row.code, row.label) for row in sensitive_subjects()]
        _fill(self, "sensitive", [("", _("no")), *subjects])

    def asked(self) -> list[forms.BoundField]:
        """The questions in the order of the script."""
        return [self[f"q_{row['code']}"] for row in self.questions]

    def clean(self) -> dict[str, Any]:
        """An answer that differs from the order must be noted as an opinion."""
        said: dict[str, Any] = super().clean() or {}
        said["differences"] = self._differences(said)
        if said["differences"] and not said.get("opinion"):
            self.add_error(
                "opinion",
                _("The customer's answer differs from the record: note it as an opinion."),
            )
        if said.get("opinion") and not said.get("opinion_text"):
            self.add_error("opinion_text", _("Note what the customer said."))
        return said

    def _differences(self, said: Mapping[str, Any]) -> list[str]:
        found = []
        for row in self.questions:
            name = row.get("compare")
            value = said.get(f"q_{row['code']}")
            if not name or name not in self.known or value in (None, ""):
                continue
            known = self.known[name]
            given: Any = value == "yes" if row["kind"] == "yes_no" else value
            if isinstance(known, Decimal) and isinstance(given, Decimal):
                same = abs(known - given) <= Decimal(str(row.get("tolerance_m3", 0)))
            else:
                same = known == given
            if not same:
                found.append(row["code"])
        return found

    def answers(self) -> dict[str, Any]:
        """What was answered, by the code of the question."""
        said = self.cleaned_data
        given = {row["code"]: said.get(f"q_{row['code']}") for row in self.questions}
        found = {code: str(value) for code, value in given.items() if value not in (None, "")}
        if said["differences"]:
            found["differences"] = ",".join(said["differences"])
        return found

    def result(self) -> dict[str, Any]:
        """As ``record_result`` takes it."""
        said = self.cleaned_data
        return {
            "score": int(said["q_overall"]),
            "answers": self.answers(),
            "opinion": said["opinion"],
            "opinion_text": said["opinion_text"],
            "sensitive": said["sensitive"],
            "recording": said["recording"],
            "talk_seconds": said["talk_seconds"],
        }


def _question(row: Mapping[str, Any]) -> forms.Field:
    label = row["zh" if spoken_chinese() else "en"]
    kind = row["kind"]
    if kind in ("money", "decimal"):
        most: dict[str, Any] = {"max_digits": 12, "decimal_places": 2 if kind == "money" else 3}
        box = forms.NumberInput(attrs={"class": "form-control form-control-sm"})
        return forms.DecimalField(label=label, required=False, min_value=0, widget=box, **most)
    offered: dict[str, Any] = {"yes_no": YES_NO, "five": FIVE, "one_of": SOLVED}
    return forms.ChoiceField(
        label=label,
        required=row["code"] == "overall",
        choices=offered[kind],
        widget=forms.RadioSelect,
    )


class AttemptForm(forms.Form):
    """How a call ended that did not reach the customer."""

    outcome = forms.ChoiceField(label=_("How the call ended"), choices=Outcome.choices)
    note = forms.CharField(label=_("Remark"), required=False, max_length=200)


class AmendForm(forms.Form):
    """A score that was recorded wrongly."""

    score = forms.ChoiceField(label=_("Right score"), choices=FIVE)
    reason = forms.CharField(label=_("Reason"), max_length=200)


class TaskFilterForm(forms.Form):
    """What the list of callbacks is filtered by; wrong values are ignored."""

    q = forms.CharField(label=_("Number"), required=False, max_length=40)
    business = forms.ChoiceField(label=_("Business"), required=False)
    result = forms.ChoiceField(label=_("Result"), required=False)
    round = forms.ChoiceField(label=_("Which callback"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        every = ("", _("all"))
        businesses = common_pack().question("callbacks.plan").facts["business"].options
        _fill(self, "business", [every, *((c, business_label(c)) for c in businesses)])
        _fill(self, "result", [every, *RESULT_WORDS.items()])
        _fill(self, "round", [every, *Round.choices])

    def values(self) -> dict[str, Any]:
        """The filters that were understood."""
        self.is_valid()
        return {key: value for key, value in self.cleaned_data.items() if value}


RESULT_WORDS = {
    "satisfied": pgettext_lazy("callback result", "satisfied"),
    "follow_up": pgettext_lazy("callback result", "to follow up"),
    "opinion": pgettext_lazy("callback result", "dissatisfied"),
    "unreachable": pgettext_lazy("callback result", "not reached"),
    "expired": pgettext_lazy("callback result", "expired"),
    "dropped": pgettext_lazy("callback result", "not needed"),
}


class OpinionFilterForm(forms.Form):
    """What the list of opinions is filtered by."""

    q = forms.CharField(label=_("Number"), required=False, max_length=40)
    kind = forms.ChoiceField(label=_("Class of the opinion"), required=False)
    unit = forms.ModelChoiceField(
        label=_("Rests with"), queryset=Unit.objects.none(), required=False, empty_label=_("all")
    )

    def __init__(self, *args: Any, units: QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        options = common_pack().question("callbacks.opinion").facts["opinion"].options
        _fill(self, "kind", [("", _("all")), *((c, opinion_label(c)) for c in options)])
        _choose(self, "unit", units)

    def values(self) -> dict[str, Any]:
        """The filters that were understood."""
        self.is_valid()
        return {key: value for key, value in self.cleaned_data.items() if value}


class DrawFilterForm(forms.Form):
    """What the list of draws is filtered by."""

    q = forms.CharField(label=_("Number of the matter"), required=False, max_length=60)
    reason = forms.ChoiceField(label=_("Drawn"), required=False)
    business = forms.ChoiceField(label=_("Business"), required=False)
    drawing = forms.IntegerField(
        required=False, min_value=1, max_value=2**53, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        called = ("drawn", _("to be called, all"))
        _fill(self, "reason", [("", _("all")), called, *Reason.choices])
        businesses = common_pack().question("callbacks.plan").facts["business"].options
        _fill(self, "business", [("", _("all")), *((c, business_label(c)) for c in businesses)])

    def values(self) -> dict[str, Any]:
        """The filters that were understood."""
        self.is_valid()
        return {key: value for key, value in self.cleaned_data.items() if value}


class NationalFilterForm(forms.Form):
    """What the list of the national centre's callbacks is filtered by."""

    q = forms.CharField(label=_("Number"), required=False, max_length=40)
    score = forms.ChoiceField(label=_("Score"), required=False, choices=[("", _("all")), *FIVE])
    opinion = forms.ChoiceField(label=_("Class of the opinion"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        options = common_pack().question("callbacks.opinion").facts["opinion"].options
        _fill(self, "opinion", [("", _("all")), *((c, opinion_label(c)) for c in options)])

    def values(self) -> dict[str, Any]:
        """The filters that were understood."""
        self.is_valid()
        return {key: value for key, value in self.cleaned_data.items() if value}


class NationalFileForm(forms.Form):
    """A file of the national centre's callbacks."""

    file = forms.FileField(label=_("File (Excel or CSV)"))


class LeaveOutForm(forms.Form):
    """Rows with faults stay out."""

    leave_out = forms.BooleanField(required=False)


class HandlingForm(forms.Form):
    """What the national centre is told."""

    handling = forms.CharField(
        label=_("What was done"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4})
    )


class ReplyForm(forms.Form):
    """What a customer answers by his link; classes that a score opens are not for him to choose."""

    score = forms.ChoiceField(
        label=_("How satisfied are you, from 1 to 5?"), choices=FIVE[::-1], widget=forms.RadioSelect
    )
    opinion = forms.ChoiceField(label=_("Class of the opinion"), required=False)
    text = forms.CharField(
        label=_("What should we do better?"), required=False, max_length=1000, widget=WORDS
    )

    def __init__(self, *args: Any, classed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not classed:
            del self.fields["opinion"]
            return
        options = common_pack().question("callbacks.opinion").facts["opinion"].options
        own = [(c, opinion_label(c)) for c in options if c not in classes_of_scores()]
        _fill(self, "opinion", [("", _("none")), *own])

    def clean(self) -> dict[str, Any]:
        """An opinion needs its words."""
        said: dict[str, Any] = super().clean() or {}
        if said.get("opinion") and not said.get("text"):
            self.add_error("text", self.fields["text"].error_messages["required"])
        return said


class ReasonForm(forms.Form):
    """Why a customer is called whatever the draw says."""

    reason = forms.CharField(label=_("Reason"), max_length=200)


def _choose(form: forms.Form, name: str, units: QuerySet[Unit]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = units


class RouteForm(forms.Form):
    """Where an opinion goes, and why anew."""

    unit = forms.ModelChoiceField(label=_("Department"), queryset=Unit.objects.none())
    reason = forms.CharField(label=_("Reason"), required=False, max_length=200)

    def __init__(self, *args: Any, units: QuerySet[Unit], again: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "unit", units)
        if not again:
            del self.fields["reason"]


class NoteForm(forms.Form):
    """What was said or done."""

    note = forms.CharField(label=_("What was said or done"), max_length=1000, widget=WORDS)


class ReviewForm(forms.Form):
    """The score sheet."""

    fatal = forms.ChoiceField(label=_("Fatal error"), required=False)
    remark = forms.CharField(label=_("Remark"), required=False, max_length=1000, widget=WORDS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        items = score_sheet()
        for item in items:
            self.fields[item.code] = forms.DecimalField(
                label=f"{item.label} ({item.marks})",
                min_value=0,
                max_value=item.marks,
                max_digits=4,
                decimal_places=1,
                initial=item.marks,
            )
        self.order_fields([*(item.code for item in items), "fatal", "remark"])
        _fill(self, "fatal", [("", _("none")), *((r.code, r.label) for r in fatal_errors())])

    def marks(self) -> dict[str, Decimal]:
        """Marks by item."""
        return {item.code: self.cleaned_data[item.code] for item in score_sheet()}
