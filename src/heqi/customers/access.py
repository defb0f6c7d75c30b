"""Who may see, open, reveal, change and export customers."""

from django.utils.translation import gettext_lazy as _

from heqi.people.access import declare

VIEW = "customers.view"
OPEN = "customers.open"
UNMASK = "customers.unmask"
CHANGE = "customers.change"
EXPORT = "customers.export"
TIER = "customers.set_tier"
LOG = "customers.view_lookups"

declare(
    {
        VIEW: _("search and list customers, masked"),
        OPEN: _("open a customer's file"),
        UNMASK: _("reveal a customer's phone or identity number"),
        CHANGE: _("create and change customers"),
        EXPORT: _("export customers"),
        TIER: _("set a customer's tier"),
        LOG: _("see who looked at customers"),
    }
)
