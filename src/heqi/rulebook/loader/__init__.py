"""Reading packs from disk: everything is checked, and every fault is told at once.

``load_packs([law, citygas, company])`` overlays packs from the lowest to the uppermost and returns
one frozen `Pack`, or raises `PackErrors`. ``read_packs`` returns what it could read together with
the problems; ``lay`` what another pack can be laid over.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from heqi.rulebook.loader.folders import PackFiles
from heqi.rulebook.loader.laying import Laid, Reading, lay
from heqi.rulebook.pack import Pack, Problem

__all__ = ["Laid", "PackFiles", "Reading", "lay", "load_packs", "read_packs", "read_partly"]


def read_packs(paths: Iterable[Path | str | PackFiles]) -> tuple[Pack | None, tuple[Problem, ...]]:
    """Packs overlaid in the order given, and every problem; no pack when there is an error."""
    reading = read_partly(paths)
    return (reading.pack if reading.sound else None), reading.problems


def read_partly(paths: Iterable[Path | str | PackFiles]) -> Reading:
    """Packs overlaid in the order given, as far as they can be read: for checks, not for use.

    Beside a rule that could not be read, those that it excepts are left out, too, as nothing sound
    can be said of them.
    """
    return lay(paths).reading


def load_packs(paths: Iterable[Path | str | PackFiles]) -> Pack:
    """Packs overlaid in the order given; `PackErrors` holds every fault of all of them."""
    return read_partly(paths).sound_pack()
