"""Who sells, who confirms what is taken back, who sees the tills."""

from django.utils.translation import gettext_lazy as _

from heqi.people.access import declare

VIEW = "counter.view"
SELL = "counter.sell"
CONFIRM = "counter.confirm"
MANAGE = "counter.manage"

declare(
    {
        VIEW: _("see sales, payments and shifts of the counter"),
        SELL: _("sell and take money at the counter"),
        CONFIRM: _("confirm that a colleague's sale is reversed"),
        MANAGE: _("open halls and issue number ranges of slips"),
    }
)
