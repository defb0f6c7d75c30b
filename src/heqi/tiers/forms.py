"""Filters of the ledger and of proposals; proposing, deciding, naming contacts, bulk files."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _now_
from django.utils.translation import gettext_lazy as _

from heqi.customers.models import Criterion, Party
from heqi.people.models import Staff, Unit
from heqi.tiers.bulk.columns import FIELDS
from heqi.tiers.facts import TRADE, RawFact, figure_on, months_of
from heqi.tiers.models import FIGURES, Assessment, Batch, FactKind, Origin
from heqi.tiers.states import Occasion, Status

WORDS = forms.Textarea(attrs={"rows": 2})
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
EVERY = [("", _("all"))]


def _fill(form: forms.Form, name: str, choices: Any) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = list(choices)


class _Filters(forms.Form):
    def values(self) -> dict[str, Any]:
        """The filters that were understood."""
        self.is_valid()
        return {key: value for key, value in self.cleaned_data.items() if value}


class LedgerForm(_Filters):
    """What the ledger is filtered by; wrong values are ignored."""

    q = forms.CharField(label=_("Name / phone / address / pinyin"), required=False, max_length=60)
    criterion = forms.ChoiceField(label=_("VIP criterion"), required=False)
    department = forms.ChoiceField(label=_("Collected by"), required=False)
    contact = forms.ChoiceField(label=_("Named contact"), required=False)
    compound = forms.CharField(label=_("Compound"), required=False, max_length=40)
    since = forms.DateField(label=_("VIP since"), required=False, widget=DAY)
    ends = forms.DateField(label=_("Basis ends by"), required=False, widget=DAY)
    basis = forms.ChoiceField(
        label=_("Assessment"), required=False, choices=[*EVERY, ("none", _("none on file"))]
    )
    tier = forms.CharField(required=False, max_length=12, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, departments: list[Unit], contacts: list[Staff], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        _fill(self, "criterion", [*EVERY, *Criterion.choices[1:]])
        _fill(self, "department", [*EVERY, *((str(u.pk), str(u)) for u in departments)])
        _fill(self, "contact", [*EVERY, *((str(s.pk), s.name) for s in contacts)])


class ProposalFilter(_Filters):
    """What the list of proposals is filtered by."""

    q = forms.CharField(label=_("Number / name"), required=False, max_length=60)
    occasion = forms.ChoiceField(label=_("Occasion"), required=False)
    origin = forms.ChoiceField(label=_("Came about"), required=False)
    criterion = forms.ChoiceField(label=_("VIP criterion"), required=False)
    mine = forms.BooleanField(label=_("Proposed by me"), required=False)
    status = forms.CharField(required=False, max_length=12, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _fill(self, "occasion", [*EVERY, *Occasion.choices])
        _fill(self, "origin", [*EVERY, *Origin.choices])
        _fill(self, "criterion", [*EVERY, *Criterion.choices[1:]])

    def values(self) -> dict[str, Any]:
        """The filters that were understood."""
        found = super().values()
        if found.get("status") not in Status.values:
            found.pop("status", None)
        return found


class VolumeField(forms.DecimalField):
    """Cubic metres a day, as the table holds them."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=0, max_digits=12, decimal_places=2, **kwargs)


class ProposeForm(forms.Form):
    """A proposal: for a person the criterion and position, for trade the daily volumes."""

    criterion = forms.ChoiceField(label=_("VIP criterion"))
    position = forms.CharField(label=_("Position held"), max_length=120, required=False)
    average = VolumeField(label=FactKind.AVERAGE.label)
    contracted = VolumeField(label=FactKind.CONTRACTED.label)
    peak = VolumeField(label=FactKind.PEAK.label)
    on = forms.DateField(label=_("As of"), widget=DAY)
    source = forms.CharField(label=_("Source"), max_length=120, required=False)
    proof = forms.CharField(
        label=_("Proof seen"),
        max_length=300,
        help_text=_("Say what was looked at; files are added below once it is handed in."),
    )
    reason = forms.CharField(label=_("Reason"), max_length=300, widget=WORDS)
    valid_until = forms.DateField(
        label=_("Basis ends on"),
        required=False,
        widget=DAY,
        help_text=_("The end of a term, or the day by which it is confirmed again."),
    )

    def __init__(
        self, *args: Any, party: Party, now: datetime, lowers: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate(now)
        self.party, self.today = party, today
        self.is_trade = party.customer_kind in TRADE
        self.figure = figure_on(on=today, company_id=party.company_id)
        none = (Criterion.NONE, _("none (by gas use)") if self.is_trade else _("none"))
        choices = [c for c in Criterion.choices if c[0] != Criterion.NONE]
        if lowers or self.is_trade:
            choices = [none, *choices]
        else:
            choices = [("", _("please choose")), *choices]
        _fill(self, "criterion", choices)
        for name in FIGURES:
            self.fields[name].required = self.is_trade and name == self.figure
            if not self.is_trade:
                del self.fields[name]
        self.fields["on"].initial = today
        if lowers:
            del self.fields["valid_until"]

    def clean_on(self) -> date:
        """No facts of tomorrow."""
        given: date = self.cleaned_data["on"]
        if given > self.today:
            raise ValidationError(_now_("This day is still to come."))
        return given

    def facts(self) -> list[RawFact]:
        """The raw facts as they were given."""
        said = self.cleaned_data
        kept = {"on": said["on"], "source": said.get("source", "")}
        found = [
            RawFact(str(name), m3=said[name], **kept)
            for name in FIGURES
            if said.get(name) is not None
        ]
        if said.get("position"):
            found.append(RawFact("position", text=said["position"], **kept))
        return found

    def values(self) -> dict[str, Any]:
        """The arguments of the actions."""
        said = self.cleaned_data
        return {
            "criterion": said["criterion"],
            "reason": said["reason"],
            "proof": said["proof"],
            "facts": self.facts(),
            "valid_until": said.get("valid_until"),
        }


def initial_of(party: Party, row: Assessment | None, *, on: date) -> dict[str, Any]:
    """What a proposal begins with: the facts of the row, else those on file."""
    found: dict[str, Any] = {"criterion": party.tier_criterion, "on": on}
    if party.customer_kind in TRADE and party.daily_m3 is not None:
        found[figure_on(on=on, company_id=party.company_id)] = party.daily_m3
        found["source"] = _now_("customer file")
    if row is not None:
        found |= {"criterion": row.criterion, "proof": row.proof, "valid_until": row.valid_until}
        if row.status == Status.RETURNED:
            found["reason"] = row.reason
        for fact in row.facts.all():
            found[fact.kind] = fact.text or fact.m3
            found |= {"on": fact.on, "source": fact.source}
    return found


def usual_end(tier: str, criterion: str, *, on: date, company_id: int | None) -> date | None:
    """When a basis is usually confirmed again, by the company's terms."""
    months = months_of(tier, criterion, on=on, company_id=company_id)
    if not months:
        return None
    year, month = divmod(on.year * 12 + on.month - 1 + months, 12)
    return date(year, month + 1, min(on.day, 28))


class ReasonForm(forms.Form):
    """Why something is taken back, returned, ended."""

    reason = forms.CharField(label=_("Reason"), max_length=200)


class SittingForm(forms.Form):
    """The ticked proposals, what becomes of them, and why."""

    do = forms.ChoiceField(
        choices=[("approve", _("approve")), ("return", _("return")), ("refuse", _("refuse"))]
    )
    reason = forms.CharField(label=_("Opinion or reason"), max_length=300, required=False)


class NameForm(forms.Form):
    """A person for a post of one VIP."""

    staff = forms.ModelChoiceField(label=_("Person"), queryset=Staff.objects.none())
    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)

    def __init__(self, *args: Any, people: "QuerySet[Staff]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["staff"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = people
        field.label_from_instance = lambda obj: f"{obj.name} · {obj.post}"  # type: ignore[method-assign]


class BatchForm(forms.Form):
    """A file for a company."""

    company = forms.ModelChoiceField(label=_("For"), queryset=Unit.objects.none(), empty_label=None)
    file = forms.FileField(
        label=_("Excel (.xlsx) or CSV"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv,.txt"}),
    )

    def __init__(self, *args: Any, companies: "QuerySet[Unit]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["company"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = companies


class ColumnsForm(forms.Form):
    """A choice per column of the file."""

    def __init__(self, batch: Batch, data: Any = None) -> None:
        super().__init__(data)
        self.batch = batch
        named = {place: name for name, place in batch.mapping.items()}
        choices = [("", _("leave out")), *((f.name, f.label) for f in FIELDS.values())]
        for place, heading in enumerate(batch.columns[:60]):
            self.fields[f"c{place}"] = forms.ChoiceField(
                label=heading or _now_("Column {n}").format(n=place + 1),
                choices=choices,
                required=False,
                initial=named.get(place, ""),
            )

    def mapping(self) -> dict[str, int]:
        """Field to column; a field chosen twice is an error of the form."""
        found: dict[str, int] = {}
        for place in range(len(self.batch.columns[:60])):
            name = self.cleaned_data.get(f"c{place}")
            if name in found:
                raise ValidationError(
                    _now_("“{field}” is chosen for two columns.").format(field=FIELDS[name].label)
                )
            if name:
                found[name] = place
        return found


class ConfirmForm(forms.Form):
    """Whether rows with errors are left out."""

    leave_out = forms.BooleanField(label=_("leave out rows with errors"), required=False)


class NoteForm(forms.Form):
    """A note beside the standards."""

    note = forms.CharField(label=_("Note"), max_length=300, required=False)
