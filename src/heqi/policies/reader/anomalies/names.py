"""One unit or post under several names, and bodies without members."""

from __future__ import annotations

import re

from heqi.policies.reader.bodies import is_head, posts_in, units_in
from heqi.policies.reader.said import Said

from .context import Context, joined

_BODY = re.compile(r"(?:委员会|小组)$")
_MEMBERS = re.compile(r"组长|副组长|主任委员|成员(?:为|包括|由|:)|由.{2,40}组成|组员")
_AGENT = re.compile(r"(.{2,6}(?:中心|部|室))(.{1,3}员)$")
_SQUAD = re.compile(r"(.{2,6})(队长|班长|组长)$")
_MOST = 200


def _near(one: str, other: str) -> bool:
    """Whether two names differ by one character, or one shortens the other."""
    a, b = sorted((re.sub("公室$", "", one), re.sub("公室$", "", other)), key=len)
    if a[-1] != b[-1] or a == b:
        return a == b
    if len(a) == len(b):
        return len(a) >= 5 and sum(x != y for x, y in zip(a, b, strict=True)) == 1
    letters = iter(b)
    return len(b) - len(a) <= 3 and all(c in letters for c in a) and a[0] in b[:3]


def _collect(context: Context, finder: object) -> dict[str, list[Said]]:
    found: dict[str, list[Said]] = {}
    for said in context.all_said():
        for named in finder(said.text):  # type: ignore[operator]
            found.setdefault(named.name, []).append(said)
    return dict(sorted(found.items(), key=lambda item: -len(item[1]))[:_MOST])


def _groups(names: list[str]) -> list[list[str]]:
    groups: list[list[str]] = []
    for name in names:
        near = [g for g in groups if any(_near(name, other) for other in g)]
        merged = [name]
        for g in near:
            groups.remove(g)
            merged = g + merged
        groups.append(merged)
    return [g for g in groups if len(g) > 1]


def _report(context: Context, code: str, names: list[str], where: list[Said], what: str) -> None:
    places = sorted(where, key=lambda s: s.line)
    zh = {"unit": "部门", "post": "岗位"}[what]
    context.findings.add(
        code,
        places[0].line,
        f"{zh}名称不统一：{joined(names)}，是否同一{zh}？",
        f"Several names, perhaps for one {what}: {joined(names)}.",
        clauses=tuple(dict.fromkeys(s.ref for s in places)),
        lines=tuple(dict.fromkeys(s.line for s in places)),
    )


def unit_variants(context: Context) -> None:
    found = _collect(context, units_in)
    for group in _groups(sorted(found, key=lambda n: (-len(n), n))):
        _report(context, "unit-variant", group, [s for n in group for s in found[n]], "unit")


def post_variants(context: Context) -> None:
    found = _collect(context, posts_in)
    agents: dict[str, list[str]] = {}
    squads: dict[str, list[str]] = {}
    for name in found:
        if m := _AGENT.match(name):
            agents.setdefault(m[2], []).append(name)
        if m := _SQUAD.match(name):
            squads.setdefault(m[1], []).append(name)
    for names in agents.values():
        if len(names) > 1:
            _report(context, "unit-variant", names, [s for n in names for s in found[n]], "unit")
    for names in squads.values():
        if len(names) > 1:
            where = [s for n in names for s in found[n]]
            _report(context, "post-one-or-two", names, where, "post")
    plain = [n for n in found if not is_head(n) and not _AGENT.match(n) and not _SQUAD.match(n)]
    for group in _groups(sorted(plain, key=lambda n: (-len(n), n))):
        _report(context, "post-variant", group, [s for n in group for s in found[n]], "post")


def bodies_without_members(context: Context) -> None:
    found = {n: s for n, s in _collect(context, units_in).items() if _BODY.search(n)}
    for name, sayings in found.items():
        if not _has_members(context, name):
            context.findings.add(
                "body-without-members",
                sayings[0].line,
                f"“{name}”没有写明由谁组成。",
                f"Nothing says who belongs to {name}.",
                clauses=tuple(dict.fromkeys(s.ref for s in sayings)),
                lines=tuple(dict.fromkeys(s.line for s in sayings)),
            )


def _has_members(context: Context, name: str) -> bool:
    for policy in context.present:
        for clause in policy.walk():
            if name not in clause.text:
                continue
            below = " ".join(child.text for child in clause.children)
            own = clause.text[clause.text.index(name) :]
            if _MEMBERS.search(re.sub(r"\s", "", below)) or _MEMBERS.search(own[:200]):
                return True
    return False


_REPORTS = re.compile(
    r"(?:书面)?(?:报|上报|提交|移交|汇报|报送)(?:给|至|到)?([\u4e00-\u9fff]{2,12}(?:委员会|办公室|小组|室))"
)


def recipients_differ(context: Context) -> None:
    """One policy whose results go to different bodies."""
    for policy in context.present:
        found: dict[str, Said] = {}
        for said in context.said[policy.key]:
            for m in _REPORTS.finditer(said.text):
                for named in units_in(m[1]):
                    if named.name.endswith(m[1][-2:]) and "档案" not in named.name:
                        found.setdefault(named.name, said)
        if len(found) > 1:
            context.findings.add(
                "recipients-differ",
                next(iter(found.values())).line,
                f"同一制度的结果分别报送{joined(found)}，请明确归口。",
                f"Results of one policy go to different bodies: {joined(found)}.",
                policy=policy.key,
                clauses=tuple(s.ref for s in found.values()),
                lines=tuple(s.line for s in found.values()),
            )
