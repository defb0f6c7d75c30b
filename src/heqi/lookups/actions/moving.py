"""What becomes of relations of staff when two files of a customer are merged."""

from typing import Any

from heqi.customers.actions.movers import register_mover
from heqi.customers.models import MergeKind
from heqi.lookups.models import Hint


class MoveHints:
    """A colleague may be known by both files: then the winner's relation stands and the loser's
    waits where it is, to be found again if the merge is undone."""

    def move(self, loser: int, winner: int) -> list[Any]:
        """The keys of the relations that went to the winner."""
        known = Hint.objects.filter(party_id=winner).values("staff")
        rows = Hint.objects.filter(party_id=loser).exclude(staff__in=known)
        keys = list(rows.order_by("pk").values_list("pk", flat=True))
        Hint.objects.filter(pk__in=keys).update(party_id=winner)
        return keys

    def back(self, keys: list[Any], loser: int, winner: int) -> None:
        """Relations that have ended or gone elsewhere since stay so."""
        known = Hint.objects.filter(party_id=loser).values("staff")
        rows = Hint.objects.filter(pk__in=keys, party_id=winner).exclude(staff__in=known)
        Hint.objects.filter(pk__in=list(rows.values_list("pk", flat=True))).update(party_id=loser)


def register() -> None:
    """Make it known; called when the app is ready."""
    register_mover("lookups.hint.party", MergeKind.PARTY, MoveHints())
