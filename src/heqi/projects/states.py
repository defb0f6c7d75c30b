"""How a project and its households live: the whole machine on one screen."""

from django.db import models
from django.utils.translation import pgettext_lazy

from heqi.rulebook.flow import Flow, Move


class Status(models.TextChoices):
    """What a project waits for; the codes up to ``gas_on`` are those of its stages."""

    SURVEY = "survey", pgettext_lazy("project", "Site survey")
    ESTIMATE = "estimate", pgettext_lazy("project", "Design and estimate")
    CONTRACT = "contract", pgettext_lazy("project", "Contract")
    PAYMENT = "payment", pgettext_lazy("project", "Payment")
    CONSTRUCTION = "construction", pgettext_lazy("project", "Construction")
    ACCEPTANCE = "acceptance", pgettext_lazy("project", "Acceptance")
    GAS_ON = "gas_on", pgettext_lazy("project", "Gas-on")
    COMPLETED = "completed", pgettext_lazy("project", "Completed")
    CANCELLED = "cancelled", pgettext_lazy("project", "Cancelled")


S = {name: Status[name].value for name in Status.__members__}
# The stages in their order; each has a row with its department and dates.
STAGES = (
    S["SURVEY"],
    S["ESTIMATE"],
    S["CONTRACT"],
    S["PAYMENT"],
    S["CONSTRUCTION"],
    S["ACCEPTANCE"],
    S["GAS_ON"],
)
OPEN_STATES = STAGES
FLOW = Flow(
    S["SURVEY"],
    moves=[
        Move("survey", [S["SURVEY"]], S["ESTIMATE"]),
        Move("estimate", [S["ESTIMATE"]], S["CONTRACT"]),
        Move("sign", [S["CONTRACT"]], S["PAYMENT"]),
        Move("clear_payment", [S["PAYMENT"]], S["CONSTRUCTION"], guards=["first_payment"]),
        Move("construct", [S["CONSTRUCTION"]], S["ACCEPTANCE"], guards=["all_installed"]),
        Move("accept", [S["ACCEPTANCE"]], S["GAS_ON"]),
        Move("fail", [S["ACCEPTANCE"]], S["CONSTRUCTION"]),
        Move("complete", [S["GAS_ON"]], S["COMPLETED"], guards=["all_on_gas"]),
        Move("cancel", OPEN_STATES, S["CANCELLED"]),
    ],
)


class HouseholdStatus(models.TextChoices):
    """How far a household is."""

    WAITING = "waiting", pgettext_lazy("household", "Not installed")
    INSTALLED = "installed", pgettext_lazy("household", "Installed")
    ON_GAS = "on_gas", pgettext_lazy("household", "On gas")
    WITHDRAWN = "withdrawn", pgettext_lazy("household", "Withdrawn")


H = {name: HouseholdStatus[name].value for name in HouseholdStatus.__members__}
HOUSEHOLD_FLOW = Flow(
    H["WAITING"],
    moves=[
        Move("install", [H["WAITING"]], H["INSTALLED"], guards=["not_obstructing"]),
        Move("turn_on", [H["INSTALLED"]], H["ON_GAS"], guards=["paid", "on_ticket"]),
        Move("withdraw", [H["WAITING"], H["INSTALLED"]], H["WITHDRAWN"]),
    ],
)
# Tone of the badge of each state, of projects and of households.
TONES = {
    **dict.fromkeys(STAGES, "pri"),
    S["COMPLETED"]: "ok",
    S["CANCELLED"]: "hold",
    H["WAITING"]: "",
    H["INSTALLED"]: "pri",
    H["ON_GAS"]: "ok",
    H["WITHDRAWN"]: "hold",
}
