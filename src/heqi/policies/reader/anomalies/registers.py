"""Policies and documents named but not there."""

from __future__ import annotations

import re
from collections import Counter

from heqi.policies.reader.bodies import units_in
from heqi.policies.reader.documents import Titles, bare_name, is_document, stem
from heqi.policies.reader.markers import fold
from heqi.policies.reader.registering import CONTENTS, REGISTER, REQUIRED
from heqi.policies.reader.said import Said
from heqi.policies.reader.values import Reference

from .context import Context, joined

_NAMES = {CONTENTS: ("目录", "the contents"), REGISTER: ("制度清单", "the register")}
_NAMES[REQUIRED] = ("要求清单", "the list of required policies")


def absent_policies(context: Context) -> None:
    mentioned = Titles(m.title for m in context.mentions)
    for policy in context.policies:
        if policy.state != "absent":
            continue
        zh = "、".join(_NAMES[s][0] for s in policy.named_in)
        en = " and ".join(_NAMES[s][1] for s in policy.named_in)
        context.findings.add(
            "announced-absent",
            policy.line,
            f"《{policy.name}》在{zh}中列出，但没有正文。",
            f"{policy.name} is named in {en}, but its text is absent.",
            policy=policy.key,
            lines=tuple(context.mentions[n].line for n in mentioned.places(policy.name)),
        )


def required_policies(context: Context) -> None:
    titles = Titles(p.name for p in context.policies)
    registered = any(m.source == REGISTER for m in context.mentions)
    for mention in context.mentions:
        if mention.source != REQUIRED:
            continue
        at = titles.first(mention.title)
        policy = context.policies[at] if at >= 0 else None
        named = policy.named_in if policy else ()
        if registered and REGISTER not in named:
            context.findings.add(
                "required-unregistered",
                mention.line,
                f"要求制定《{mention.title}》，制度清单里却没有。",
                f"{mention.title} is required, but the register does not list it.",
                policy=policy.key if policy else "",
                clauses=(mention.clause,),
            )
        elif policy is not None and policy.state == "required":
            context.findings.add(
                "required-absent",
                mention.line,
                f"要求制定《{mention.title}》，但没有正文。",
                f"{mention.title} is required, but its text is absent.",
                policy=policy.key,
                clauses=(mention.clause,),
            )


def external_documents(context: Context) -> None:
    """Documents that a clause relies on and the compendium does not hold."""
    groups: dict[str, list[Reference]] = {}
    for policy in context.present:
        for reference in policy.references:
            if reference.target == "external":
                groups.setdefault(stem(reference.title), []).append(reference)
    for references in groups.values():
        titles = joined(dict.fromkeys(f"《{r.title}》" for r in references))
        first = references[0]
        context.findings.add(
            "external-document-absent",
            first.line,
            f"引用了{titles}，汇编中没有收录。",
            f"{titles} is referred to, but not included.",
            policy=first.clause.partition("/")[0],
            clauses=tuple(dict.fromkeys(r.clause for r in references)),
            lines=tuple(dict.fromkeys(r.line for r in references)),
        )


def forms_absent(context: Context) -> None:
    for policy in context.present:
        texts = {s.ref: s for s in reversed(context.said[policy.key])}
        for reference in policy.references:
            if reference.target != "record":
                continue
            said = texts.get(reference.clause)
            if said and f"《{reference.title}》(见附" in said.text:
                context.findings.add(
                    "form-absent",
                    reference.line,
                    f"《{reference.title}》注明见附表，但没有附上。",
                    f"{reference.title} is said to be attached, but is not.",
                    policy=policy.key,
                    clauses=(reference.clause,),
                )


def title_variants(context: Context) -> None:
    """One document under several titles, apart from company and trial mark."""
    named: list[tuple[str, int, str]] = [(p.name, p.line, "") for p in context.present]
    named += [(m.title, m.line, m.clause) for m in context.mentions]
    for policy in context.present:
        named += [(r.title, r.line, r.clause) for r in policy.references if is_document(r.title)]
    groups: list[list[tuple[str, int, str]]] = []
    heads = Titles()
    for entry in named:
        at = heads.first(entry[0])
        if at < 0:
            heads.add(entry[0])
            groups.append([entry])
        else:
            groups[at].append(entry)
    for group in groups:
        names = dict.fromkeys(bare_name(name) for name, _, _ in group)
        if len(names) < 2:
            continue
        odd = [e for e in group if bare_name(e[0]) != bare_name(group[0][0])]
        context.findings.add(
            "document-title-variant",
            odd[0][1],
            f"同一份文件似有几个名称：{joined(names)}。",
            f"One document seems to have several titles: {joined(names)}.",
            clauses=tuple(dict.fromkeys(c for _, _, c in odd if c)),
            lines=tuple(dict.fromkeys(line for _, line, _ in odd)),
        )


def approvals_differ(context: Context) -> None:
    """Rows of a list whose approval names other bodies than most rows do."""
    for table in context.tables:
        column = next((n for n, c in enumerate(table.columns) if c.key == "approval"), -1)
        if column < 0 or len(table.rows) < 3:
            continue
        bodies = [
            frozenset(n.name for n in units_in(fold(row.cells[column].text))) for row in table.rows
        ]
        usual, times = Counter(bodies).most_common(1)[0]
        for row, named in zip(table.rows, bodies, strict=True):
            if named != usual and times * 2 > len(bodies):
                differing = joined(sorted(usual ^ named))
                context.findings.add(
                    "approval-differs",
                    (row.cells[column].lines or (row.line,))[0],
                    f"“{row.cells[0].text}”的审批备案要求与其他制度不同（{differing}）。",
                    f"The approval of {row.cells[0].text} differs from the others ({differing}).",
                    policy=table.policy,
                    clauses=(row.ref,),
                )


def norms_absent(context: Context) -> None:
    """…规范中服务禁区: a norm relied on without 《》 and not among the policies."""
    pattern = re.compile(
        r"(?:公司|本公司)?([\u4e00-\u9fff]{2,8}(?:规范|规程|标准))中的?([\u4e00-\u9fff]{2,6}?)(?=者|的|,|;|。|$)"
    )
    titles = Titles(p.name for p in context.present)
    found: dict[str, list[tuple[Said, str]]] = {}
    for said in context.all_said():
        for m in pattern.finditer(said.text):
            norm = re.sub(r"^.*(?:公司|违反|触犯|按照|依照|符合)", "", m[1])
            if norm and titles.first(norm) < 0:
                found.setdefault(norm, []).append((said, m[2]))
    for norm, places in found.items():
        said, what = places[0]
        context.findings.add(
            "external-document-absent",
            said.line,
            f"依据“{norm}”中的“{what}”，汇编中没有收录这份规范。",
            f"Relies on {what} in {norm}, which is not included.",
            policy=said.policy,
            clauses=tuple(s.ref for s, _ in places),
            lines=tuple(s.line for s, _ in places),
        )
