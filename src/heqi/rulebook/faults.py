"""Faults of a pack: where they are, and what they say in both languages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from heqi.rulebook.values import (
    Words,
    WordsError,
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: a file, as pack/path, and a line counted from 1."""

    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Problem:
    """A fault of a pack. `severity` is ``error``, ``warning`` or ``info``."""

    code: str
    severity: str
    file: str
    line: int
    message: Words

    def as_json(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "severity": self.severity,
            "file": self.file,
            "line": self.line,
            "message": self.message.as_json(),
        }


class PackErrors(Exception):  # noqa: N818 (several errors at once)
    """A pack cannot be used; `problems` holds every fault that was found."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        lines = [f"{p.file}:{p.line}: {p.message.en}" for p in problems]
        super().__init__("\n".join(lines))

    def __reduce__(self) -> tuple[Any, ...]:
        return (type(self), (self.problems,))


class UnknownNameError(WordsError, LookupError):
    """A question, clause or value that the pack does not hold."""
