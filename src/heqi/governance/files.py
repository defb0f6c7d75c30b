"""Who may read and add files of governance: sign-in sheets, signed minutes, proofs."""

from collections.abc import Callable

from heqi.evidence.access import register
from heqi.governance.access import IMPROVE, LEAD
from heqi.governance.models import (
    Idea,
    Improvement,
    Matter,
    Owned,
    ServicePlan,
    Session,
    Sitting,
)
from heqi.governance.queries import visible
from heqi.ledger.actors import Actor
from heqi.people.access import may

# Who keeps files with a kind of record: whoever leads, or whoever improves.
KEEPERS: dict[type[Owned], str] = {
    Matter: LEAD,
    Sitting: LEAD,
    ServicePlan: LEAD,
    Improvement: IMPROVE,
    Session: IMPROVE,
    Idea: LEAD,
}


def register_files() -> None:
    """Answer for the files of each kind; called when the app is ready."""
    for model, right in KEEPERS.items():
        register(model._meta.label_lower, _touching(model, right))


def _touching(model: type[Owned], right: str) -> Callable[[Actor, str, str], bool]:
    def may_touch_files(actor: Actor, subject_id: str, verb: str) -> bool:
        row = visible(model, actor).select_related("unit").get(pk=int(subject_id))
        if verb == "read":
            return True
        own = isinstance(row, Idea) and actor.kind == "staff" and row.staff_id == actor.id
        return verb == "attach" and (own or may(actor, right, row))

    return may_touch_files
