"""With whom somebody is compared (rules R1, R6, R10)."""

from collections import Counter
from collections.abc import Mapping


def grouped(
    places: Mapping[int, tuple[object, object]], *, least: int, gone: frozenset[int] = frozenset()
) -> dict[int, str]:
    """The group of each person: the same post in the same team.

    ``places`` maps a person to team and post. Where fewer than ``least`` of a post work in a team
    they say nothing about each other: then it is the post in the whole company. Who is ``gone``
    is no peer any more, but keeps a group for what he did.
    """
    counts = Counter(place for person, place in places.items() if person not in gone)
    return {
        person: f"{team}/{post}" if counts[team, post] >= least else f"/{post}"
        for person, (team, post) in places.items()
    }
