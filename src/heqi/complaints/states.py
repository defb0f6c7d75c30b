"""How a complaint, an appeal and a case of the national centre live."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.rulebook.flow import Flow, Move


class Status(models.TextChoices):
    """Where a complaint stands."""

    RECEIVED = "received", pgettext_lazy("complaint", "Level to confirm")
    GRADED = "graded", pgettext_lazy("complaint", "To assign")
    ASSIGNED = "assigned", pgettext_lazy("complaint", "Under investigation")
    INVESTIGATED = "investigated", pgettext_lazy("complaint", "Solution to offer")
    OFFERED = "offered", pgettext_lazy("complaint", "Customer deciding")
    DECLINED = "declined", pgettext_lazy("complaint", "Solution to revise")
    AGREED = "agreed", pgettext_lazy("complaint", "Reply to give")
    REPLIED = "replied", pgettext_lazy("complaint", "To call back and close")
    CLOSED = "closed", pgettext_lazy("complaint", "Closed")
    ENDED = "ended", pgettext_lazy("complaint", "Service ended")
    WITHDRAWN = "withdrawn", pgettext_lazy("complaint", "Withdrawn")
    MERGED = "merged", pgettext_lazy("complaint", "Attached")
    CONVERTED = "converted", pgettext_lazy("complaint", "No complaint")


_RECEIVED, _GRADED, _ASSIGNED = "received", "graded", "assigned"
_FOUND, _OFFERED, _DECLINED = "investigated", "offered", "declined"
_AGREED, _REPLIED = "agreed", "replied"
EARLY = (_RECEIVED, _GRADED)
OPEN_STATES = (*EARLY, _ASSIGNED, _FOUND, _OFFERED, _DECLINED, _AGREED, _REPLIED)
# What the customer took back, or what was no complaint; a verdict that was found may stand.
TAKEN_BACK = ("withdrawn", "converted")
# Solutions may be offered from here; the verdict may be recorded from here on.
TO_OFFER = (_FOUND, _DECLINED)
# The report of the investigation is there; a solution waits for the customer or is agreed to.
REPORTED = (_FOUND, _OFFERED, _DECLINED, _AGREED, _REPLIED)
OFFERED = (_OFFERED, _AGREED, _REPLIED)
FLOW = Flow(
    _RECEIVED,
    moves=[
        Move("grade", [_RECEIVED], _GRADED),
        Move("assign", [_GRADED, _ASSIGNED], _ASSIGNED),
        Move("investigate", [_ASSIGNED], _FOUND),
        # Who wrote the report turned out not to be independent.
        Move("look_again", REPORTED, _ASSIGNED),
        Move("offer", TO_OFFER, _OFFERED),
        Move("accept", [_OFFERED], _AGREED),
        Move("decline", [_OFFERED], _DECLINED),
        Move("reply", [_AGREED], _REPLIED),
        Move("dissatisfy", [_REPLIED], _DECLINED),
        Move("close", [_REPLIED], Status.CLOSED.value),
        Move("end_service", [_DECLINED, _REPLIED], Status.ENDED.value),
        Move("reopen", [Status.CLOSED.value, Status.ENDED.value], _ASSIGNED),
        Move("withdraw", OPEN_STATES, Status.WITHDRAWN.value),
        Move("merge", EARLY, Status.MERGED.value),
        Move("convert", [_RECEIVED, _GRADED, _ASSIGNED], Status.CONVERTED.value),
    ],
)
TONES = {
    _RECEIVED: "soon",
    _GRADED: "soon",
    _ASSIGNED: "info",
    _FOUND: "info",
    _OFFERED: "hold",
    _DECLINED: "soon",
    _AGREED: "info",
    _REPLIED: "info",
    Status.CLOSED.value: "ok",
    Status.ENDED.value: "",
    Status.WITHDRAWN.value: "hold",
    Status.MERGED.value: "hold",
    Status.CONVERTED.value: "hold",
}


class Verdict(models.TextChoices):
    """Whether the complaint is right; a fact of the rulebook."""

    OPEN = "open", pgettext_lazy("verdict", "open")
    UPHELD = "upheld", pgettext_lazy("verdict", "upheld")
    PARTLY = "partly", pgettext_lazy("verdict", "partly upheld")
    NOT_UPHELD = "not_upheld", pgettext_lazy("verdict", "not upheld")


class Responsibility(models.TextChoices):
    """Whose fault it is; a fact of the rulebook, apart from the verdict."""

    COMPANY = "company", _("the company")
    EMPLOYEE = "employee", _("an employee")
    CONTRACTOR = "contractor", _("a contractor")
    CUSTOMER = "customer", _("the customer")
    THIRD_PARTY = "third_party", _("a third party")
    FORCE_MAJEURE = "force_majeure", _("force majeure")


class Level(models.TextChoices):
    """How grave a complaint is; the codes of the rulebook."""

    ONE = "1", _("Level one")
    TWO = "2", _("Level two")
    THREE = "3", _("Level three")


LEVEL_TONES = {"1": "over", "2": "soon", "3": ""}


class ExtensionState(models.TextChoices):
    """Where the request for more time stands."""

    ASKED = "asked", pgettext_lazy("extension", "Waiting for approval")
    GRANTED = "granted", pgettext_lazy("extension", "Granted")
    REFUSED = "refused", pgettext_lazy("extension", "Refused")


EXTENSION_FLOW = Flow(
    ExtensionState.ASKED.value,
    moves=[
        Move("grant", [ExtensionState.ASKED.value], ExtensionState.GRANTED.value),
        Move("refuse", [ExtensionState.ASKED.value], ExtensionState.REFUSED.value),
    ],
)


class AppealState(models.TextChoices):
    """Where an appeal stands."""

    FILED = "filed", pgettext_lazy("appeal", "To decide")
    UPHELD = "upheld", pgettext_lazy("appeal", "Verdict changed")
    REJECTED = "rejected", pgettext_lazy("appeal", "Verdict kept")


APPEAL_FLOW = Flow(
    AppealState.FILED.value,
    moves=[
        Move("uphold", [AppealState.FILED.value], AppealState.UPHELD.value),
        Move("reject", [AppealState.FILED.value], AppealState.REJECTED.value),
    ],
)
APPEAL_TONES = {
    AppealState.FILED.value: "soon",
    AppealState.UPHELD.value: "ok",
    AppealState.REJECTED.value: "",
}


class HandOver(models.TextChoices):
    """Where a case of the national centre stands between the two."""

    HANDED = "handed", pgettext_lazy("national centre", "To accept")
    ACCEPTED = "accepted", pgettext_lazy("national centre", "Accepted")
    RETURNED = "returned", pgettext_lazy("national centre", "Returned")
    CLOSED = "closed", pgettext_lazy("national centre", "Reported closed")


HAND_OVER_FLOW = Flow(
    HandOver.HANDED.value,
    moves=[
        Move("accept", [HandOver.HANDED.value], HandOver.ACCEPTED.value),
        Move("return", [HandOver.HANDED.value], HandOver.RETURNED.value),
        Move("close", [HandOver.ACCEPTED.value], HandOver.CLOSED.value),
        Move("go_on", [HandOver.CLOSED.value], HandOver.ACCEPTED.value),
    ],
)
HAND_OVER_TONES = {
    HandOver.HANDED.value: "soon",
    HandOver.ACCEPTED.value: "info",
    HandOver.RETURNED.value: "hold",
    HandOver.CLOSED.value: "ok",
}
