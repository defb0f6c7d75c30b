"""What is filled in at the door, on the phone."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.customers.models import Appliance, ApplianceKind
from heqi.safety.actions import ApplianceWord, Draft, Findings
from heqi.safety.actions.checking import CHANGED, GONE, SAME
from heqi.safety.checklist import BAD, NONE, OK, Section, level_label, refusal_choices
from heqi.safety.models import Did, Side

ANSWERS = [
    (OK, pgettext_lazy("safety item", "In order")),
    (BAD, pgettext_lazy("safety item", "Hazard")),
    (NONE, pgettext_lazy("safety item", "Not there")),
]
STATES = [
    (SAME, pgettext_lazy("appliance", "Unchanged")),
    (CHANGED, pgettext_lazy("appliance", "Another one")),
    (GONE, pgettext_lazy("appliance", "No longer there")),
]


class CheckForm(forms.Form):
    """A whole check. Fields of an item: ``item-``, ``hazard-``, ``did-``, ``side-``, ``note-``."""

    dial = forms.DecimalField(
        label=_("Dial (m³)"),
        required=False,
        min_value=0,
        max_digits=12,
        decimal_places=3,
        widget=forms.NumberInput({"inputmode": "decimal", "step": "0.001"}),
    )
    new_appliance = forms.ChoiceField(label=_("Another appliance"), required=False)
    new_brand = forms.CharField(label=_("Brand"), required=False, max_length=40)
    note = forms.CharField(label=_("Remark"), required=False, max_length=300)
    notice_to = forms.CharField(
        label=_("Notice of hazards taken by"), required=False, max_length=60
    )
    signer = forms.CharField(label=_("Signed by"), required=False, max_length=60)
    signature = forms.CharField(required=False, widget=forms.HiddenInput)
    unsigned_reason = forms.CharField(
        label=_("No signature, because"), required=False, max_length=200
    )

    def __init__(
        self,
        *args: Any,
        sections: list[Section],
        appliances: list[Appliance],
        over_age: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.sections, self.appliances = sections, appliances
        kinds = [("", "—"), *ApplianceKind.choices]
        self.fields["new_appliance"].choices = kinds  # type: ignore[attr-defined]
        self.rows: list[tuple[Section, list[dict[str, Any]]]] = [
            (part, [self._item(item, over_age) for item in part.items]) for part in sections
        ]
        self.appliance_rows = [self._appliance(row) for row in appliances]

    def _item(self, item: Any, over_age: bool) -> dict[str, Any]:
        code = item.code
        kinds = [("", "—")] + [
            (kind.code, f"{kind.label}（{level_label(kind.level)}）") for kind in item.hazards
        ]
        made = {
            f"item-{code}": forms.ChoiceField(choices=ANSWERS, required=False, label=item.label),
            f"hazard-{code}": forms.ChoiceField(
                choices=kinds, required=False, label=_("What is wrong")
            ),
            f"did-{code}": forms.ChoiceField(
                choices=Did.choices, required=False, label=_("Done at once")
            ),
            f"side-{code}": forms.ChoiceField(
                choices=[("", _("as usual")), *Side.choices],
                required=False,
                label=_("To be put right by"),
            ),
            f"note-{code}": forms.CharField(required=False, max_length=300, label=_("Details")),
        }
        self.fields.update(made)
        fixed = item.fact == "meter_age" and over_age
        if fixed:
            self.initial[f"item-{code}"] = BAD
            self.initial[f"hazard-{code}"] = item.hazards[0].code
        return {
            "item": item,
            "fixed": fixed,
            "answer": self.data.get(f"item-{code}") or self.initial.get(f"item-{code}", ""),
            "fields": [self[name] for name in made if not name.startswith("item-")],
            "bound": self[f"item-{code}"],
        }

    def _appliance(self, row: Appliance) -> dict[str, Any]:
        made = {
            f"app-{row.pk}": forms.ChoiceField(choices=STATES, required=False, label=str(row)),
            f"brand-{row.pk}": forms.CharField(required=False, max_length=40, label=_("Brand")),
            f"model-{row.pk}": forms.CharField(required=False, max_length=40, label=_("Model")),
        }
        self.fields.update(made)
        return {"row": row, "fields": [self[name] for name in made]}

    def values(self) -> dict[str, Any]:
        """What the action takes."""
        given = self.cleaned_data
        items = {
            item.code: given[f"item-{item.code}"] for part in self.sections for item in part.items
        }
        drafts = [
            Draft(
                code,
                given[f"hazard-{code}"],
                given[f"did-{code}"] or Did.TOLD,
                given[f"side-{code}"],
                given[f"note-{code}"],
            )
            for code, answer in items.items()
            if answer == BAD and given[f"hazard-{code}"]
        ]
        words = [
            ApplianceWord(
                row.pk,
                given[f"app-{row.pk}"] or SAME,
                given[f"brand-{row.pk}"] or row.brand,
                given[f"model-{row.pk}"] or row.model,
            )
            for row in self.appliances
        ]
        plain = (
            "dial", "new_appliance", "new_brand", "note", "notice_to", "signer", "signature",
            "unsigned_reason",
        )  # fmt: skip
        found = Findings(
            items=items, hazards=drafts, appliances=words, **{name: given[name] for name in plain}
        )
        return {"found": found}


class MissForm(forms.Form):
    """Nobody home."""

    card_left = forms.BooleanField(label=_("Card left at the door"), required=False)
    written_notice = forms.BooleanField(label=_("Written notice left"), required=False)
    note = forms.CharField(label=_("Remark"), required=False, max_length=200)

    def values(self) -> dict[str, Any]:
        """What the action takes."""
        return dict(self.cleaned_data)


class RefuseForm(forms.Form):
    """Refused."""

    reason = forms.ChoiceField(label=_("Why the customer refused"), required=False)
    note = forms.CharField(label=_("In words"), required=False, max_length=300)
    witness = forms.CharField(label=_("Witness"), required=False, max_length=60)
    signature = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = [("", "—"), *refusal_choices()]  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """What the action takes."""
        return dict(self.cleaned_data)
