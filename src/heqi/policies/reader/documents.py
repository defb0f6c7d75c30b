"""When two names mean the same document."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from .lexicon import DOCUMENT_SUFFIXES, core_name

_VERSION = re.compile(r"[-—_ ]{0,2}(?:\d{4,8})?[-—_ ]{0,2}(?:[Vv]\d+(?:\.\d+)?|第.{1,3}版)?$")
_RECORD = re.compile(r"(?:表|单|台帐|台账|书|卡|登记簿|报告)$")
QUOTED = re.compile(r"《([^《》]{2,60})》")


@lru_cache(4096)
def bare_name(title: str) -> str:
    """The name without company, trial mark and version."""
    return _VERSION.sub("", core_name(title))


@lru_cache(4096)
def stem(title: str) -> str:
    """The name without its last word: 员工奖惩规定 -> 员工奖惩."""
    name = bare_name(title)
    for suffix in sorted(DOCUMENT_SUFFIXES, key=len, reverse=True):
        if name.endswith(suffix):
            return name[: -len(suffix)].removesuffix("管理")
    return name


def _longer(name: str) -> int:
    """How much longer the same name may be elsewhere: a short one says too little."""
    return min(4, len(name))


def _shorter(name: str) -> Iterator[str]:
    """The stems that name the same document in fewer characters."""
    for cut in range(1, min(4, len(name) - 2) + 1):
        if cut <= _longer(name[cut:]):
            yield name[cut:]


class Titles:
    """Titles by stem, so that finding the same document does not compare with every other."""

    def __init__(self, titles: Iterable[str] = ()) -> None:
        self._same: dict[str, list[int]] = {}
        self._under: dict[str, list[int]] = {}
        self._count = 0
        for title in titles:
            self.add(title)

    def add(self, title: str) -> None:
        """Adds a title; its place is the number of those added before."""
        name = stem(title)
        self._same.setdefault(name, []).append(self._count)
        for short in _shorter(name):
            self._under.setdefault(short, []).append(self._count)
        self._count += 1

    def places(self, title: str) -> list[int]:
        """Places of the titles that name the same document, in the order of adding."""
        return sorted(place for group in self._groups(title) for place in group)

    def first(self, title: str) -> int:
        """The place of the first title that names the same document, or -1."""
        return min((group[0] for group in self._groups(title)), default=-1)

    def _groups(self, title: str) -> list[list[int]]:
        name = stem(title)
        if len(name) < 2:
            return []
        found = [self._same.get(name), self._under.get(name)]
        found += [self._same.get(short) for short in _shorter(name)]
        return [group for group in found if group]


def is_record(title: str) -> bool:
    return bool(_RECORD.search(bare_name(title)))


def is_document(title: str) -> bool:
    return bare_name(title).endswith(DOCUMENT_SUFFIXES)
