"""When two names mean the same document."""

from __future__ import annotations

import re

from .lexicon import DOCUMENT_SUFFIXES, core_name

_VERSION = re.compile(r"[-—_ ]{0,2}(?:\d{4,8})?[-—_ ]{0,2}(?:[Vv]\d+(?:\.\d+)?|第.{1,3}版)?$")
_RECORD = re.compile(r"(?:表|单|台帐|台账|书|卡|登记簿|报告)$")
QUOTED = re.compile(r"《([^《》]{2,60})》")


def bare_name(title: str) -> str:
    """The name without company, trial mark and version."""
    return _VERSION.sub("", core_name(title))


def stem(title: str) -> str:
    """The name without its last word: 员工奖惩规定 -> 员工奖惩."""
    name = bare_name(title)
    for suffix in sorted(DOCUMENT_SUFFIXES, key=len, reverse=True):
        if name.endswith(suffix):
            return name[: -len(suffix)].removesuffix("管理")
    return name


def same_document(one: str, other: str) -> bool:
    """Whether two titles name one document: 客户回访管理办法 and 回访办法(试行)."""
    a, b = stem(one), stem(other)
    if len(a) > len(b):
        a, b = b, a
    return len(a) >= 2 and (a == b or (b.endswith(a) and len(b) - len(a) <= 4))


def is_record(title: str) -> bool:
    return bool(_RECORD.search(bare_name(title)))


def is_document(title: str) -> bool:
    return bare_name(title).endswith(DOCUMENT_SUFFIXES)
