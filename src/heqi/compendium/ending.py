"""What a draft ends: the rules of a policy that is repealed, and of clauses that a revision drops.

A rule ends on the day the draft takes effect and holds before it. Where it had replaced a rule of
another policy below, that one holds again from the same day on.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from heqi.compendium.models import Draft, DraftKind
from heqi.compendium.packing import Document
from heqi.policies.models import ClauseText, PolicyVersion
from heqi.rulebook.loader import Laid
from heqi.rulebook.loader.source import Node
from heqi.rulebook.pack import Pack, Rule

Content = dict[str, Any]


def numbered(version: PolicyVersion) -> Iterator[tuple[str, ClauseText]]:
    """The clauses of a version, each under a number of its own.

    Documents count paragraphs anew under each heading: a bare “(1)” goes by the number that its
    clause has in the packs, else by that of its heading.
    """
    taken, above = set[str](), dict[int, str]()
    for text in version.clauses.all():
        full = text.ref.partition("/")[2]
        below = f"{above.get(text.depth - 1, '')}{text.number}" if text.number else ""
        bare = text.number.startswith(("(", "（"))
        wanted = (full, below, text.number) if bare else (text.number, full, below)
        number = next((one[:40] for one in wanted if one and one[:40] not in taken), "")
        above[text.depth] = number or full or text.number
        if number:
            taken.add(number)
            yield number, text


def ended_clauses(draft: Draft, pack: Pack) -> frozenset[str]:
    """The clauses of the pack that no longer hold once the draft does."""
    if draft.kind == DraftKind.REPEAL:
        policy = pack.policies.get(draft.key)
        return frozenset(policy.clauses if policy else ())
    if draft.based_on is None:
        return frozenset()
    kept = {clause.cited for clause in draft.clauses.all()}
    held = {text.ref for _number, text in numbered(draft.based_on)}
    return frozenset(ref for ref in held - kept if ref.startswith(f"{draft.key}/"))


def ending(draft: Draft, below: Laid) -> Iterator[Document]:
    """The documents that end what the draft ends; none while it has no day."""
    pack, on = below.reading.pack, draft.effective_on
    if pack is None or on is None:
        return
    ended = ended_clauses(draft, pack)
    if not ended:
        return
    written = {
        (sheet.question, str(entry))
        for sheet in draft.sheets.filter(folder="rules").prefetch_related("entries")
        for entry in sheet.entries.all()
    }
    for question, rules in pack.rules.items():
        names = dict.fromkeys(rule.id for rule in rules if _ends(rule, ended, on))
        items = [
            item
            for name in names
            if (question, name) not in written
            for item in _back(below, question, name, ended, on) or [{"id": name, "withdraw": on}]
        ]
        if items:
            path = f"{question.replace('.', '/')}-ended"
            yield Document("rules", path, {"question": question}, "rules", tuple(items))


def _ends(rule: Rule, ended: frozenset[str], on: date) -> bool:
    return rule.clause in ended and (rule.until is None or rule.until > on)


def _back(below: Laid, question: str, name: str, ended: frozenset[str], on: date) -> list[Content]:
    """The uppermost rule of this id that stands on another clause, to hold again from the day."""
    for folder in reversed(below.folders):
        items = [
            item
            for _inside, node in folder.documents["rules"]
            for item in _items(node, question)
            if item.get("id") == name
        ]
        if any("withdraw" in item for item in items):
            return []
        others = [item for item in items if item.get("clause") not in ended]
        if others:
            others.sort(key=lambda item: item["since"])
            begun = [item for item in others if item["since"] <= on][-1:]
            begun = [item for item in begun if item.get("until") is None or item["until"] > on]
            later = [item for item in others if item["since"] > on]
            return [
                {**item, "since": max(item["since"], on), "replace": True}
                for item in [*begun, *later]
            ]
    return []


def _items(node: Node, question: str) -> list[Content]:
    asked = next((inside.text for key, inside in node.pairs if key == "question"), "")
    rules = node.plain().get("rules") if asked == question else None
    return [item for item in rules or () if isinstance(item, dict)]
