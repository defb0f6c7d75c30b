"""Message catalogs without the system's gettext: collect, check, compile.

Each app keeps its own catalog, ``locale/zh_Hans/LC_MESSAGES/django.po``: English msgids, Chinese
translations, sorted, without line numbers, so that two people seldom touch the same line. The
compiled ``.mo`` files are made at set-up and are not committed.
"""

import io
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.reloader import translation_file_changed

PACKAGE = Path(__file__).resolve().parents[1]
PLACE = Path("locale/zh_Hans/LC_MESSAGES/django.po")
SKIPPED = {"tests", "migrations", "node_modules"}
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
HEADER = """\
# Chinese (simplified) messages of {app}.
msgid ""
msgstr ""
"Project-Id-Version: heqi\\n"
"Language: zh_Hans\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

"""
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}")
CJK = "[\u3400-\u9fff]"
# Half-width marks belong to codes and figures, not between Chinese characters.
HALF_WIDTH = re.compile(rf"{CJK}\s?[,;:?!]\s?{CJK}|{CJK}[,;:?!]\s*$|{CJK}\.$")

Key = tuple[str, str]  # context, msgid


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with a catalog."""

    app: str
    msgid: str
    sentence: str

    def __str__(self) -> str:
        return (
            f"{self.app}: {self.msgid!r}: {self.sentence}"
            if self.msgid
            else (f"{self.app}: {self.sentence}")
        )


def apps() -> list[Path]:
    """The folders of the apps, in alphabetical order."""
    return sorted(p.parent for p in PACKAGE.glob("*/apps.py"))


def collect(app: Path) -> Catalog:
    """Every message of an app's code and templates, without translations."""
    catalog = Catalog(locale="zh_Hans")
    for path, method in _sources(app):
        text = path.read_text("utf-8")
        if method == "template":
            text = _code_of(text)
        found = extract("python", io.BytesIO(text.encode()), keywords=KEYWORDS)
        for _line, message, _comments, context in found:
            catalog.add(message, context=context)
    return catalog


def _sources(app: Path) -> Iterator[tuple[Path, str]]:
    for path in sorted(app.rglob("*")):
        if SKIPPED & set(path.relative_to(app).parts):
            continue
        if path.suffix == ".py":
            yield path, "python"
        elif path.suffix in (".html", ".txt") and "templates" in path.parts:
            yield path, "template"


def _code_of(template: str) -> str:
    from django.utils.translation import templatize

    # Indentation means something to Python's tokenizer and nothing here.
    return "\n".join(line.strip() for line in templatize(template).splitlines()) + "\n"


def read(app: Path) -> Catalog | None:
    """The catalog as it stands on disk."""
    path = app / PLACE
    if not path.exists():
        return None
    with path.open("rb") as file:
        return read_po(file, locale="zh_Hans")


def key(message: Message) -> Key:
    """What tells messages apart."""
    return message.context or "", _first(message.id)


def _first(value: object) -> str:
    return str(value[0]) if isinstance(value, list | tuple) else str(value)


def messages(catalog: Catalog) -> list[Message]:
    """The messages without the header."""
    return sorted((m for m in catalog if m.id), key=lambda m: (_first(m.id), m.context or ""))


def update(app: Path) -> bool:
    """Bring the catalog up to the sources, keeping translations; whether anything changed."""
    wanted = collect(app)
    if not messages(wanted):
        return False
    path = app / PLACE
    old = path.read_bytes() if path.exists() else b""
    known = {key(m): m.string for m in messages(read(app) or Catalog())}
    fresh = Catalog(locale="zh_Hans")
    for message in messages(wanted):
        string = known.get(key(message), "")
        if isinstance(message.id, tuple) and not isinstance(string, tuple):
            string = (_first(string),)
        fresh.add(message.id, string, context=message.context)
    body = io.BytesIO()
    write_po(body, fresh, no_location=True, omit_header=True, sort_output=True, width=100)
    new = HEADER.format(app=app.name).encode() + body.getvalue().strip() + b"\n"
    if new == old:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(new)
    return True


def check() -> list[Fault]:
    """Catalogs that are not fresh, complete or well written, and translations that disagree."""
    faults: list[Fault] = []
    told: dict[Key, dict[str, str]] = {}
    for app in apps():
        wanted = {key(m) for m in messages(collect(app))}
        catalog = read(app)
        if catalog is None:
            if wanted:
                faults.append(Fault(app.name, "", f"no catalog for {len(wanted)} messages"))
            continue
        have = {key(m): m for m in messages(catalog)}
        faults += [Fault(app.name, k[1], "not in the catalog") for k in sorted(wanted - set(have))]
        faults += [Fault(app.name, k[1], "no longer used") for k in sorted(set(have) - wanted)]
        for k, message in have.items():
            faults += _faults_of(app.name, message)
            if _first(message.string):
                told.setdefault(k, {})[app.name] = _first(message.string)
    for k, by_app in sorted(told.items()):
        if len(set(by_app.values())) > 1:
            words = ", ".join(f"{app} {said}" for app, said in sorted(by_app.items()))
            faults.append(Fault("all", k[1], f"apps disagree ({words}); one word or a context"))
    return faults


def _faults_of(app: str, message: Message) -> Iterator[Fault]:
    said = _first(message.string)
    msgid = _first(message.id)
    if not said:
        yield Fault(app, msgid, "not translated")
        return
    if message.fuzzy:
        yield Fault(app, msgid, "marked as unsure (fuzzy)")
    # The choices of the filter yesno are separated by commas for the machine.
    if HALF_WIDTH.search(said) and not re.fullmatch(r"\S+(,\S+)+", msgid):
        yield Fault(app, msgid, f"half-width punctuation in {said!r}")
    # A plural form may leave its number out, a translation may not invent a placeholder.
    ids = message.id if isinstance(message.id, list | tuple) else (message.id,)
    allowed = {p for i in ids for p in PLACEHOLDER.findall(i)}
    used = set(PLACEHOLDER.findall(said))
    if not used <= allowed or (len(ids) == 1 and used != allowed):
        yield Fault(app, msgid, f"placeholders differ in {said!r}")


def stale() -> list[Path]:
    """Catalogs whose compiled file is missing or older."""
    found = []
    for path in sorted(PACKAGE.glob(f"*/{PLACE}")):
        compiled = path.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime < path.stat().st_mtime:
            found.append(path)
    return found


def compile_catalogs() -> int:
    """Compile what is stale and forget what was read before; returns how many catalogs were."""
    found = stale()
    for path in found:
        with path.open("rb") as file:
            catalog = read_po(file, locale="zh_Hans")
        partial = path.with_suffix(f".mo.{os.getpid()}")
        with partial.open("wb") as file:
            write_mo(file, catalog)
        compiled = partial.replace(path.with_suffix(".mo"))
        translation_file_changed(None, compiled)  # the demo that follows speaks the new words
    return len(found)
