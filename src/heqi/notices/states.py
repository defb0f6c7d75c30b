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
COLOURS: dict[models.TextChoices, str] = {
    Status.QUEUED: "",
    Status.SENDING: "",
    Status.SENT: "",
    Status.DELIVERED: "ok",
    Status.FAILED: "over",
    Status.CANCELLED: "hold",
}


class Purpose(models.TextChoices):
    """What a bulk message is for; one of each a month for every recipient."""

    TIPS = "tips", pgettext_lazy("bulk message", "Safety tips")
    ACTIVITY = "activity", pgettext_lazy("bulk message", "Activity")
    RULES = "rules", pgettext_lazy("bulk message", "Changed rules")
    OTHER = "other", pgettext_lazy("bulk message", "Other notice")


class CampaignStatus(models.TextChoices):
    """Life of a bulk message."""

    DRAFT = "draft", pgettext_lazy("bulk message", "Draft")
    WAITING = "waiting", pgettext_lazy("bulk message", "To be released")
    SENDING = "sending", pgettext_lazy("bulk message", "Being sent")
    SENT = "sent", pgettext_lazy("bulk message", "Sent")
    CANCELLED = "cancelled", pgettext_lazy("bulk message", "Cancelled")


class Excluded(models.TextChoices):
    """Why somebody of the audience gets nothing."""

    NO_NUMBER = "no_number", pgettext_lazy("bulk message", "no mobile number")
    BAD_NUMBER = "bad_number", pgettext_lazy("bulk message", "number is not a mobile number")
    OPTED_OUT = "opted_out", pgettext_lazy("bulk message", "wants no bulk messages")
    HAD_IT = "had_it", pgettext_lazy("bulk message", "had one of this kind this month")
    SAME = "same", pgettext_lazy("bulk message", "number stands above already")


CAMPAIGN_FLOW = Flow(
    initial=CampaignStatus.DRAFT,
    moves=[
        Move("ask", (CampaignStatus.DRAFT,), CampaignStatus.WAITING),
        Move("release", (CampaignStatus.DRAFT, CampaignStatus.WAITING), CampaignStatus.SENDING),
        Move("give_back", (CampaignStatus.WAITING,), CampaignStatus.DRAFT),
        Move("finish", (CampaignStatus.SENDING,), CampaignStatus.SENT),
        Move("cancel", (CampaignStatus.DRAFT, CampaignStatus.WAITING), CampaignStatus.CANCELLED),
    ],
)
COLOURS |= {
    CampaignStatus.DRAFT: "",
    CampaignStatus.WAITING: "soon",
    CampaignStatus.SENDING: "pri",
    CampaignStatus.SENT: "ok",
    CampaignStatus.CANCELLED: "hold",
}
