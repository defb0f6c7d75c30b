"""Reading nodes into typed values, with one clear sentence for each fault.

Every reader returns None after it reported a fault, so that reading goes on and all faults of a
pack are told at once.
"""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Collection, Iterable
from decimal import Decimal

from heqi.rulebook.loader.source import Node, Sink
from heqi.rulebook.pack import Place
from heqi.rulebook.values import CODE, Words, read_decimal

NAME = re.compile(r"[a-z][a-z0-9_]*\Z")
PATH = re.compile(r"[a-z][a-z0-9_-]*([./][a-z0-9][a-z0-9_-]*)*\Z")


class Reader:
    """Typed access to nodes; faults go to the sink."""

    def __init__(self, sink: Sink, pack: str) -> None:
        self.sink = sink
        self.pack = pack

    def bad(self, code: str, place: Place, zh: str, en: str, severity: str = "error") -> None:
        self.sink.add(code, place, zh, en, severity)

    def unknown(
        self, code: str, place: Place, noun: tuple[str, str], name: str, known: Iterable[str]
    ) -> None:
        """A name that does not exist, with the nearest that does."""
        zh, en = noun
        near = difflib.get_close_matches(name, list(known), 1, 0.6)
        zh_hint, en_hint = (
            (f"是否应为“{near[0]}”？", f" Is “{near[0]}” meant?") if near else ("", "")
        )
        self.bad(
            code, place, f"没有{zh}“{name}”。{zh_hint}", f"There is no {en} “{name}”.{en_hint}"
        )

    def wrong(self, place: Place, what: str, zh: str, en: str) -> None:
        self.bad("type", place, f"“{what}”应为{zh}。", f"“{what}” must be {en}.")

    def map(
        self,
        node: Node,
        what: str,
        allowed: Collection[str] | None = None,
        required: Collection[str] = (),
    ) -> dict[str, Node] | None:
        """A mapping; keys outside `allowed` and `required` keys that are absent are faults."""
        if node.kind != "map":
            self.wrong(node.place, what, "键值映射", "a mapping")
            return None
        found: dict[str, Node] = {}
        for key, value in node.pairs:
            if allowed is not None and key not in allowed:
                self._unknown_key(key, value, what, allowed)
            else:
                found[key] = value
        for key in required:
            if key not in found:
                self.bad(
                    "key.missing", node.place, f"“{what}”缺少“{key}”。", f"“{what}” lacks “{key}”."
                )
        return found

    def _unknown_key(self, key: str, value: Node, what: str, allowed: Collection[str]) -> None:
        near = difflib.get_close_matches(key, allowed, 1, 0.6)
        if value.is_null and " " in key:
            zh = "文字中有逗号时须加引号。"
            en = " A text with a comma inside braces needs quotes."
        elif near:
            zh, en = f"是否应为“{near[0]}”？", f" Is “{near[0]}” meant?"
        else:
            zh, en = f"可用：{'、'.join(allowed)}。", f" It may have {', '.join(allowed)}."
        self.bad(
            "key.unknown",
            value.place,
            f"“{what}”中没有键“{key}”。{zh}",
            f"“{what}” has no key “{key}”.{en}",
        )

    def items(self, node: Node | None, what: str) -> list[Node]:
        """A list; a single scalar stands for a list of one."""
        if node is None or node.is_null:
            return []
        if node.kind == "list":
            return node.items
        if node.kind == "scalar":
            return [node]
        self.wrong(node.place, what, "列表", "a list")
        return []

    def text(self, node: Node | None, what: str) -> str | None:
        if node is None:
            return None
        if node.kind != "scalar" or not node.text.strip():
            self.wrong(node.place, what, "非空文字", "text that is not empty")
            return None
        return node.text.strip()

    def code(self, node: Node | None, what: str) -> str | None:
        """A code of letters, digits and underscores, as an option or a post."""
        text = self.text(node, what)
        if text is not None and node is not None and not CODE.match(text):
            self.wrong(node.place, what, f"代码（现为“{text}”）", f"a code, not “{text}”")
            return None
        return text

    def codes(self, node: Node | None, what: str) -> tuple[str, ...]:
        found = (self.code(item, what) for item in self.items(node, what))
        return tuple(code for code in found if code is not None)

    def path(self, node: Node | None, what: str) -> str | None:
        """The id of a question, a value or a pack: lower case, with dots or slashes."""
        text = self.text(node, what)
        if text is not None and node is not None and not PATH.match(text):
            self.wrong(
                node.place, what, f"小写标识（现为“{text}”）", f"a lower-case id, not “{text}”"
            )
            return None
        return text

    def words(self, node: Node | None, what: str) -> Words:
        """A text in both languages; both are required."""
        if node is None:
            return Words("", "")
        found = self.map(node, what, ("zh", "en"), ("zh", "en"))
        if found is None:
            return Words("", "")
        return Words(
            self.text(found.get("zh"), f"{what}.zh") or "",
            self.text(found.get("en"), f"{what}.en") or "",
        )

    def date(self, node: Node | None, what: str) -> dt.date | None:
        if node is None or node.is_null:
            return None
        value = node.scalar() if node.kind == "scalar" else None
        if isinstance(value, str):  # a quoted date is a date, too
            try:
                value = dt.date.fromisoformat(value) if len(value) == 10 else None
            except ValueError:
                value = None
        if not isinstance(value, dt.date):
            self.bad(
                "date",
                node.place,
                f"“{what}”不是有效日期：“{node.text}”，应如 2026-01-31。",
                f"“{what}” is not a date: “{node.text}”; write it as 2026-01-31.",
            )
            return None
        return value

    def period(
        self, found: dict[str, Node], place: Place, what: str
    ) -> tuple[dt.date | None, dt.date | None]:
        """``since`` and ``until``, in order."""
        since, until = (
            self.date(found.get("since"), "since"),
            self.date(found.get("until"), "until"),
        )
        if since and until and until <= since:
            self.bad(
                "date.order",
                place,
                f"“{what}”的 until（{until}）应晚于 since（{since}）。",
                f"“{what}” ends ({until}) before it begins ({since}).",
            )
        return since, until

    def number(self, node: Node | None, what: str) -> Decimal | None:
        if node is None or node.is_null:
            return None
        try:
            return read_decimal(node.scalar() if node.kind == "scalar" else None)
        except ValueError:
            self.wrong(node.place, what, "数字", "a number")
            return None

    def flag(self, node: Node | None, what: str) -> bool:
        if node is None:
            return False
        value = node.scalar() if node.kind == "scalar" else None
        if not isinstance(value, bool):
            self.wrong(node.place, what, " true 或 false", "true or false")
            return False
        return value

    def choice(self, node: Node | None, what: str, allowed: Collection[str], default: str) -> str:
        if node is None:
            return default
        text = self.text(node, what)
        if text is not None and text not in allowed:
            self.bad(
                "choice",
                node.place,
                f"“{what}”只能取 {'、'.join(allowed)}（现为“{text}”）。",
                f"“{what}” may be {', '.join(allowed)}, not “{text}”.",
            )
            return default
        return text or default
