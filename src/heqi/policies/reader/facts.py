"""What a policy says about itself: trial, dates, issuer, interpreter, references, bodies."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Sequence

from .bodies import posts_in, units_in
from .documents import QUOTED, Titles, is_document, is_record
from .markers import chinese_number
from .said import Said
from .values import Dates, Reference

_DAY = r"(\d{4})\s?年\s?(\d{1,2})\s?月\s?(\d{1,2})\s?日"
_TRIAL_SINCE = re.compile(rf"自?\s?{_DAY}\s?(?:起|开始|之日起)?[^。,;]{{0,6}}(?:试行|暂行)")
_SINCE = re.compile(rf"自?\s?{_DAY}\s?(?:起|开始|之日起)[^。,;]{{0,6}}(?:施行|实施|执行|生效)")
_FROM_PUBLICATION = re.compile(r"自(?:发布|颁布|公布|印发|下发|通过)(?:之日)?起")
_LENGTH = re.compile(
    r"试行(?:期|时间)?(?:限)?(?:为)?\s?(\d{1,2}|[一二两三四五六七八九十]{1,3})\s?个?(月|年)"
)
_OWNER = re.compile(r"由([^,。;由]{2,24}?)负责([^。]{1,24})")
_MOST_UNITS = 300


def dates_of(sayings: Iterable[Said]) -> Dates:
    """The policy's own dates; the first clause that mentions a trial or an effective day."""
    for said in sayings:
        text = said.text
        if len(text) > 600 or not re.search(r"试行|暂行|施行|生效|起实施|起执行", text):
            continue
        trial = "试行" in text or "暂行" in text
        since = _iso(_TRIAL_SINCE.search(text))
        effective = "" if since else _iso(_SINCE.search(text))
        published = bool(_FROM_PUBLICATION.search(text))
        length = _LENGTH.search(text)
        if not (since or effective or published or length):
            continue
        months = 0
        if length:
            months = chinese_number(length[1]) * (12 if length[2] == "年" else 1)
        return Dates(
            trial_since=since,
            trial_from_publication=trial and published,
            trial_months=months,
            automatic="自动" in text,
            effective_since=effective,
            clause=said.ref,
            line=said.line,
        )
    return Dates()


def owners_of(sayings: Iterable[Said]) -> tuple[str, str]:
    """Who issues and who interprets, from …由X负责制订、解释."""
    issuer = interpreter = ""
    for said in sayings:
        if len(said.text) > 200 or not re.match(
            r"本(?:管理)?(?:办法|规定|制度|细则|条例|规范)", said.text
        ):
            continue
        for m in _OWNER.finditer(said.text):
            name = m[1].removeprefix("本").removeprefix("公司")
            if "解释" in m[2]:
                interpreter = interpreter or name
            if re.search(r"制[订定]|修[订改]|起草|编制", m[2]):
                issuer = issuer or name
    return issuer, interpreter


def references_of(
    sayings: Iterable[Said], keys: Sequence[str], names: Titles, forms: Titles
) -> tuple[Reference, ...]:
    """Documents named in 《》; `keys` are those of the policies, in the order of `names`."""
    return tuple(
        Reference(m[1], _target(m[1], keys, names, forms), said.ref, said.line)
        for said in sayings
        for m in QUOTED.finditer(said.text)
    )


def _target(title: str, keys: Sequence[str], names: Titles, forms: Titles) -> str:
    if is_document(title) and (at := names.first(title)) >= 0:
        return keys[at]
    if is_record(title):
        return "form" if forms.first(title) >= 0 else "record"
    return "external" if is_document(title) else "other"


def bodies_of(sayings: Iterable[Said]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Units and posts, most often named first."""
    units: Counter[str] = Counter()
    posts: Counter[str] = Counter()
    for said in sayings:
        units.update(n.name for n in units_in(said.text))
        posts.update(n.name for n in posts_in(said.text))
    return (
        tuple(n for n, _ in units.most_common(_MOST_UNITS)),
        tuple(n for n, _ in posts.most_common(_MOST_UNITS)),
    )


def _iso(m: re.Match[str] | None) -> str:
    if m is None:
        return ""
    try:
        return dt.date(int(m[1]), int(m[2]), int(m[3])).isoformat()
    except ValueError:
        return ""
