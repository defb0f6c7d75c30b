"""The guided form of a formality: what the policy wants to see, and nothing else."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from heqi.customers.actions import Papers
from heqi.customers.facts import Needs, document_words
from heqi.customers.forms.supply import INLETS, day
from heqi.customers.models import Meter, MeterKind, OccupancyRole, StepKind
from heqi.entry.forms import StandardForm

CAUSES: dict[str, list[tuple[str, Any]]] = {
    StepKind.METER_CHANGE: [
        ("over_age", _("over age")),
        ("faulty", _("faulty or stopped")),
        ("damaged", _("damaged")),
        ("upgrade", _("change of kind")),
        ("verification", _("verification")),
    ],
    StepKind.SEAL: [
        ("debt", _("debt")),
        ("breach", _("breach of the contract")),
        ("hazard", _("safety hazard not removed")),
    ],
}
JOBS = [
    ("conversion", _("Conversion")),
    ("repair", _("Repair")),
    ("odd_job", _("Odd job")),
]


def causes() -> dict[str, str]:
    """Every cause in words, for lists and papers."""
    return {code: str(words) for rows in CAUSES.values() for code, words in rows}


def _reading(meter: Meter) -> forms.DecimalField:
    return forms.DecimalField(
        label=_("Reading of meter {number} on the day (m³)").format(number=meter.number),
        min_value=Decimal(0),
        max_value=meter.maximum,
        max_digits=12,
        decimal_places=3,
    )


class StepForm(forms.Form):
    """Day, reading, documents and reason, as far as the formality needs them."""

    on = day(_("Day"), required=True)

    def __init__(
        self,
        *args: Any,
        needs: Needs,
        formality: str,
        meter: Meter | None = None,
        others: Iterable[Meter] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.needs, self.formality = needs, formality
        self.others = {f"reading_{one.pk}": one.pk for one in others} if needs.reading else {}
        if needs.reading and meter is not None:
            self.fields["reading"] = _reading(meter)
            for one in others:
                self.fields[f"reading_{one.pk}"] = _reading(one)
            self.fields["confirmed"] = forms.BooleanField(
                label=_("The dial was looked at again: it shows this"), required=False
            )
        if needs.seal:
            self.fields["seal"] = forms.CharField(label=_("Number of the new seal"), max_length=30)
        if formality in CAUSES:
            self.fields["cause"] = forms.ChoiceField(
                label=_("Cause"), choices=[("", "—"), *CAUSES[formality]]
            )
        words = document_words()
        for code in needs.documents:
            self.fields[f"doc_{code}"] = forms.BooleanField(label=words.get(code, code))
            self.fields[f"note_{code}"] = forms.CharField(
                label=_("Number or remark"), required=False, max_length=60
            )
        if needs.settled:
            self.fields["settled"] = forms.BooleanField(label=_("Nothing is owed: checked"))
        self.fields["worker"] = forms.CharField(
            label=_("Carried out by"), required=False, max_length=60
        )
        self.fields["reason"] = forms.CharField(
            label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
        )

    @property
    def documents(self) -> list[tuple[Any, Any]]:
        """The tick and the note of each document."""
        return [(self[f"doc_{code}"], self[f"note_{code}"]) for code in self.needs.documents]

    @property
    def facts(self) -> list[Any]:
        """The fields about the matter itself, in the order of the page."""
        known = ("on", "reading", *self.others, "seal", "cause", "worker")
        names: list[str] = [name for name in known if name in self.fields]
        if self.errors.keys() & {"reading", *self.others}:
            names.insert(2 + len(self.others), "confirmed")
        return [self[name] for name in names]

    def papers(self) -> Papers:
        """What lay on the table, for the action."""
        given = self.cleaned_data
        return Papers(
            on=given["on"],
            reason=given["reason"],
            cause=given.get("cause", ""),
            documents={
                code: given.get(f"note_{code}", "")
                for code in self.needs.documents
                if given.get(f"doc_{code}")
            },
            reading=given.get("reading"),
            others={pk: given[name] for name, pk in self.others.items() if name in given},
            settled=given.get("settled"),
            seal=given.get("seal", ""),
            worker=given.get("worker", ""),
            confirmed=bool(given.get("confirmed")),
        )


class NewMeterForm(StandardForm):
    """The meter that comes in place of the old one."""

    kind = "meter"
    names: ClassVar[dict[str, str]] = {"number": "meter_no", "meter_kind": "kind"}
    number = forms.CharField(label=_("New meter number"), max_length=30)
    new_reading = forms.DecimalField(
        label=_("Start reading of the new meter (m³)"),
        min_value=Decimal(0),
        max_digits=12,
        decimal_places=3,
        initial=0,
    )
    meter_kind = forms.ChoiceField(label=_("Kind of meter"), choices=MeterKind.choices)
    model = forms.CharField(label=_("Model"), required=False, max_length=40)
    size = forms.CharField(label=_("Size of the meter"), required=False, max_length=10)
    maker = forms.CharField(label=_("Maker"), required=False, max_length=60)
    inlet = forms.ChoiceField(label=_("Inlet side"), required=False, choices=INLETS)
    made_on = day(_("Made on"))

    def held(self) -> dict[str, str]:
        """The day of the step is that of the installation."""
        return {name: wanted for name, wanted in super().held().items() if wanted != "installed_on"}

    def entry_values(self) -> dict[str, Any]:
        """With the day of installation, which stands on the other form."""
        return {**super().entry_values(), "installed_on": self.data.get("on") or self.on}


class TakeoverForm(forms.Form):
    """Who takes over: a customer on file; left empty, the newcomer below."""

    customer = forms.CharField(
        label=_("Customer number of the new holder"),
        required=False,
        max_length=20,
        help_text=_("Leave empty to enter a new customer below."),
    )
    roles = forms.MultipleChoiceField(
        label=_("Roles that pass"),
        required=False,
        choices=OccupancyRole.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Others keep theirs: a landlord stays the owner when the tenant changes."),
    )


class RenameForm(forms.Form):
    """The new name and the conversion order on which the former one stays noted."""

    name = forms.CharField(label=_("New name"), max_length=120)
    job = forms.ChoiceField(label=_("Job on site"), choices=JOBS)
    order = forms.CharField(label=_("Number of the conversion order"), max_length=30)
