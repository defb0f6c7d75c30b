"""The form with which work is finished: result, material, money, what the sheet holds besides."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.entry.forms import check_live
from heqi.workorders.actions import Fee, Material
from heqi.workorders.forms import StepForm
from heqi.workorders.kinds import (
    SheetField,
    Stock,
    checklist,
    fee_choices,
    materials,
    payer_choices,
    result_choices,
    sheet_fields,
)
from heqi.workorders.models.sums import CUSTOMER
from heqi.workorders.queries import attendance_rows, waiver_hint
from heqi.workorders.sheets import sheet_form, standing

LINES = 3
AMOUNT = {"inputmode": "decimal"}


def _number(label: Any) -> forms.DecimalField:
    return forms.DecimalField(
        label=label, required=False, min_value=Decimal(0), widget=forms.TextInput(attrs=AMOUNT)
    )


class FinishForm(StepForm):
    """Result, material and money."""

    result = forms.ChoiceField(label=_("Result"))
    note = forms.CharField(
        label=_("Remark"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )
    checked = forms.MultipleChoiceField(required=False, widget=forms.MultipleHiddenInput)

    def prepare(self) -> None:
        """A few lines for material and fees, and the fields of this kind of work."""
        self.hint = waiver_hint(self.order)
        self.ticks = checklist(self.order.tier)
        self.stock = materials()
        self.sheet: list[SheetField] = sheet_fields(self.order.kind)
        result, checked = self.fields["result"], self.fields["checked"]
        assert isinstance(result, forms.ChoiceField)
        assert isinstance(checked, forms.MultipleChoiceField)
        result.choices = result_choices()
        checked.choices = [(row["code"], row["label"]) for row in self.ticks]
        self.standing = standing(self.order, post=self.actor.post, on=timezone.localdate())
        self.named = attendance_rows(self.order)
        for row in self.named:
            self.fields[f"present_{row['code']}"] = forms.ChoiceField(
                label=row["post"],
                required=False,
                choices=[("yes", _("came in person")), ("no", _("did not come"))],
                widget=forms.RadioSelect,
                initial="yes" if row["arrived_at"] else "no",
            )
        if self.named:
            self.fields["absence"] = forms.CharField(
                label=_("Why somebody did not come"), required=False, max_length=200
            )
        for one in self.sheet:
            self.fields[one.code] = forms.CharField(label=one.label, required=False, max_length=120)
        if (checked_by := sheet_form(self.order)) is not None:
            for name in checked_by.base_fields:
                if name in self.fields:
                    check_live(self, name, handle=checked_by.handle)
        for n in range(1, LINES + 1):
            self._material_fields(n)
            self._fee_fields(n)

    def _material_fields(self, n: int) -> None:
        listed = {"list": f"stock-{self.order.pk}", "autocomplete": "off"}
        self.fields[f"material_{n}"] = forms.CharField(
            label=_("Material"), required=False, max_length=80, widget=forms.TextInput(attrs=listed)
        )
        for name, label in (
            ("issued", _("Issued")),
            ("used", _("Used")),
            ("returned", pgettext_lazy("material", "Returned")),
            ("price", _("Price")),
        ):
            self.fields[f"{name}_{n}"] = _number(label)

    def _fee_fields(self, n: int) -> None:
        fees = [("", "—"), *fee_choices()]
        self.fields[f"fee_{n}"] = forms.ChoiceField(label=_("Fee"), required=False, choices=fees)
        self.fields[f"amount_{n}"] = _number(_("Amount"))
        self.fields[f"payer_{n}"] = forms.ChoiceField(
            label=_("Borne by"), required=False, choices=payer_choices()
        )
        self.fields[f"ground_{n}"] = forms.CharField(
            label=_("Ground"), required=False, max_length=120
        )
        self.fields[f"waive_{n}"] = forms.BooleanField(label=_("waived"), required=False)

    def clean(self) -> dict[str, Any]:
        """Only what the clause waives can be ticked as waived."""
        found = super().clean() or self.cleaned_data
        for n in range(1, LINES + 1):
            fee = found.get(f"fee_{n}")
            if self.hint and fee and found.get(f"waive_{n}") and fee not in self.hint.fees:
                self.add_error(f"waive_{n}", _("The clause does not waive this fee."))
        return found

    @property
    def sheet_lines(self) -> list[tuple[SheetField, forms.BoundField]]:
        """Fields that the sheet of this kind of work holds besides."""
        return [(one, self[one.code]) for one in self.sheet]

    @property
    def named_lines(self) -> list[tuple[dict[str, Any], forms.BoundField]]:
        """Whom a clause names, each with what the closing sheet says of him."""
        return [(row, self[f"present_{row['code']}"]) for row in self.named]

    @property
    def material_lines(self) -> list[list[forms.BoundField]]:
        """Fields of the material lines."""
        names = ("material", "issued", "used", "returned", "price")
        return [[self[f"{name}_{n}"] for name in names] for n in range(1, LINES + 1)]

    @property
    def fee_lines(self) -> list[list[forms.BoundField]]:
        """Fields of the fee lines; without a rule there is nothing to waive here."""
        names = ["fee", "amount", "payer", "ground", *(["waive"] if self.hint else [])]
        return [[self[f"{name}_{n}"] for name in names] for n in range(1, LINES + 1)]

    def values(self) -> dict[str, Any]:
        """Lines that are filled in, as the action takes them."""
        found = self.cleaned_data
        numbers = range(1, LINES + 1)
        ticked = [row["label"] for row in self.ticks if row["code"] in found["checked"]]
        note = found["note"].strip()
        if ticked:
            note = f"{note}\n{_('Ticked off')}: {' · '.join(ticked)}".strip()
        return {
            "result": found["result"],
            "note": note,
            "materials": [
                self._material(n)
                for n in numbers
                if found[f"material_{n}"] or found[f"used_{n}"] or found[f"issued_{n}"]
            ],
            "fees": [self._fee(n) for n in numbers if found[f"fee_{n}"] or found[f"amount_{n}"]],
            "details": {one.code: found[one.code] for one in self.sheet},
            "attendance": {
                row["code"]: found[f"present_{row['code']}"] == "yes"
                for row in self.named
                if found[f"present_{row['code']}"]
            },
            "absence": found.get("absence", ""),
        }

    def _material(self, n: int) -> Material:
        """A line; what the list knows of the material need not be typed."""
        found = self.cleaned_data
        typed = found[f"material_{n}"].strip()
        known = self._known(typed)
        price = found[f"price_{n}"]
        used, issued = found[f"used_{n}"] or 0, found[f"issued_{n}"]
        returned = found[f"returned_{n}"]
        if returned is None:
            returned = issued - used if issued is not None and issued > used else 0
        return Material(
            name=known.label if known else typed,
            code=known.code if known else "",
            measure=known.measure if known else "",
            issued=issued,
            used=used,
            returned=returned,
            price=known.price if known and price is None else price or 0,
        )

    def _known(self, typed: str) -> Stock | None:
        return next((one for one in self.stock if typed in (str(one), one.code, one.label)), None)

    def _fee(self, n: int) -> Fee:
        found = self.cleaned_data
        amount = found[f"amount_{n}"] or Decimal(0)
        payer, _colon, clause = (found[f"payer_{n}"] or CUSTOMER).partition(":")
        waived = bool(self.hint and found[f"waive_{n}"])
        return Fee(
            kind=found[f"fee_{n}"],
            amount=amount,
            waived=amount if waived else 0,
            clause=self.hint.clause if self.hint and waived else "",
            payer=payer,
            payer_clause=clause,
            payer_note=found[f"ground_{n}"],
        )
