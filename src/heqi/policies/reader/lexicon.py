"""Names for what is recognised: keys from the lexicon, else slugs made from pinyin."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from pathlib import Path

import yaml
from pypinyin import lazy_pinyin

_HERE = Path(__file__).with_name("lexicon.yaml")
_COMPANY = re.compile(r"^.{0,30}?(?:有限责任公司|股份有限公司|有限公司|集团公司|公司)")
_PLACEHOLDER = re.compile(r"^(?:[XxＸ×*＊○某]{1,8})(?:省|市|区|县)?(?:[^\s]{0,2}?燃气)?")
_TRIAL = re.compile(r"[(（【\[]\s*(?:试\s*行|暂\s*行|修\s*订\s*版?|草\s*案)\s*[)）】\]]\s*$")
_SPACED = re.compile(r"(?<=[\u4e00-\u9fff])[ \t\u3000]+(?=[\u4e00-\u9fff])")
DOCUMENT_SUFFIXES: tuple[str, ...] = (
    "办法",
    "规定",
    "制度",
    "细则",
    "规范",
    "条例",
    "标准",
    "规程",
    "预案",
    "守则",
)
DOCUMENT_SUFFIXES += ("准则", "指引", "章程", "须知", "方案", "手册")


@cache
def _book() -> dict[str, dict[str, re.Pattern[str]]]:
    raw = yaml.safe_load(_HERE.read_text(encoding="utf-8"))
    return {
        group: {key: re.compile(pattern) for key, pattern in entries.items()}
        if isinstance(entries, dict)
        else {group: re.compile(entries)}
        for group, entries in raw.items()
    }


def known(group: str, text: str) -> str:
    """The lexicon's key for `text` in a group, or ''."""
    for key, pattern in _book()[group].items():
        if pattern.search(text):
            return key
    return ""


def pattern(group: str) -> re.Pattern[str]:
    return _book()[group][group]


@lru_cache(4096)
def slug(text: str, limit: int = 48) -> str:
    """A name in ASCII made from pinyin: 安全用气 -> an-quan-yong-qi."""
    words = (re.sub(r"[^a-z0-9]+", "", w.lower()) for w in lazy_pinyin(text[:limit]))
    return "-".join(w for w in words if w)[:limit].strip("-") or "unnamed"


def key_for(group: str, text: str) -> str:
    return known(group, text) or slug(text)


def tight(text: str) -> str:
    """The text without spaces set between Chinese characters: 前 言 -> 前言."""
    return _SPACED.sub("", text.strip())


@lru_cache(4096)
def core_name(title: str) -> str:
    """A document's name without company, trial mark and spaces."""
    name = tight(title).strip("《》 ")
    name = _TRIAL.sub("", name).strip()
    for prefix in (_COMPANY, _PLACEHOLDER):
        m = prefix.match(name)
        if m and len(name) - m.end() >= 4:
            name = name[m.end() :]
    return name.strip()


def company_in(title: str) -> str:
    m = _COMPANY.match(tight(title))
    return m[0] if m else ""


def is_document_name(flat: str, longest: int = 40) -> bool:
    """Whether a line is nothing but the name of a document (…办法, …规定, perhaps (试行))."""
    if len(flat) > longest or len(flat) < 4:
        return False
    name = _TRIAL.sub("", tight(flat)).strip()
    return name.endswith(DOCUMENT_SUFFIXES) and not re.search(r"[,。;:!?、《》\"…]", name)
