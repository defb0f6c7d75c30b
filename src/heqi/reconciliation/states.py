"""How a sheet moves."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.rulebook.flow import Flow, Move


class Status(models.TextChoices):
    """Where a sheet stands."""

    OPEN = "open", pgettext_lazy("reconciliation", "Open")
    SUBMITTED = "submitted", pgettext_lazy("reconciliation", "Submitted")
    MATCHED = "matched", pgettext_lazy("reconciliation", "Matched")
    DIFFERENCE = "difference", pgettext_lazy("reconciliation", "Difference")
    EXPLAINED = "explained", pgettext_lazy("reconciliation", "Explained")
    APPROVED = "approved", pgettext_lazy("reconciliation", "Approved")


S = {name: Status[name].value for name in Status.__members__}
FLOW = Flow(
    S["OPEN"],
    moves=[
        Move("submit", [S["OPEN"]], S["SUBMITTED"]),
        Move("match", [S["SUBMITTED"]], S["MATCHED"]),
        Move("differ", [S["SUBMITTED"], S["MATCHED"], S["APPROVED"]], S["DIFFERENCE"]),
        Move("explain", [S["DIFFERENCE"]], S["EXPLAINED"]),
        Move("return", [S["EXPLAINED"]], S["DIFFERENCE"]),
        Move("approve", [S["MATCHED"], S["EXPLAINED"]], S["APPROVED"]),
    ],
)
TONES = {
    S["OPEN"]: "",
    S["SUBMITTED"]: "pri",
    S["MATCHED"]: "ok",
    S["DIFFERENCE"]: "over",
    S["EXPLAINED"]: "soon",
    S["APPROVED"]: "hold",
}
ICONS = {S["DIFFERENCE"]: "alert-triangle", S["MATCHED"]: "check", S["APPROVED"]: "circle-check"}


class Kind(models.TextChoices):
    """What is compared; the subjects of ``data.reconciliation``."""

    GAS = "gas", pgettext_lazy("reconciliation", "Till")
    MATERIAL = "material", _("Work order")
    TRANSFER = "transfer", _("Bank transfers")


class Axis(models.TextChoices):
    """What a row compares."""

    TOTAL = "total", _("All money")
    METHOD = "method", _("Paid by")
    SLIPS = "slips", _("Slips")
    USED = "used", _("Slips used")
    VOID = "void", _("Slips void")
    RANGE = "range", _("Number range")
    GAP = "gap", _("Number left out")
    VOLUME = "volume", _("Gas sold")
    MATERIAL = "material", _("Material")
    COST = "cost", _("Cost of material")
    FEE = "fee", _("Fee")
    RECEIPT = "receipt", pgettext_lazy("reconciliation", "Receipt")


class Measure(models.TextChoices):
    """In what a row is counted."""

    YUAN = "yuan", _("yuan")
    CUBIC = "m3", _("m³")
    SHEETS = "sheets", _("slips")
    PIECES = "pieces", _("pieces")
