"""The register of supervisors."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.customers.models import Party
from heqi.people.models import Unit
from heqi.supervision.forms.fields import DAY, WORDS, FilterForm, offer
from heqi.supervision.states import Ending, Group


class MemberFilter(FilterForm):
    """Of the register."""

    text = forms.CharField(label=_("Name / organisation / number"), required=False, max_length=60)
    group = forms.ChoiceField(label=pgettext_lazy("supervisors", "Group"), required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        offer(self, "group", list(Group.choices), _("all"))


class PersonForm(forms.Form):
    """Somebody on the register."""

    name = forms.CharField(label=pgettext_lazy("a person", "Name"), max_length=60)
    group = forms.ChoiceField(label=pgettext_lazy("supervisors", "Group"))
    phone = forms.CharField(label=_("Phone"), max_length=20)
    organisation = forms.CharField(label=_("Organisation"), max_length=80, required=False)
    position = forms.CharField(label=_("Position"), max_length=60, required=False)
    recommended_by = forms.CharField(label=_("Recommended by"), max_length=80, required=False)
    party = forms.CharField(
        label=_("Customer number"),
        max_length=20,
        required=False,
        help_text=_("With a customer file he becomes a VIP when he is appointed."),
    )
    note = forms.CharField(label=_("Note"), max_length=300, required=False)

    def __init__(self, *args: Any, company: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.company = company
        offer(self, "group", list(Group.choices), _("Please choose"))

    def clean_party(self) -> Party | None:
        """The customer of the number."""
        number = self.cleaned_data["party"].strip().upper()
        if not number:
            return None
        found = Party.objects.filter(company=self.company, number=number, state="active").first()
        if found is None:
            raise forms.ValidationError(_("There is no customer with this number."))
        return found


class AppointForm(forms.Form):
    """The first term."""

    since = forms.DateField(label=_("Term from"), widget=DAY)
    confidential_on = forms.DateField(label=_("Confidentiality signed on"), widget=DAY)


class ReleaseForm(forms.Form):
    """The end."""

    ending = forms.ChoiceField(
        label=_("Why it ends"),
        choices=[one for one in Ending.choices if one[0] != Ending.DECLINED],
    )
    reason = forms.CharField(label=_("Reason"), max_length=300, widget=WORDS)
