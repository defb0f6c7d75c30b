"""How a use of authority, a sheet, a check and a sign of misuse live."""

from django.db import models
from django.utils.translation import pgettext_lazy

from heqi.rulebook.flow import Flow, Move


class Status(models.TextChoices):
    """Where a use of authority stands."""

    SIGNING = "signing", pgettext_lazy("use of authority", "To be signed")
    RETURNED = "returned", pgettext_lazy("use of authority", "Sent back")
    OPEN = "open", pgettext_lazy("use of authority", "Formalities open")
    DONE = "done", pgettext_lazy("use of authority", "Settled")
    REFUSED = "refused", pgettext_lazy("use of authority", "Refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("use of authority", "Withdrawn")


S = {name: Status[name].value for name in Status.__members__}
FLOW = Flow(
    S["SIGNING"],
    moves=[
        Move("grant", [S["SIGNING"]], S["OPEN"]),
        Move("return", [S["SIGNING"]], S["RETURNED"]),
        Move("resubmit", [S["RETURNED"]], S["SIGNING"]),
        Move("refuse", [S["SIGNING"]], S["REFUSED"]),
        Move("withdraw", [S["SIGNING"], S["RETURNED"], S["OPEN"]], S["WITHDRAWN"]),
        Move("finish", [S["OPEN"]], S["DONE"]),
    ],
)
OPEN_STATES = (S["SIGNING"], S["RETURNED"], S["OPEN"])
# What counts as a use: not what was refused or taken back.
COUNTED = (S["SIGNING"], S["RETURNED"], S["OPEN"], S["DONE"])
TONES = {
    S["SIGNING"]: "info",
    S["RETURNED"]: "soon",
    S["OPEN"]: "info",
    S["DONE"]: "ok",
    S["REFUSED"]: "over",
    S["WITHDRAWN"]: "hold",
}


class SheetKind(models.TextChoices):
    """The two sheets between departments."""

    CONTACT = "contact", pgettext_lazy("authority", "Business contact sheet")
    PRIORITY = "priority", pgettext_lazy("authority", "Priority sheet")


class SheetStatus(models.TextChoices):
    """Where a sheet between departments stands."""

    ISSUED = "issued", pgettext_lazy("sheet between departments", "To acknowledge")
    ACKNOWLEDGED = "acknowledged", pgettext_lazy("sheet between departments", "Being done")
    DONE = "done", pgettext_lazy("sheet between departments", "Done")
    WITHDRAWN = "withdrawn", pgettext_lazy("sheet between departments", "Withdrawn")


SHEET_FLOW = Flow(
    SheetStatus.ISSUED.value,
    moves=[
        Move("acknowledge", [SheetStatus.ISSUED.value], SheetStatus.ACKNOWLEDGED.value),
        Move("finish", [SheetStatus.ACKNOWLEDGED.value], SheetStatus.DONE.value),
        Move(
            "withdraw",
            [SheetStatus.ISSUED.value, SheetStatus.ACKNOWLEDGED.value],
            SheetStatus.WITHDRAWN.value,
        ),
    ],
)
SHEET_TONES = {
    SheetStatus.ISSUED.value: "soon",
    SheetStatus.ACKNOWLEDGED.value: "info",
    SheetStatus.DONE.value: "ok",
    SheetStatus.WITHDRAWN.value: "hold",
}


class Method(models.TextChoices):
    """How the service office checks (authority/5.2)."""

    SURVEY = "survey", pgettext_lazy("check of authority", "survey")
    UNDERCOVER = "undercover", pgettext_lazy("check of authority", "undercover check")
    CALLBACK = "callback", pgettext_lazy("check of authority", "callback")


class Result(models.TextChoices):
    """What a check found of one use."""

    PENDING = "pending", pgettext_lazy("check of authority", "to check")
    PROPER = "proper", pgettext_lazy("check of authority", "in order")
    IMPROPER = "improper", pgettext_lazy("check of authority", "not in order")
    UNREACHABLE = "unreachable", pgettext_lazy("check of authority", "could not be checked")


class SignalStatus(models.TextChoices):
    """Where a sign of misuse stands."""

    RAISED = "raised", pgettext_lazy("sign of misuse", "To be looked into")
    CONFIRMED = "confirmed", pgettext_lazy("sign of misuse", "Misuse")
    DISMISSED = "dismissed", pgettext_lazy("sign of misuse", "Explained")
    OVERTURNED = "overturned", pgettext_lazy("sign of misuse", "Not upheld by the committee")


SIGNAL_FLOW = Flow(
    SignalStatus.RAISED.value,
    moves=[
        Move("confirm", [SignalStatus.RAISED.value], SignalStatus.CONFIRMED.value),
        Move("dismiss", [SignalStatus.RAISED.value], SignalStatus.DISMISSED.value),
        Move("overturn", [SignalStatus.CONFIRMED.value], SignalStatus.OVERTURNED.value),
    ],
)
SIGNAL_TONES = {
    SignalStatus.RAISED.value: "soon",
    SignalStatus.CONFIRMED.value: "over",
    SignalStatus.DISMISSED.value: "ok",
    SignalStatus.OVERTURNED.value: "ok",
}


class Breach(models.TextChoices):
    """What a misuse is; a fact of the rulebook (authority.penalty)."""

    BEYOND = "beyond_authority", pgettext_lazy("authority", "beyond authority")
    FALSE = "false_authorisation", pgettext_lazy("authority", "false authorisation")
