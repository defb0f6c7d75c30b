"""Files of one customer: what was merged, as it stands now; a merge undone parts them again."""

from collections import defaultdict
from collections.abc import Collection

from heqi.customers.models import Party

# A merged file does not win another merge, so that chains are as long as the winners' own.
STEPS = 10


def winners_of(parties: Collection[int]) -> dict[int, int]:
    """The file that each file counts as today; only those that were merged are named."""
    into: dict[int, int] = {}
    asked = set(parties)
    for _step in range(STEPS):
        found = dict(
            Party.objects.filter(pk__in=asked, merged_into__isnull=False).values_list(
                "pk", "merged_into_id"
            )
        )
        if not found:
            break
        into |= found
        asked = set(found.values()) - into.keys()
    return {one: _end(one, into) for one in parties if one in into}


def _end(one: int, into: dict[int, int]) -> int:
    for _step in range(STEPS):
        if one not in into:
            break
        one = into[one]
    return one


def files_of(parties: Collection[int]) -> dict[int, set[int]]:
    """Each file with all that were merged into it."""
    found = {one: {one} for one in parties}
    owner: dict[int, set[int]] = defaultdict(set)
    for one in found:
        owner[one].add(one)
    asked = set(found)
    for _step in range(STEPS):
        rows = Party.objects.filter(merged_into__in=asked).values_list("pk", "merged_into_id")
        asked = set()
        for loser, winner in rows:
            for top in owner[winner]:
                found[top].add(loser)
                owner[loser].add(top)
            asked.add(loser)
        if not asked:
            break
    return found
