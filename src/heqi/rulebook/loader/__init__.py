"""Reading packs from disk: everything is checked, and every fault is told at once.

``load_packs([law, citygas, company])`` overlays packs from the lowest to the uppermost and returns
one frozen `Pack`, or raises `PackErrors`. ``read_packs`` returns what it could read together with
the problems.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from heqi.rulebook.loader.cases import read_cases
from heqi.rulebook.loader.dated import read_value
from heqi.rulebook.loader.declarations import Shelf, read_info, read_policy
from heqi.rulebook.loader.extras import read_calendar, read_data
from heqi.rulebook.loader.floors import read_floors
from heqi.rulebook.loader.periods import close_periods
from heqi.rulebook.loader.questions import read_question
from heqi.rulebook.loader.reading import Reader
from heqi.rulebook.loader.rules import read_rules
from heqi.rulebook.loader.source import MAX_FILE_BYTES, MAX_FILES, Node, Sink, read_documents
from heqi.rulebook.loader.vocabulary import read_vocabulary
from heqi.rulebook.pack import Pack, PackErrors, PackInfo, Place, Problem
from heqi.rulebook.values import Frozen, plain

__all__ = ["PackFiles", "Reading", "load_packs", "read_packs", "read_partly"]
# Faults after which whole files, or what they should say, are not there.
LOST = ("yaml.", "file.", "pack.")

FOLDERS = (
    "clauses",
    "vocabulary",
    "questions",
    "values",
    "rules",
    "floors",
    "cases",
    "calendars",
    "data",
)


@dataclass(frozen=True, slots=True)
class PackFiles:
    """A pack that is not on disk: the text of each file by its path within the pack."""

    name: str
    files: tuple[tuple[str, str], ...]


class _Folder:
    """One pack on disk: its documents by folder, read once."""

    def __init__(self, root: Path, sink: Sink) -> None:
        self.root = root
        self.sink = sink
        self.name = root.name
        self.info: PackInfo | None = None
        self.documents: dict[str, list[tuple[str, Node]]] = {name: [] for name in FOLDERS}
        head = self._documents(root / "pack.yaml") if self._has_head() else []
        if not head:
            sink.add(
                "pack.missing",
                Place(f"{self.name}/pack.yaml", 1),
                f"“{self.name}”不是政策包：没有可读的 pack.yaml。",
                f"“{self.name}” is not a pack: it has no readable pack.yaml.",
            )
            return
        self.info = read_info(Reader(sink, self.name), head[0])
        self._walk()

    def _has_head(self) -> bool:
        return (self.root / "pack.yaml").is_file()

    def _walk(self) -> None:
        files = self._files()
        if len(files) > MAX_FILES:
            self.sink.add(
                "pack.size",
                Place(f"{self.name}/pack.yaml", 1),
                f"政策包文件过多（{len(files)}），拒绝读取。",
                f"The pack has too many files ({len(files)}) and is not read.",
            )
            return
        for path in files:
            relative = path.relative_to(self.root)
            if relative.as_posix() == "pack.yaml":
                continue
            folder = relative.parts[0]
            if folder not in self.documents or len(relative.parts) < 2:
                self.sink.add(
                    "pack.folder",
                    Place(f"{self.name}/{relative.as_posix()}", 1),
                    f"政策包中没有“{folder}”这一位置，文件未被读取；可用：{'、'.join(FOLDERS)}。",
                    f"A pack has no place “{folder}”; the file is not read. Places: "
                    f"{', '.join(FOLDERS)}.",
                )
                continue
            inside = relative.relative_to(folder).with_suffix("").as_posix()
            self.documents[folder].extend((inside, node) for node in self._documents(path))

    def _files(self) -> list[Path]:
        return sorted(path for path in self.root.rglob("*") if path.suffix in (".yaml", ".yml"))

    def _documents(self, path: Path) -> list[Node]:
        file = f"{self.name}/{path.relative_to(self.root).as_posix()}"
        place = Place(file, 1)
        if not path.resolve().is_relative_to(self.root.resolve()):
            self.sink.add(
                "file.outside",
                place,
                "文件指向政策包之外，拒绝读取。",
                "The file leads outside the pack and is not read.",
            )
            return []
        try:
            if path.stat().st_size > MAX_FILE_BYTES:
                self.sink.add(
                    "file.size",
                    place,
                    f"文件超过 {MAX_FILE_BYTES} 字节，拒绝读取。",
                    f"The file exceeds {MAX_FILE_BYTES} bytes and is not read.",
                )
                return []
            text = path.read_bytes().decode("utf-8-sig")
        except UnicodeDecodeError:
            self.sink.add(
                "file.encoding", place, "文件不是 UTF-8 编码。", "The file is not encoded in UTF-8."
            )
            return []
        except OSError as error:
            self.sink.add(
                "file.unreadable",
                place,
                f"文件无法读取（{error.strerror}）。",
                f"The file cannot be read ({error.strerror}).",
            )
            return []
        return read_documents(text, file, self.sink)


class _Written(_Folder):
    """A pack handed in as texts."""

    def __init__(self, pack: PackFiles, sink: Sink) -> None:
        self._texts = {Path(pack.name) / path: text for path, text in pack.files}
        super().__init__(Path(pack.name), sink)

    def _has_head(self) -> bool:
        return self.root / "pack.yaml" in self._texts

    def _files(self) -> list[Path]:
        return sorted(self._texts)

    def _documents(self, path: Path) -> list[Node]:
        file = f"{self.name}/{path.relative_to(self.root).as_posix()}"
        return read_documents(self._texts[path], file, self.sink)


@dataclass(frozen=True, slots=True)
class Reading:
    """What could be read of packs. `broken` names the questions of which a rule could not be;
    `pack` is None when files as a whole were lost, and otherwise leaves out what is faulty."""

    pack: Pack | None
    problems: tuple[Problem, ...]
    broken: frozenset[str]

    @property
    def sound(self) -> bool:
        return not any(problem.severity == "error" for problem in self.problems)


def read_packs(paths: Iterable[Path | str | PackFiles]) -> tuple[Pack | None, tuple[Problem, ...]]:
    """Packs overlaid in the order given, and every problem; no pack when there is an error."""
    reading = read_partly(paths)
    return (reading.pack if reading.sound else None), reading.problems


def read_partly(paths: Iterable[Path | str | PackFiles]) -> Reading:
    """Packs overlaid in the order given, as far as they can be read: for checks, not for use.

    Beside a rule that could not be read, those that it excepts are left out, too, as nothing sound
    can be said of them.
    """
    sink = Sink()
    folders = [
        _Written(path, sink) if isinstance(path, PackFiles) else _Folder(Path(path), sink)
        for path in paths
    ]
    shelf = Shelf()
    present: set[str] = set()
    for folder in folders:
        if folder.info is None:
            continue
        info = folder.info
        if info.id in present:
            sink.add(
                "pack.duplicate",
                info.place,
                f"政策包“{info.id}”给出了两次。",
                f"The pack “{info.id}” is given twice.",
            )
        for needed in info.requires:
            if needed not in present:
                sink.add(
                    "pack.requires",
                    info.place,
                    f"政策包“{info.id}”需要“{needed}”先行载入。",
                    f"The pack “{info.id}” requires “{needed}” before it.",
                )
        present.add(info.id)
        shelf.infos.append(info)
    calendars: dict[str, Any] = {}
    data: dict[str, Any] = {}

    def each(name: str, action: Callable[[Reader, str, Node], None]) -> None:
        for folder in folders:
            if folder.info is not None:
                reader = Reader(sink, folder.info.id)
                for inside, node in folder.documents[name]:
                    action(reader, inside, node)

    each("vocabulary", lambda read, _, node: read_vocabulary(read, shelf, node))
    each("clauses", lambda read, _, node: read_policy(read, shelf, node))
    each("questions", lambda read, _, node: read_question(read, shelf, node))
    each("values", lambda read, inside, node: read_value(read, shelf, node, inside))
    each("rules", lambda read, _, node: read_rules(read, shelf, node))
    each("floors", lambda read, _, node: read_floors(read, shelf, node))
    each("cases", lambda read, path, node: read_cases(read, shelf, node, path.replace("/", ".")))
    each("calendars", lambda read, _, node: read_calendar(read, calendars, node))
    each("data", lambda read, path, node: read_data(read, shelf, data, path, node))
    rules = close_periods(shelf, sink)
    problems = tuple(sorted(sink.problems, key=lambda p: (p.file, p.line, p.code)))
    lost = any(problem.code.startswith(LOST) for problem in problems)
    if lost or not shelf.infos:
        return Reading(None, problems, frozenset())
    for question, broken in shelf.broken.items():
        gone = {*broken, *(base for bases in broken.values() for base in bases)}
        rules[question] = [rule for rule in rules.get(question, ()) if rule.id not in gone]
    pack = Pack(
        infos=tuple(shelf.infos),
        policies=Frozen(shelf.policies),
        clauses=Frozen(shelf.clauses),
        questions=Frozen(shelf.questions),
        values=Frozen(shelf.values),
        rules=Frozen({question: tuple(found) for question, found in rules.items()}),
        cases=tuple(shelf.cases),
        floors=tuple(shelf.floors.values()),
        calendars=Frozen(calendars),
        data=Frozen(data),
        posts=Frozen(shelf.posts),
        events=Frozen(shelf.events),
        sha256=_digest(folders),
    )
    return Reading(pack, problems, frozenset(shelf.broken))


def load_packs(paths: Iterable[Path | str | PackFiles]) -> Pack:
    """Packs overlaid in the order given; `PackErrors` holds every fault of all of them."""
    pack, problems = read_packs(paths)
    if pack is None:
        raise PackErrors(tuple(p for p in problems if p.severity == "error"))
    return pack


def _digest(folders: Sequence[_Folder]) -> str:
    """SHA-256 over the content of all packs; comments, order of files and layout do not count."""
    content: list[Any] = []
    for folder in folders:
        if folder.info is None:
            continue
        info = replace(folder.info, place=Place("", 0))
        content.append([info.id, info.version, list(info.requires), info.mark])
        for name in FOLDERS:
            # several documents of one file, and files among themselves, in an order of their own
            found = [
                [inside, json.dumps(plain(node.plain()), sort_keys=True, ensure_ascii=False)]
                for inside, node in folder.documents[name]
            ]
            content.append([name, sorted(found)])
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
