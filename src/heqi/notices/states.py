"""How a message lives: queued, claimed by a loop, handed to its carrier, reported back."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.rulebook.flow import Flow, Move


class Status(models.TextChoices):
    """Where a message stands."""

    QUEUED = "queued", pgettext_lazy("message", "Queued")
    SENDING = "sending", pgettext_lazy("message", "Sending")
    SENT = "sent", pgettext_lazy("message", "Sent")
    DELIVERED = "delivered", pgettext_lazy("message", "Delivered")
    FAILED = "failed", pgettext_lazy("message", "Failed")
    CANCELLED = "cancelled", pgettext_lazy("message", "Cancelled")


class Channel(models.TextChoices):
    """By which way a message goes."""

    IN_APP = "in_app", _("In-app")
    SMS = "sms", _("SMS")
    EMAIL = "email", _("E-mail")
    WECOM = "wecom", _("WeCom")
    CONSOLE = "console", _("Log")


class Priority(models.TextChoices):
    """Urgent messages pass the quiet hours."""

    URGENT = "urgent", pgettext_lazy("message", "Urgent")
    NORMAL = "normal", pgettext_lazy("message", "Normal")


FLOW = Flow(
    initial=Status.QUEUED,
    moves=[
        Move("claim", (Status.QUEUED,), Status.SENDING),
        Move("accept", (Status.SENDING,), Status.SENT),
        Move("deliver", (Status.SENDING, Status.SENT), Status.DELIVERED),
        Move("put_back", (Status.SENDING,), Status.QUEUED),
        Move("retry", (Status.FAILED,), Status.QUEUED),
        Move("fail", (Status.SENDING, Status.SENT), Status.FAILED),
        Move("cancel", (Status.QUEUED, Status.FAILED), Status.CANCELLED),
    ],
)
COLOURS = {
    Status.QUEUED: "",
    Status.SENDING: "",
    Status.SENT: "",
    Status.DELIVERED: "ok",
    Status.FAILED: "over",
    Status.CANCELLED: "hold",
}
