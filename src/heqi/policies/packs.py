"""The packs in force, loaded once per process."""

from collections.abc import Iterable, Iterator
from functools import lru_cache, reduce
from pathlib import Path

from django.conf import settings

from heqi.policies.layers import Pile, known_layers, layers_in_force
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


def compendium_policies(company_id: int | None) -> list[Policy]:
    """Every policy but the law, in the order of the compendium."""
    policies = current_pack(company_id).policies.values()
    place = {key: number for number, key in enumerate(COMPENDIUM)}
    return sorted(
        (policy for policy in policies if policy.pack != "law"),
        key=lambda policy: (place.get(policy.id, len(place)), policy.id),
    )


@lru_cache(maxsize=1)
def _settled(paths: tuple[Path | str, ...]) -> Laid:
    return lay(paths)


@lru_cache(maxsize=64)
def _laid(paths: tuple[Path | str, ...], layers: Pile) -> Laid:
    return reduce(lambda laid, layer: laid.over(layer), layers, _settled(paths))


def packs_with(layers: Iterable[PackFiles]) -> Laid:
    """The packs of the settings with layers over them; kept for those in use, by their layers, so
    that companies with the same layers share one."""
    return _laid(tuple(settings.HEQI_PACKS), tuple(layers))


def current_pack(company_id: int | None) -> Pack:
    """Law, the industry's pack and the company's own, overlaid in the order of the settings; over
    them what was published for a company. Rules and values are read for a company; None stands
    for a unit above the companies."""
    return packs_with(layers_in_force(company_id)).reading.sound_pack()


def common_pack() -> Pack:
    """What all companies have in common: words, questions, lists and calendars are so always
    (``lay_over``), so where only these are read, no company need be at hand."""
    return current_pack(None)


def packs_known(company_id: int | None = None) -> Iterator[Pack]:
    """The pack of a company first, then those of everybody else: for words of what is cited."""
    layers = known_layers()
    for pile in dict.fromkeys((layers.of(company_id), *layers.piles())):
        yield packs_with(pile).reading.sound_pack()


def find_clause(ref: str, company_id: int | None = None) -> Clause | None:
    """The clause of an id as a company has it, else as any has it; or None."""
    packs = packs_known(company_id)
    return next((pack.clauses[ref] for pack in packs if ref in pack.clauses), None)


def policy_of(clause: Clause, company_id: int | None = None) -> Policy:
    """The policy a clause belongs to."""
    packs = packs_known(company_id)
    return next(pack.policies[clause.policy] for pack in packs if clause.policy in pack.policies)
