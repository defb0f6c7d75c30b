"""Packs laid over each other; one more is laid over what was read without reading it again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from heqi.rulebook.loader.cases import read_cases
from heqi.rulebook.loader.dated import read_value
from heqi.rulebook.loader.declarations import Shelf, read_policy
from heqi.rulebook.loader.extras import read_calendar, read_data
from heqi.rulebook.loader.floors import read_floors
from heqi.rulebook.loader.folders import Folder, PackFiles, digest, open_pack
from heqi.rulebook.loader.periods import close_periods
from heqi.rulebook.loader.questions import read_question
from heqi.rulebook.loader.reading import Reader
from heqi.rulebook.loader.rules import read_rules
from heqi.rulebook.loader.source import Node, Sink
from heqi.rulebook.loader.vocabulary import read_vocabulary
from heqi.rulebook.pack import Pack, PackErrors, Problem
from heqi.rulebook.values import Frozen

# Faults after which whole files, or what they should say, are not there.
LOST = ("yaml.", "file.", "pack.")
# What a pack may declare that the packs below it are read by.
SHAPES = ("vocabulary", "questions")
# What is remembered of a question as long as nothing of it changes.
KEPT = ("days", "plan", "check")


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

    def sound_pack(self) -> Pack:
        """The pack to decide by; `PackErrors` holds every fault."""
        if self.pack is None or not self.sound:
            raise PackErrors(tuple(p for p in self.problems if p.severity == "error"))
        return self.pack


@dataclass(frozen=True, slots=True)
class Laid:
    """Packs read from the lowest to the uppermost, on which another can be laid."""

    folders: tuple[Folder, ...]
    shelf: Shelf
    reading: Reading

    def over(self, path: Path | str | PackFiles) -> Laid:
        """The packs with one more over them.

        Only that one is read, unless it declares what the others are read by or they have faults.
        """
        folder = open_pack(path)
        folders = (*self.folders, folder)
        if self.reading.sound and not any(folder.documents[name] for name in SHAPES):
            shelf, sink = self.shelf.copy(), Sink()
            sink.problems.extend(self.reading.problems)
            _read([folder], shelf, sink)
            if all(
                shelf.values[name].shape == old.shape for name, old in self.shelf.values.items()
            ):
                reading = _reading(folders, shelf, sink)
                if self.reading.pack is not None and reading.pack is not None:
                    _carry(self.reading.pack, reading.pack)
                return Laid(folders, shelf, reading)
        return _lay(folders)


def lay(paths: Iterable[Path | str | PackFiles]) -> Laid:
    """Packs overlaid in the order given, as far as they can be read."""
    return _lay(tuple(map(open_pack, paths)))


def _lay(folders: tuple[Folder, ...]) -> Laid:
    shelf, sink = Shelf(), Sink()
    _read(folders, shelf, sink)
    return Laid(folders, shelf, _reading(folders, shelf, sink))


def _read(folders: Sequence[Folder], shelf: Shelf, sink: Sink) -> None:
    for folder in folders:
        sink.problems.extend(folder.sink.problems)
        _name(folder, shelf, sink)

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
    each("calendars", lambda read, _, node: read_calendar(read, shelf.calendars, node))
    each("data", lambda read, path, node: read_data(read, shelf, path, node))


def _name(folder: Folder, shelf: Shelf, sink: Sink) -> None:
    info = folder.info
    if info is None:
        return
    present = {other.id for other in shelf.infos}
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
    shelf.infos.append(info)


def _reading(folders: Sequence[Folder], shelf: Shelf, sink: Sink) -> Reading:
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
        calendars=Frozen(shelf.calendars),
        data=Frozen(shelf.data),
        posts=Frozen(shelf.posts),
        events=Frozen(shelf.events),
        sha256=digest(folders),
    )
    return Reading(pack, problems, frozenset(shelf.broken))


def _carry(below: Pack, pack: Pack) -> None:
    """Remember of the questions that the uppermost pack leaves alone what is known of them."""
    touched = {case.question for case in pack.cases[len(below.cases) :]}
    floors = {*map(id, below.floors)} ^ {*map(id, pack.floors)}
    touched |= {one.question for one in (*below.floors, *pack.floors) if id(one) in floors}
    alone = {
        question
        for question, rules in pack.rules.items()
        if question not in touched
        and rules == below.rules.get(question)
        and all(
            pack.values[name] is below.values.get(name)
            for rule in rules
            for name in rule.values_used()
        )
    }
    for key, known in list(below.memo.items()):  # a copy: other threads may be deciding
        if key[0] in KEPT and key[1] in alone:
            pack.memo[key] = known
