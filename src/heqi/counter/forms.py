"""Forms of the counter."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, ClassVar
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.counter.actions import CountedSlips
from heqi.counter.facts import Item
from heqi.counter.models import Hall
from heqi.counter.states import LineKind, Method, SlipKind
from heqi.customers.models import Meter
from heqi.entry.forms import StandardForm
from heqi.people.models import Staff, Unit

MIXED = "mixed"


def amount_field(label: Any, *, required: bool = False, negative: bool = False) -> forms.Field:
    """Yuan with two decimals."""
    return forms.DecimalField(
        label=label,
        required=required,
        max_digits=9,
        decimal_places=2,
        min_value=None if negative else Decimal(0),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )


def text_field(label: Any, *, required: bool = False, most: int = 60) -> forms.CharField:
    """A line of text."""
    return forms.CharField(
        label=label,
        required=required,
        max_length=most,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class KeyedForm(forms.Form):
    """Bears a key of its own, so that sending it twice does its work once."""

    key = forms.CharField(max_length=40, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"key": uuid4().hex} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)


class OpenTillForm(forms.Form):
    """Where, at which till, with how much change."""

    hall: Any = forms.ModelChoiceField(label=_("Hall"), queryset=Hall.objects.none())
    till = text_field(_("Till"), most=20)
    opening_float = amount_field(_("Float (yuan)"), required=True)

    def __init__(self, *args: Any, halls: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["hall"].queryset = halls  # type: ignore[attr-defined]
        self.fields["hall"].empty_label = None  # type: ignore[attr-defined]


class GasForm(StandardForm, KeyedForm):
    """Cubic metres for a card, held against the standard of a card sale (data-entry/3)."""

    kind = "card_sale"
    names: ClassVar[dict[str, str]] = {
        "volume": "bought_m3",
        "dial": "dial_m3",
        "balance": "balance_m3",
    }
    meter: Any = forms.ModelChoiceField(label=_("Card meter"), queryset=Meter.objects.none())
    card_no = text_field(_("Card number"), most=30)
    volume = amount_field(_("Volume (m³)"), required=True)
    dial = amount_field(_("Dial on the card (m³)"))
    balance = amount_field(_("Balance in the meter (m³)"))

    def __init__(self, *args: Any, meters: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if meters is not None:
            self.fields["meter"].queryset = meters  # type: ignore[attr-defined]
        self.fields["meter"].empty_label = None  # type: ignore[attr-defined]


class ItemForm(StandardForm, KeyedForm):
    """Something from the price list, held against the standard of a sale (data-entry/3)."""

    kind = "sale"
    item = forms.ChoiceField(label=_("Item"))
    quantity = amount_field(_("Quantity"), required=True)
    price = amount_field(_("Amount by contract"))

    def __init__(self, *args: Any, items: Sequence[Item] = (), **kwargs: Any) -> None:
        kwargs["initial"] = {"quantity": 1} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        field = self.fields["item"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            (item.code, f"{item.label} · {'—' if item.price is None else f'¥ {item.price:,.2f}'}")
            for item in items
        ]


class PayForm(StandardForm, KeyedForm):
    """How it is paid: one method for the whole, or several parts; held against the standard of a
    payment (data-entry/3)."""

    kind = "payment"
    names: ClassVar[dict[str, str]] = {"method": "paid_by", "slip_number": "document_no"}
    method = forms.ChoiceField(
        label=_("Paid by"), choices=[*Method.choices, (MIXED, _("Several methods"))]
    )
    tendered = amount_field(_("Cash received"))
    reference = text_field(_("Terminal or bank reference"))
    money_cash = amount_field(Method.CASH.label)
    money_card = amount_field(Method.CARD.label)
    money_qr = amount_field(Method.QR.label)
    money_transfer = amount_field(Method.TRANSFER.label)
    slip = forms.ChoiceField(label=_("Slip"), choices=SlipKind.choices)
    slip_number = text_field(_("Number on the paper, if not the next"), most=20)

    def entry_values(self) -> dict[str, Any]:
        """Of several methods the one that needs most proof speaks for the payment."""
        values = super().entry_values()
        if values["paid_by"] == MIXED:
            parts = [m for m in reversed(Method.values) if self.typed(f"money_{m}")]
            values["paid_by"] = parts[0] if parts else Method.CASH.value
        return values

    def money(self, total: Decimal) -> dict[str, Decimal]:
        """Amounts by method, positive."""
        given = self.cleaned_data
        if given["method"] != MIXED:
            return {given["method"]: abs(total)}
        return {m: given[f"money_{m}"] or Decimal(0) for m in Method.values}

    def references(self) -> dict[str, str]:
        """The reference, beside whatever is not cash."""
        text = self.cleaned_data["reference"]
        return {method: text for method in Method.values if text and method != Method.CASH}


class CloseForm(forms.Form):
    """What was counted: money, paper, gas."""

    money_cash = amount_field(_("Cash in the drawer, float included"), required=True)
    money_card = amount_field(_("Bank card: settlement slip"), required=True)
    money_qr = amount_field(_("QR code: settlement"), required=True)
    money_transfer = amount_field(_("Transfers received"), required=True)
    volume = amount_field(_("Gas on the slips (m³)"), required=True, negative=True)
    note = forms.CharField(
        label=_("Note"), required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind in SlipKind.values:
            self.fields[f"first_{kind}"] = text_field(_("From number"), most=20)
            self.fields[f"last_{kind}"] = text_field(_("To number"), most=20)
            for name, label in (
                ("used", pgettext_lazy("slips", "Used")),
                ("void", pgettext_lazy("slips", "Void")),
            ):
                self.fields[f"{name}_{kind}"] = forms.IntegerField(
                    label=label, min_value=0, max_value=100_000, required=False
                )
            self.fields[f"amount_{kind}"] = amount_field(_("Sum (yuan)"), negative=True)

    def slip_rows(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields of each kind of slip, for the page."""
        names = ("first", "last", "used", "void", "amount")
        return [
            (str(SlipKind(kind).label), [self[f"{name}_{kind}"] for name in names])
            for kind in SlipKind.values
        ]

    def money(self) -> dict[str, Decimal]:
        """Counted money by method."""
        return {method: self.cleaned_data[f"money_{method}"] for method in Method.values}

    def slips(self) -> list[CountedSlips]:
        """Counted paper by kind."""
        given = self.cleaned_data
        return [
            CountedSlips(
                kind,
                given[f"first_{kind}"],
                given[f"last_{kind}"],
                given[f"used_{kind}"] or 0,
                given[f"void_{kind}"] or 0,
                given[f"amount_{kind}"] or 0,
            )
            for kind in SlipKind.values
        ]


class VoidForm(forms.Form):
    """A spoilt slip."""

    kind = forms.ChoiceField(label=_("Slip"), choices=SlipKind.choices)
    text = text_field(_("Number, empty for the next"), most=20)
    reason = text_field(_("Reason"), required=True, most=200)


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(
        label=_("Reason"), max_length=200, widget=forms.Textarea(attrs={"rows": 2})
    )


class HallForm(forms.Form):
    """A team that becomes a hall."""

    unit: Any = forms.ModelChoiceField(label=_("Team"), queryset=Unit.objects.none())
    address = text_field(_("Address"), most=120)

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]


class RangeForm(forms.Form):
    """Numbers for a clerk."""

    hall: Any = forms.ModelChoiceField(label=_("Hall"), queryset=Hall.objects.none())
    holder: Any = forms.ModelChoiceField(label=_("Handed to"), queryset=Staff.objects.none())
    kind = forms.ChoiceField(label=_("Slip"), choices=SlipKind.choices)
    series = text_field(_("Prefix"), most=8)
    first = forms.IntegerField(label=_("First number"), min_value=1, max_value=99_999_999)
    last = forms.IntegerField(label=_("Last number"), min_value=1, max_value=99_999_999)

    def __init__(self, *args: Any, halls: Any, clerks: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["hall"].queryset = halls  # type: ignore[attr-defined]
        self.fields["hall"].empty_label = None  # type: ignore[attr-defined]
        self.fields["holder"].queryset = clerks  # type: ignore[attr-defined]


class BillFilter(forms.Form):
    """What the list of bills is filtered by; wrong values are ignored."""

    q = text_field(_("Number / account"))
    since = forms.DateField(
        label=_("Read from"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        label=_("Read to"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )


class SalesFilter(forms.Form):
    """What the list of sales orders is filtered by; wrong values are ignored."""

    q = text_field(_("Number / account / slip"))
    hall: Any = forms.ModelChoiceField(
        label=_("Hall"), required=False, queryset=Hall.objects.none(), empty_label=_("all")
    )
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[("", _("all")), *LineKind.choices]
    )
    since = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        label=_("To"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, data: Any, *, halls: Any) -> None:
        super().__init__(data)
        self.fields["hall"].queryset = halls  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """The filters that were understood."""
        self.is_valid()
        return self.cleaned_data
