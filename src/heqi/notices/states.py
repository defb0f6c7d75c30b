"""How a message lives: queued, claimed by a loop, handed to its carrier, reported back."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from heqi.rulebook.flow import Flow, Move


class Status(models.TextChoices):
    """Where a message stands."""

    QUEUED = "queued", _("Queued")
    SENDING = "sending", _("Sending")
    SENT = "sent", _("Sent")
    DELIVERED = "delivered", _("Delivered")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")


class Channel(models.TextChoices):
    """By which way a message goes."""

    IN_APP = "in_app", _("In-app")
    SMS = "sms", _("SMS")
    EMAIL = "email", _("E-mail")
    WECOM = "wecom", _("WeCom")
    CONSOLE = "console", _("Log")


class Priority(models.TextChoices):
    """Urgent messages pass the quiet hours."""

    URGENT = "urgent", _("Urgent")
    NORMAL = "normal", _("Normal")


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
