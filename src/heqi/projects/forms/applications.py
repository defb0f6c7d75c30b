"""The application for gas."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from heqi.customers.access import VIEW as SEE_CUSTOMERS
from heqi.customers.models import Area, Compound, Party
from heqi.ledger.actors import Actor
from heqi.people.access import may
from heqi.projects.models import ProjectKind, Source


class OpenForm(forms.Form):
    """Who wants gas where; what is not known yet is added at the survey."""

    kind = forms.ChoiceField(label=_("Kind"), choices=ProjectKind.choices)
    name = forms.CharField(
        label=_("Project"), max_length=120, help_text=_("As colleagues will call it.")
    )
    customer_number = forms.CharField(
        label=_("Customer number"),
        max_length=20,
        required=False,
        help_text=_("Where the applicant is a customer already; his tier decides the limits."),
    )
    applicant = forms.CharField(label=_("Applicant or developer"), max_length=120, required=False)
    contact_name = forms.CharField(label=_("Contact"), max_length=60, required=False)
    contact_phone = forms.CharField(label=_("Phone"), max_length=20, required=False)
    compound_name = forms.CharField(
        label=_("Compound"),
        max_length=60,
        required=False,
        help_text=_("A new name is taken on file as a new compound."),
    )
    address = forms.CharField(label=_("Supply address"), max_length=240)
    area = forms.ChoiceField(label=_("Area"), choices=Area.choices)
    daily_m3 = forms.DecimalField(
        label=_("Daily gas use (m³)"), min_value=0, max_digits=12, decimal_places=2, required=False
    )
    source = forms.ChoiceField(
        label=pgettext_lazy("application", "Came by"), choices=Source.choices
    )
    reference = forms.CharField(label=_("Request number"), max_length=40, required=False)
    note = forms.CharField(
        label=_("Remark"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, data: Any = None, *, actor: Actor, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self.actor = actor
        self.party: Party | None = None

    def clean_customer_number(self) -> str:
        """The number of a customer of the actor's own company."""
        number = str(self.cleaned_data["customer_number"]).strip()
        if number and may(self.actor, SEE_CUSTOMERS):
            rows = Party.objects.visible_to(self.actor).filter(company_id=self.actor.company_id)
            self.party = rows.filter(number=number).first()
        if number and self.party is None:
            raise ValidationError(gettext("There is no customer with this number."))
        return number

    def clean(self) -> dict[str, Any]:
        """An applicant by number or by name; a compound has a name."""
        found = super().clean() or {}
        if not self.party and not found.get("applicant") and "customer_number" not in self.errors:
            self.add_error("applicant", gettext("Write down who applies."))
        if found.get("kind") == ProjectKind.COMPOUND and not found.get("compound_name"):
            self.add_error("compound_name", gettext("Name the compound."))
        return found

    def compound(self) -> Compound | None:
        """The compound of that name, if it is on file."""
        name = self.cleaned_data.get("compound_name", "").strip()
        if not name:
            return None
        rows = Compound.objects.filter(company_id=self.actor.company_id, name=name)
        return rows.order_by("pk").first()

    def values(self) -> dict[str, Any]:
        """Keyword arguments of the action, without the compound."""
        found = dict(self.cleaned_data)
        found.pop("customer_number")
        found.pop("compound_name")
        return {**found, "party": self.party}
