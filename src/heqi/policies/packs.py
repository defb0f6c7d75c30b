"""The packs in force, loaded once per process."""

from collections.abc import Iterable
from functools import lru_cache, reduce
from pathlib import Path

from django.conf import settings

from heqi.policies.layers import layers_in_force
from heqi.rulebook.loader import Laid, PackFiles, lay
from heqi.rulebook.pack import Clause, Pack, Policy

# The order in which the compendium prints its policies; others follow by name.
COMPENDIUM = (
    "framework",
    "inspection",
    "tiering",
    "authority",
    "conduct",
    "data-entry",
    "callback",
    "complaint",
    "supervision",
)


def compendium_policies() -> list[Policy]:
    """Every policy but the law, in the order of the compendium."""
    found = [policy for policy in current_pack().policies.values() if policy.pack != "law"]
    place = {key: number for number, key in enumerate(COMPENDIUM)}
    return sorted(found, key=lambda policy: (place.get(policy.id, len(place)), policy.id))


@lru_cache(maxsize=1)
def _settled(paths: tuple[Path | str, ...]) -> Laid:
    return lay(paths)


@lru_cache(maxsize=2)
def _laid(paths: tuple[Path | str, ...], layers: tuple[PackFiles, ...]) -> Laid:
    return reduce(lambda laid, layer: laid.over(layer), layers, _settled(paths))


def packs_with(layers: Iterable[PackFiles]) -> Laid:
    """The packs of the settings with layers over them; kept for the few that are in use."""
    return _laid(tuple(settings.HEQI_PACKS), tuple(layers))


def current_pack() -> Pack:
    """Law, the industry's pack and the company's own, overlaid in the order of the settings; over
    them what was published here."""
    return packs_with(layers_in_force()).reading.sound_pack()


def find_clause(ref: str) -> Clause | None:
    """The pack's clause of an id, or None."""
    return current_pack().clauses.get(ref)


def policy_of(clause: Clause) -> Policy:
    """The policy a clause belongs to."""
    return current_pack().policies[clause.policy]
