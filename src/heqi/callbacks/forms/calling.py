"""The script, attempts and corrections of a call, and what a customer answers by his link."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from heqi.callbacks.catalogue import opinion_label, sensitive_subjects
from heqi.callbacks.facts import classes_of_scores
from heqi.callbacks.forms.fields import FIVE, SOLVED, WORDS, YES_NO, fill
from heqi.callbacks.states import Outcome
from heqi.policies.packs import common_pack
from heqi.policies.speaking import spoken_chinese


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
    off_hours = forms.CharField(
        label=_("Why the customer is called at this hour"), max_length=200, required=False
    )

    def __init__(
        self,
        data: Any = None,
        *,
        script: Sequence[Mapping[str, Any]],
        known: Mapping[str, Any] | None = None,
        outside: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        if not outside:
            del self.fields["off_hours"]
        self.known = dict(known or {})
        self.questions = [row for row in script if row["kind"] != "text"]
        for row in self.questions:
            self.fields[f"q_{row['code']}"] = _question(row)
        options = common_pack().question("callbacks.opinion").facts["opinion"].options
        fill(self, "opinion", [("", _("none")), *((c, opinion_label(c)) for c in options)])
        subjects = [(row.code, row.label) for row in sensitive_subjects()]
        fill(self, "sensitive", [("", _("no")), *subjects])

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
            "off_hours": said.get("off_hours", ""),
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
    off_hours = forms.CharField(
        label=_("Why the customer is called at this hour"), max_length=200, required=False
    )

    def __init__(self, *args: Any, outside: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not outside:
            del self.fields["off_hours"]


class AmendForm(forms.Form):
    """A score that was recorded wrongly."""

    score = forms.ChoiceField(label=_("Right score"), choices=FIVE)
    reason = forms.CharField(label=_("Reason"), max_length=200)


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
        fill(self, "opinion", [("", _("none")), *own])

    def clean(self) -> dict[str, Any]:
        """An opinion needs its words."""
        said: dict[str, Any] = super().clean() or {}
        if said.get("opinion") and not said.get("text"):
            self.add_error("text", self.fields["text"].error_messages["required"])
        return said


class ReasonForm(forms.Form):
    """Why a customer is called whatever the draw says."""

    reason = forms.CharField(label=_("Reason"), max_length=200)
