"""Stray English on a Chinese page, for the tests of every surface."""

import re
from html.parser import HTMLParser

CJK = re.compile("[\u3400-\u9fff]")
WORD = re.compile(r"[A-Za-z][A-Za-z'’-]{2,}")
# Names, keys, units and codes that Chinese pages write in Latin letters.
ALLOWED = {
    "heqi", "excel", "word", "pdf", "vip", "sms", "ctrl", "alt", "enter", "esc", "shift", "english",
    "apache-2", "apache", "wecom", "app", "url", "json", "yaml", "api", "http", "https", "sha",
    "id", "iso", "gb", "csv", "totp", "heqi-demo", "min", "max", "kpa", "mpa", "ppm",
}  # fmt: skip
# What is quoted as a code, and what a person typed.
QUOTING = {"code", "kbd", "script", "style", "pre", "textarea", "option-value"}
SPOKEN = ("alt", "title", "placeholder", "aria-label")
VOID = {"input", "br", "hr", "img", "meta", "link", "col", "use", "circle", "rect", "polyline"}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self._stack: list[bool] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        foreign = (values.get("lang") or "").startswith("en") or "num" in (
            values.get("class") or ""
        ).split()
        quoted = tag in QUOTING or (foreign and tag != "html")
        if not any(self._stack) and not quoted:
            self.said += [values[name] or "" for name in SPOKEN if values.get(name)]
        if tag not in VOID:
            self._stack.append(quoted)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID and self._stack:
            self._stack.pop()

    def handle_data(self, data: str) -> None:
        if not any(self._stack):
            self.said.append(data)


def stray_words(html: str, allowed: set[str] = frozenset()) -> list[str]:  # type: ignore[assignment]
    """English words that a reader of the Chinese page would meet.

    Codes with digits or dots and ``{placeholders}`` are no words; what stands in ``<code>``,
    ``<kbd>``, ``lang="en"`` or ``class="num"`` is quoted. ``allowed`` adds words of the page's own
    data, in lower case.
    """
    reader = _Reader()
    reader.feed(html)
    found = []
    for text in reader.said:
        for token in re.split(r"[\s，。；：？！（）、·/“”《》…|]+", text):
            if re.search(r"[\d_.@#=&{]", token):
                continue
            found += [
                word
                for word in WORD.findall(token)
                if word.lower() not in ALLOWED and word.lower() not in allowed
            ]
    return found
