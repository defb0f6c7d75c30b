"""States of customers, supply, contracts and of the work on master data."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.rulebook.flow import Flow, Move


class PartyState(models.TextChoices):
    """A customer is served or has left."""

    ACTIVE = "active", _("Active")
    CLOSED = "closed", _("Closed")
    MERGED = "merged", _("Merged into another file")


class PointState(models.TextChoices):
    """Where the supply of a service point stands; ``closed`` is final."""

    ON_FILE = "on_file", _("On file")
    GAS_ON = "gas_on", _("Gas on")
    SUSPENDED = "suspended", _("Suspended at own wish")
    SEALED = "sealed", _("Sealed")
    VACANT = "vacant", _("Vacant")
    CLOSED = "closed", _("Account closed")


class MeterState(models.TextChoices):
    """A meter counts until it is taken away."""

    IN_USE = "in_use", _("In use")
    REMOVED = "removed", _("Removed")


class ContractState(models.TextChoices):
    """A contract binds until it ends."""

    IN_FORCE = "in_force", pgettext_lazy("contract", "In force")
    ENDED = "ended", pgettext_lazy("contract", "Ended")


class TaskState(models.TextChoices):
    """A task of master data waits, is done, or is not needed."""

    OPEN = "open", pgettext_lazy("task", "To do")
    DONE = "done", pgettext_lazy("task", "Done")
    CANCELLED = "cancelled", pgettext_lazy("task", "Not needed")


class PairState(models.TextChoices):
    """Two files that look alike: to be decided, one file now, or different after all."""

    OPEN = "open", _("To be decided")
    MERGED = "merged", pgettext_lazy("duplicates", "Merged")
    DIFFERENT = "different", _("Not the same")


class MergeState(models.TextChoices):
    """A merge stands or was taken back."""

    DONE = "done", pgettext_lazy("merge", "Done")
    UNDONE = "undone", _("Undone")


PARTY_FLOW = Flow(
    initial=PartyState.ACTIVE.value,
    moves=[
        Move("close", (PartyState.ACTIVE.value,), PartyState.CLOSED.value),
        Move("reopen", (PartyState.CLOSED.value,), PartyState.ACTIVE.value),
    ],
)
TASK_FLOW = Flow(
    initial=TaskState.OPEN.value,
    moves=[
        Move("finish", (TaskState.OPEN.value,), TaskState.DONE.value),
        Move("cancel", (TaskState.OPEN.value,), TaskState.CANCELLED.value),
        Move("reopen", (TaskState.DONE.value,), TaskState.OPEN.value),
    ],
)
CONTRACT_FLOW = Flow(
    initial=ContractState.IN_FORCE.value,
    moves=[Move("end", (ContractState.IN_FORCE.value,), ContractState.ENDED.value)],
)
_ON, _GAS, _SUSPENDED, _SEALED, _VACANT, _CLOSED = (state.value for state in PointState)
POINT_FLOW = Flow(
    initial=_ON,
    moves=[
        Move("gas_on", (_ON,), _GAS),
        Move("suspend", (_GAS,), _SUSPENDED),
        Move("resume", (_SUSPENDED,), _GAS),
        Move("seal", (_GAS, _SUSPENDED), _SEALED),
        Move("unseal", (_SEALED,), _GAS),
        Move("vacate", (_ON, _GAS, _SUSPENDED), _VACANT),
        Move("reoccupy", (_VACANT,), _ON),
        Move("close", (_ON, _GAS, _SUSPENDED, _SEALED, _VACANT), _CLOSED),
    ],
)

# Tone of the badge of each state, for the pages.
TONES = {_ON: "", _GAS: "ok", _SUSPENDED: "hold", _SEALED: "soon", _VACANT: "hold", _CLOSED: "hold"}
