"""Who may see, open, reveal, change and export customers."""

from django.utils.translation import gettext_lazy as _

from heqi.people.access import declare

VIEW = "customers.view"
OPEN = "customers.open"
UNMASK = "customers.unmask"
CHANGE = "customers.change"
EXPORT = "customers.export"
FORMALITIES = "customers.carry_out"
RENAME = "customers.rename"
MERGE = "customers.merge"
TASKS = "customers.create_data"
LOG = "customers.view_lookups"

declare(
    {
        VIEW: _("search and list customers, masked"),
        OPEN: _("open a customer's file"),
        UNMASK: _("reveal a customer's phone or identity number"),
        CHANGE: _("create and change customers"),
        EXPORT: _("export customers"),
        FORMALITIES: _("carry out transfers, meter changes, sealing, closing and the like"),
        RENAME: _("change a customer's name during conversion"),
        MERGE: _("merge duplicate files and undo it"),
        TASKS: _("work off the tasks of master data"),
        LOG: _("see who looked at customers"),
    }
)
