"""A pack as documents by folder, from disk or from texts."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from heqi.rulebook.loader.declarations import read_info
from heqi.rulebook.loader.reading import Reader
from heqi.rulebook.loader.source import MAX_FILE_BYTES, MAX_FILES, File, Node, Sink, read_file
from heqi.rulebook.pack import PackInfo, Place

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


class Folder:
    """One pack on disk: its documents by folder, read once; ``sink`` holds what is wrong."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._home = root.resolve()
        self.sink = sink = Sink()
        self.name = root.name
        self.info: PackInfo | None = None
        self.documents: dict[str, list[tuple[str, Node]]] = {name: [] for name in FOLDERS}
        self.contents: dict[str, list[tuple[str, str]]] = {name: [] for name in FOLDERS}
        head = self._file(root / "pack.yaml").documents if self._has_head() else ()
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

    @cached_property
    def said(self) -> str:
        """The content as JSON; comments, order of files and layout do not count."""
        if self.info is None:
            return ""
        info = replace(self.info, place=Place("", 0))
        # several documents of one file, and files among themselves, in an order of their own
        content: list[Any] = [[info.id, info.version, list(info.requires), info.mark]]
        content += [[name, sorted(self.contents[name])] for name in FOLDERS]
        return json.dumps(content, ensure_ascii=False, separators=(",", ":"))[1:-1]

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
            file = self._file(path)
            self.documents[folder].extend((inside, node) for node in file.documents)
            self.contents[folder].extend((inside, text) for text in file.contents)

    def _files(self) -> list[Path]:
        return sorted(path for path in self.root.rglob("*") if path.suffix in (".yaml", ".yml"))

    def _file(self, path: Path) -> File:
        name = f"{self.name}/{path.relative_to(self.root).as_posix()}"
        place = Place(name, 1)
        if not path.resolve().is_relative_to(self._home):
            self.sink.add(
                "file.outside",
                place,
                "文件指向政策包之外，拒绝读取。",
                "The file leads outside the pack and is not read.",
            )
            return File()
        try:
            if path.stat().st_size > MAX_FILE_BYTES:
                self.sink.add(
                    "file.size",
                    place,
                    f"文件超过 {MAX_FILE_BYTES} 字节，拒绝读取。",
                    f"The file exceeds {MAX_FILE_BYTES} bytes and is not read.",
                )
                return File()
            text = path.read_bytes().decode("utf-8-sig")
        except UnicodeDecodeError:
            self.sink.add(
                "file.encoding", place, "文件不是 UTF-8 编码。", "The file is not encoded in UTF-8."
            )
            return File()
        except OSError as error:
            self.sink.add(
                "file.unreadable",
                place,
                f"文件无法读取（{error.strerror}）。",
                f"The file cannot be read ({error.strerror}).",
            )
            return File()
        return self._read(text, name)

    def _read(self, text: str, name: str) -> File:
        file = read_file(text, name)
        self.sink.problems.extend(file.problems)
        return file


def open_pack(path: Path | str | PackFiles) -> Folder:
    """A pack on disk or handed in as texts."""
    return Written(path) if isinstance(path, PackFiles) else Folder(Path(path))


class Written(Folder):
    """A pack handed in as texts."""

    def __init__(self, pack: PackFiles) -> None:
        self._texts = {Path(pack.name) / path: text for path, text in pack.files}
        super().__init__(Path(pack.name))

    def _has_head(self) -> bool:
        return self.root / "pack.yaml" in self._texts

    def _files(self) -> list[Path]:
        return sorted(self._texts)

    def _file(self, path: Path) -> File:
        return self._read(
            self._texts[path], f"{self.name}/{path.relative_to(self.root).as_posix()}"
        )


def digest(folders: Iterable[Folder]) -> str:
    """SHA-256 over the content of all packs."""
    text = ",".join(folder.said for folder in folders if folder.info is not None)
    return hashlib.sha256(f"[{text}]".encode()).hexdigest()
