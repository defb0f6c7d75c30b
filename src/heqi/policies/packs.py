"""The packs in force, loaded once per process."""

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from heqi.policies.layers import layers_in_force
from heqi.rulebook.loader import PackFiles, load_packs
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


@lru_cache(maxsize=4)
def _load(paths: tuple[Path | str | PackFiles, ...]) -> Pack:
    return load_packs(paths)


def current_pack() -> Pack:
    """Law, the industry's pack and the company's own, overlaid in the order of the settings; over
    them what was published here."""
    return _load(tuple(packs_of_layers(layers_in_force())))


def packs_of_layers(over: Iterable[PackFiles]) -> list[Path | str | PackFiles]:
    """What is loaded: the packs of the settings, then the layers given."""
    return [*settings.HEQI_PACKS, *over]


def find_clause(ref: str) -> Clause | None:
    """The pack's clause of an id, or None."""
    return current_pack().clauses.get(ref)


def policy_of(clause: Clause) -> Policy:
    """The policy a clause belongs to."""
    return current_pack().policies[clause.policy]
