"""Who may look into the outbox; everybody reads his own inbox."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from heqi.ledger.actors import Actor
from heqi.notices.models import Notice
from heqi.people.access import declare, within
from heqi.people.withholding import leave_out

declare(
    {
        "notices.view": _("see the messages that were sent"),
        "notices.campaigns": _("see bulk messages and what became of them"),
        "notices.write": _(
            "write bulk messages to the customers of the company and record opt-outs"
        ),
        "notices.release": _("release bulk messages"),
        "notices.manage": _("send failed messages again and set the quiet hours"),
    }
)


def inbox_of(by: Actor) -> models.QuerySet[Notice]:
    """The actor's own in-app messages, without those about what is now kept from him."""
    rows: models.QuerySet[Notice] = Notice.objects.filter(channel="in_app").exclude(
        status="cancelled"
    )
    if by.kind != "staff" or not by.id:
        return rows.none()
    return leave_out(rows.filter(recipient_id=by.id), by)


def visible_to(by: Actor) -> models.QuerySet[Notice]:
    """Messages of the units where the actor may see them."""
    return within(Notice.objects.all(), by, "notices.view")
