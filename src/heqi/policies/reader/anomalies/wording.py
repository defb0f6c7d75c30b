"""Counts, negations, limits, days, bounds and terms that the wording leaves open."""

from __future__ import annotations

import re

from heqi.policies.reader.grids import enumerations
from heqi.policies.reader.lexicon import pattern
from heqi.policies.reader.markers import chinese_number, fold
from heqi.policies.reader.said import Said

from .context import Context, joined

_COUNT = re.compile(
    r"([两二三四五六七八九十]|\d{1,2})(?:个|项|条|种|类)(条件|情形|要求|原则|标准|事项)"
)
_RING = re.compile(r"[\u2460-\u2473]")
_OURS = re.compile(
    r"(?<![非不无未])(?:涉及|属于|属|因)(?:于)?(?:本|我)?(?:公司|我方|我司)(?:的)?(?:责任|原因)"
)
_THEIRS = re.compile(r"厂家|厂商|生产商|供应商|第三方|物业|其他单位")
_BASE = re.compile(r"在([^,。;]{2,24}?(?:标准|承诺|要求|水平))[^,。;]{0,16}?基础")
_BASE_CLASS = re.compile(r"^(.{2,10}?)(?:的)?(?:服务)?(?:承诺|标准|基本|要求|水平)")
_STATES = re.compile(r"承诺|标准|要求")
_MOST_LISTS = 200
_AT_ONCE = re.compile(r"立即|马上|即刻|尽快|第一时间|立刻")
_FIGURE = re.compile(
    r"(?:\d{1,9}|[一二两三四五六七八九十半]{1,3})\s?(?:个)?(?:分钟|小时|秒|工作日|自然日|日|天|周)"
)
_CALENDAR = re.compile(r"自然日")
_PLAIN_DAY = re.compile(
    r"(?:\d{1,9}|[一二两三四五六七八九十]{1,3})(?:个)?(?:日|天|周|星期)(?:之)?内|当[日天]"
)
_BOUND = re.compile(
    r"(?:\d{1,9}(?:\.\d{1,4})?|[一二两三四五六七八九十百]{1,7})\s?[\u4e00-\u9fff㎡]{0,3}(?:\(不?含\))?(?:以上|以下)(?!\(|的?表现)"
)
_AMOUNT = r"(\d{1,9}(?:\.\d{1,4})?)\s?(万?元|户|次|分|立方米?|日|天|小时)"
_RANGE = re.compile(rf"{_AMOUNT}(?:\(不?含\))?以上[,、至到]?\s?{_AMOUNT}(?:\(不?含\))?以下")
_UPWARD = re.compile(rf"(?<!\d){_AMOUNT}(?:\(不?含\))?及?(?:以上|起)")
_BEYOND = re.compile(rf"(?:超过|大于|达到|满){_AMOUNT}")
_WINDOW = re.compile(r"一年内|年度内|当年内|年内累计|半年内|季度内")
_DEFINES = r"(?::|是指|指的是|即指|\(指)"


def _note(context: Context, code: str, zh: str, en: str, places: list[Said], **more: str) -> None:
    context.findings.add(
        code,
        places[0].line,
        zh,
        en,
        policy=places[0].policy,
        clauses=tuple(dict.fromkeys(s.ref for s in places)),
        lines=tuple(dict.fromkeys(s.line for s in places)),
        severity=more.get("severity", "query"),
    )


def condition_counts(context: Context) -> None:
    """三个条件, of which two are listed: in a table's row, or below the clause."""
    for policy in context.present:
        rings: dict[str, int] = {}
        for said in context.said[policy.key]:
            rings[said.ref] = max(rings.get(said.ref, 0), len(set(_RING.findall(said.text))))
        for said in context.said[policy.key]:
            below = -1
            for m in _COUNT.finditer(said.text):
                stated = chinese_number(m[1])
                listed = rings[said.ref]
                if not listed:
                    below = _listed_below(said) if below < 0 else below
                    listed = below
                if listed and stated != listed and stated > 1:
                    _note(
                        context,
                        "condition-count",
                        f"文中说“{m[0]}”，实际列出 {listed} 个。",
                        f"The text speaks of {stated} ({m[0]}), but lists {listed}.",
                        [said],
                    )


def _listed_below(said: Said) -> int:
    if said.clause is None or not re.search(r"以下|下列|如下", said.text):
        return 0
    return sum(1 for c in said.clause.children if c.number)


def lost_negations(context: Context) -> None:
    """Our own responsibility, yet the customer is sent to somebody else: 非 or 不 seems lost."""
    for said in context.all_said():
        for sentence in re.split(r"[。;]", said.text):
            ours = _OURS.search(sentence)
            if ours and _THEIRS.search(sentence, ours.end()) and "无法" in sentence[ours.end() :]:
                _note(
                    context,
                    "probable-lost-negation",
                    f"“{ours[0]}”与后文让用户找别方相矛盾，疑漏“非”或“不”字。",
                    f"“{ours[0]}” contradicts sending the customer elsewhere: "
                    "a negation was probably lost.",
                    [said],
                )


def kinds_without_rows(context: Context) -> None:
    lists: dict[str, list[tuple[Said, list[str]]]] = {}
    for table in context.tables:
        if not table.columns or table.columns[0].key != "kind":
            continue
        kinds = {fold(row.cells[0].text).replace("\n", "") for row in table.rows}
        if table.policy not in lists:
            sayings = context.said.get(table.policy, ())
            lists[table.policy] = [(s, named) for s in sayings for named in enumerations(s.text)]
        for said, named in lists[table.policy][:_MOST_LISTS]:
            if len(kinds & set(named)) < 2:
                continue
            for kind in [k for k in named if k not in kinds]:
                context.findings.add(
                    "kind-without-row",
                    said.line,
                    f"列出了“{kind}”，但表格中没有这一类的任何一行。",
                    f"{kind} is named, but the table has no row of that kind.",
                    policy=table.policy,
                    clauses=(said.ref, table.clause),
                    lines=(said.line, table.line),
                )


def bases_absent(context: Context) -> None:
    """A commitment built on a base standard that no chapter states."""
    titles = "\n".join(
        fold(c.title)
        for p in context.present
        for c in p.walk()
        if c.title and _STATES.search(c.title)
    )
    stated: dict[str, bool] = {}
    for said in context.all_said():
        for m in _BASE.finditer(said.text):
            kind = _BASE_CLASS.match(m[1])
            name = kind[1] if kind else m[1]
            if name not in stated:
                stated[name] = name in titles
            if stated[name]:
                continue
            _note(
                context,
                "base-standard-absent",
                f"以“{m[1]}”为基础，但汇编中没有“{name}”的标准。",
                f"Builds on {m[1]}, but no standard for {name} is given.",
                [said],
            )


def at_once(context: Context) -> None:
    for policy in context.present:
        places: list[Said] = []
        words: dict[str, None] = {}
        for said in context.said[policy.key]:
            found = _AT_ONCE.findall(said.text)
            if found and not _FIGURE.search(said.text):
                places.append(said)
                words.update(dict.fromkeys(found))
        if places:
            _note(
                context,
                "immediately-without-figure",
                f"“{joined(words)}”没有写明时限。",
                f"{joined(words)}: no figure says how soon.",
                places,
            )


def days(context: Context) -> None:
    for policy in context.present:
        calendar = [s for s in context.said[policy.key] if _CALENDAR.search(s.text)]
        plain = [s for s in context.said[policy.key] if _PLAIN_DAY.search(s.text)]
        if calendar:
            _note(
                context,
                "calendar-day-ambiguous",
                "“自然日”是满 24 小时，还是到当日终了？逐条确定。",
                "自然日: 24 hours, or until the end of the day? To be set for each clause.",
                calendar,
            )
        if plain:
            _note(
                context,
                "day-kind-unstated",
                "“日内”“当日”等没有写明是自然日还是工作日。",
                "Days are named without saying calendar or working days.",
                plain,
                severity="note",
            )


def bounds(context: Context) -> None:
    places: list[Said] = []
    examples: dict[str, None] = {}
    for said in context.all_said():
        found = [m[0] for m in _BOUND.finditer(said.text) if "含" not in m[0]]
        if found:
            places.append(said)
            examples.update(dict.fromkeys(found))
    if places:
        _note(
            context,
            "bounds-inclusive-unstated",
            f"“以上”“以下”没有写明是否包含本数：{joined(examples)}。",
            f"以上/以下 without saying whether the number itself is included: {joined(examples)}.",
            places,
        )


def ranges(context: Context) -> None:
    """A range whose upper end no other range takes up."""
    for policy in context.present:
        sayings = context.said[policy.key]
        found = [(said, m) for said in sayings for m in _RANGE.finditer(said.text)]
        covered = {
            (m[1], m[2])
            for said in (sayings if found else ())
            for opens in (_UPWARD, _BEYOND)
            for m in opens.finditer(said.text)
        }
        for said, m in found:
            if (m[3], m[4]) not in covered:
                _note(
                    context,
                    "range-not-covered",
                    f"只规定了 {m[1]} 至 {m[3]}{m[4]}，{m[3]}{m[4]}及以上没有规定。",
                    f"Covers {m[1]} to {m[3]} {m[4]} only; {m[3]} and more is not covered.",
                    [said],
                )


def windows(context: Context) -> None:
    for policy in context.present:
        places = [s for s in context.said[policy.key] if _WINDOW.search(s.text)]
        if places:
            _note(
                context,
                "window-unstated",
                "“一年内”“年度内”没有写明是自然年还是滚动十二个月。",
                "Within a year: calendar year or rolling twelve months is not said.",
                places,
                severity="note",
            )


def undefined_terms(context: Context) -> None:
    """A class of customers that a clause relies on and nothing defines."""
    sayings = context.all_said()
    found: dict[str, list[Said]] = {}
    for said in sayings:
        for m in pattern("customer-classes").finditer(said.text):
            found.setdefault(m[0], []).append(said)
    for term, places in found.items():
        defines = re.compile(re.escape(term) + _DEFINES)
        if not any(defines.search(s.text) for s in sayings):
            _note(
                context,
                "term-undefined",
                f"“{term}”没有定义。",
                f"{term} is not defined.",
                places,
            )


def trials(context: Context) -> None:
    for policy in context.present:
        dates = policy.dates
        if dates.trial_from_publication and not dates.trial_since:
            context.findings.add(
                "trial-without-date",
                dates.line,
                f"试行期自发布起算，但没有发布日期（{dates.trial_months or '?'} 个月）。",
                f"The trial of {dates.trial_months or '?'} months runs from publication, "
                "but no date of publication is given.",
                policy=policy.key,
                clauses=(dates.clause,),
            )
