"""States of a customer and of a service point."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from heqi.rulebook.flow import Flow, Move


class PartyState(models.TextChoices):
    """A customer is served or has left."""

    ACTIVE = "active", _("Active")
    CLOSED = "closed", _("Closed")


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


PARTY_FLOW = Flow(
    initial=PartyState.ACTIVE.value,
    moves=[
        Move("close", (PartyState.ACTIVE.value,), PartyState.CLOSED.value),
        Move("reopen", (PartyState.CLOSED.value,), PartyState.ACTIVE.value),
    ],
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
