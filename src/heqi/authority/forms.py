"""Forms of delegated authority."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.authority.access import VIEW
from heqi.authority.actions.using import Paper
from heqi.authority.checking import Attempt
from heqi.authority.facts import Terms, Wanted, asked_for, item_codes, jobs
from heqi.authority.models import Use
from heqi.authority.posts import process_units
from heqi.authority.states import SheetKind
from heqi.authority.subjects import Subject, prove_condition
from heqi.authority.words import item_words, kind_words
from heqi.ledger.actors import Actor
from heqi.people.access import visible_units
from heqi.people.models import Unit, UnitKind
from heqi.people.queries import department_of
from heqi.policies.packs import common_pack

WORDS = forms.Textarea(attrs={"rows": 3})
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def _fill(form: forms.Form, name: str, rows: list[tuple[Any, Any]], none: Any = None) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = [("", none or _("all")), *rows]


def departments_beside(unit: Unit) -> QuerySet[Unit]:
    """The departments of a company but that of a unit."""
    mine = department_of(unit)
    return (
        Unit.objects.filter(
            company_id=mine.company_id or mine.pk,
            kind=UnitKind.DEPARTMENT,
            closed_on__isnull=True,
        )
        .exclude(pk=mine.pk)
        .order_by("path")
    )


MONTH = forms.DateInput(attrs={"type": "month"}, format="%Y-%m")


class MonthForm(forms.Form):
    """The month of the ledgers shown."""

    month = forms.DateField(label=_("Month"), required=False, input_formats=["%Y-%m"], widget=MONTH)


class FilterForm(forms.Form):
    """What the ledger is filtered by; wrong values are ignored."""

    text = forms.CharField(label=_("Number / matter / name"), required=False, max_length=60)
    item = forms.ChoiceField(label=pgettext_lazy("authority", "Item"), required=False)
    kind = forms.ChoiceField(label=pgettext_lazy("authority", "Kind"), required=False)
    unit = forms.TypedChoiceField(
        label=_("Department"), required=False, coerce=int, empty_value=None
    )
    month = forms.DateField(label=_("Month"), required=False, input_formats=["%Y-%m"], widget=MONTH)

    def __init__(self, data: Any, *, actor: Actor) -> None:
        super().__init__(data)
        units = visible_units(actor, VIEW, ["department", "team"]).order_by("path")[:200]
        _fill(self, "unit", [(unit.pk, str(unit)) for unit in units])
        _fill(self, "item", [(code, item_words(code)) for code in item_codes()])
        kinds = common_pack().question("authority.items").answer["kind"].words
        _fill(self, "kind", [(code, kind_words(code)) for code in kinds])

    def values(self) -> dict[str, Any]:
        """The filters that were understood."""
        self.is_valid()
        return {key: value for key, value in self.cleaned_data.items() if value}


class UseForm(forms.Form):
    """An attempt to use an item: conditions with their proofs, and what else is asked."""

    matter = forms.CharField(
        label=pgettext_lazy("authority", "Matter"), max_length=2000, widget=WORDS
    )
    job = forms.ChoiceField(label=pgettext_lazy("authority", "Job"), required=False)
    amount = forms.DecimalField(
        label=_("Amount (yuan)"), required=False, max_digits=12, decimal_places=2
    )
    households = forms.IntegerField(
        label=_("Households that it is granted to"), required=False, min_value=1, max_value=100_000
    )
    unrecorded = forms.CharField(
        label=_("Why no record is named"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
    )
    others = forms.ModelMultipleChoiceField(
        label=_("Other departments concerned"),
        queryset=Unit.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    receiver = forms.ModelChoiceField(
        label=_("To the department"), queryset=Unit.objects.none(), required=False
    )
    responsible = forms.CharField(label=_("Person responsible"), max_length=60, required=False)
    finish_on = forms.DateField(label=_("To be finished on"), widget=DAY, required=False)
    reason = forms.CharField(
        label=_("Reason for passing it up"), max_length=1000, widget=WORDS, required=False
    )

    def __init__(
        self,
        *args: Any,
        terms: Terms,
        subject: Subject | None,
        actor_unit: Unit,
        on: Any,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.terms, self.subject = terms, subject
        asked = asked_for(terms.item, on=on, company_id=actor_unit.company_id)
        self.found = {
            one.code: prove_condition(subject, one.code, on=on) for one in terms.conditions
        }
        for one in terms.conditions:
            if self.found[one.code] is None and not one.confirmed_by_post:
                self._add(one)
        gone = []
        if subject is not None or not terms.wants_record:
            gone.append("unrecorded")
        if "job" in asked:
            _fill(self, "job", list(jobs().items()), none=_("choose"))
        else:
            gone.append("job")
        if "within_standard" not in asked:
            gone.append("households")
        if not terms.with_money:
            gone.append("amount")
        departments = departments_beside(actor_unit)
        if terms.sheet:
            named = process_units(terms, actor_unit, on=on)
            if named:
                departments = departments.filter(pk__in=[one.pk for one in named])
            self._choose("receiver", departments)
            gone.append("others")
        else:
            self._choose("others", departments)
            gone.append("receiver")
        if terms.sheet != SheetKind.CONTACT:
            gone += ["responsible", "finish_on"]
        for name in gone:
            del self.fields[name]

    def _choose(self, name: str, units: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = units.order_by("path")

    def _add(self, one: Wanted) -> None:
        if one.gives == "expires_in_time":
            self.fields[f"value_{one.code}"] = forms.DateField(
                label=_("Contract expires on"), widget=DAY, required=False
            )
        elif one.gives and one.gives != "on_gas":
            self.fields[f"value_{one.code}"] = forms.IntegerField(
                label=pgettext_lazy("authority", "Households"),
                required=False,
                min_value=0,
                max_value=100_000,
            )
        note = _("Note") if one.proof == "photo" else _("Number or note")
        labels = {"document": _("Number of the document"), "record": _("Number of the record")}
        label = labels.get(one.proof, note)
        self.fields[f"proof_{one.code}"] = forms.CharField(
            label=label, required=False, max_length=200
        )
        if one.proof in ("document", "photo"):
            accept = "image/*" if one.proof == "photo" else "image/*,application/pdf"
            attrs = {"accept": accept} | (
                {"capture": "environment"} if one.proof == "photo" else {}
            )
            self.fields[f"file_{one.code}"] = forms.FileField(
                label=one.proof_label,
                required=False,
                widget=forms.FileInput(attrs=attrs),
            )

    def lines(self) -> list[dict[str, Any]]:
        """The conditions, each with what the records say, or the fields to prove it."""
        return [
            {
                "wanted": one,
                "found": self.found[one.code],
                "value": self._bound(f"value_{one.code}"),
                "proof": self._bound(f"proof_{one.code}"),
                "file": self._bound(f"file_{one.code}"),
                "errors": self.errors.get(f"proof_{one.code}", []) if self.is_bound else [],
            }
            for one in self.terms.conditions
        ]

    def _bound(self, name: str) -> forms.BoundField | None:
        return self[name] if name in self.fields else None

    def attempt(self) -> Attempt:
        """What was filled in, as the policy is asked. The form is valid."""
        data = self.cleaned_data
        return Attempt(
            item=self.terms.item,
            matter=data["matter"],
            job=data.get("job") or "",
            subject=self.subject,
            proofs={one.code: data.get(f"proof_{one.code}") or "" for one in self.terms.conditions},
            values={
                one.code: data[f"value_{one.code}"]
                for one in self.terms.conditions
                if data.get(f"value_{one.code}") is not None
            },
            amount=data.get("amount"),
            households=data.get("households"),
            unrecorded=data.get("unrecorded") or "",
        )

    def names(self) -> dict[str, str]:
        """Which field shows an error about a condition."""
        return {
            one.code: f"value_{one.code}" if f"value_{one.code}" in self.fields
            else f"proof_{one.code}"
            for one in self.terms.conditions
        }  # fmt: skip


class ResubmitForm(forms.Form):
    """What was sent back, changed."""

    matter = forms.CharField(
        label=pgettext_lazy("authority", "Matter"), max_length=2000, widget=WORDS
    )
    amount = forms.DecimalField(
        label=_("Amount (yuan)"), required=False, max_digits=12, decimal_places=2
    )
    households = forms.IntegerField(
        label=_("Households that it is granted to"), required=False, min_value=1, max_value=100_000
    )
    others = forms.ModelMultipleChoiceField(
        label=_("Other departments concerned"),
        queryset=Unit.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    reason = forms.CharField(
        label=_("Reason for passing it up"), max_length=1000, widget=WORDS, required=False
    )

    def __init__(self, *args: Any, row: Use, terms: Terms | None, **kwargs: Any) -> None:
        others = list(row.others.all())
        known = {
            "matter": row.matter, "amount": row.amount, "households": row.households,
            "reason": row.reason, "others": others,
        }  # fmt: skip
        super().__init__(*args, **{"initial": known, **kwargs})
        if row.households is None:
            del self.fields["households"]
        if terms is not None and terms.sheet:
            del self.fields["others"]
        else:
            field = self.fields["others"]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = departments_beside(row.unit)
        for one in terms.conditions if terms else ():
            if one.proof in ("document", "photo"):
                self.fields[f"file_{one.code}"] = forms.FileField(
                    label=f"{one.words} · {one.proof_label}", required=False
                )

    def values(self) -> dict[str, Any]:
        """As the action takes them. The form is valid."""
        given = dict(self.cleaned_data)
        files = {name: given.pop(name) for name in list(given) if name.startswith("file_")}
        papers = [
            Paper(name.removeprefix("file_"), file.name, file.read())
            for name, file in files.items()
            if file is not None
        ]
        return {**given, "papers": papers}


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("Reason"), max_length=500, widget=WORDS)


class FormalityForm(forms.Form):
    """That a formality is done."""

    code = forms.CharField(widget=forms.HiddenInput, max_length=40)
    reference = forms.CharField(label=_("Number or note"), max_length=200)


class SheetReportForm(forms.Form):
    """What was done on a sheet; a priority sheet ends with an order."""

    order = forms.CharField(label=_("Order that was dispatched"), max_length=40)
    report = forms.CharField(label=_("What was done"), max_length=2000, widget=WORDS)

    def __init__(self, *args: Any, kind: str = SheetKind.PRIORITY, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kind != SheetKind.PRIORITY:
            del self.fields["order"]
