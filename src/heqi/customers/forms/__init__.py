"""Forms of customers: filters, the reason for a look, files, supply, formalities."""

from heqi.customers.forms.corrections import ContactForm, DetailsForm
from heqi.customers.forms.files import FilterForm, PartyForm, PurposeForm

__all__ = ["ContactForm", "DetailsForm", "FilterForm", "PartyForm", "PurposeForm"]
