"""Flows: which states a thing may be in, and which moves lead from one to another.

A flow is a table, so the buttons of a page, the diagram in the documentation and the guard in
front of a write are one and the same thing::

    FLOW = Flow(
        "new",
        moves=[
            Move("accept", ["new"], "open"),
            Move("close", ["open"], "closed", guards=["has_result"]),
        ],
    )
    FLOW.target("new", "accept")  # "open"; None where the move does not start from here
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from types import MappingProxyType


class FlowError(ValueError):
    """A flow that cannot be: moves that clash, or a state that is not declared."""


class Move:
    """A named move from any of `sources` to `target`.

    `guards` are names of conditions that the app checks before it moves; a flow only lists them.
    """

    __slots__ = ("guards", "name", "sources", "target")

    name: str
    sources: tuple[str, ...]
    target: str
    guards: tuple[str, ...]

    def __init__(
        self, name: str, sources: Iterable[str], target: str, guards: Iterable[str] = ()
    ) -> None:
        if isinstance(sources, str):
            sources = (sources,)
        object.__setattr__(self, "name", str(name))
        object.__setattr__(self, "sources", tuple(dict.fromkeys(str(s) for s in sources)))
        object.__setattr__(self, "target", str(target))
        object.__setattr__(self, "guards", tuple(str(guard) for guard in guards))
        if not self.sources:
            raise FlowError(f"the move “{name}” starts from no state")

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("a move cannot be changed")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Move) and self._key() == other._key()

    def __hash__(self) -> int:
        return hash(self._key())

    def __repr__(self) -> str:
        return f"Move({self.name!r}, {list(self.sources)!r}, {self.target!r})"

    def __reduce__(self) -> tuple[object, ...]:
        return (Move, self._key())

    def _key(self) -> tuple[object, ...]:
        return (self.name, self.sources, self.target, self.guards)


class Flow:
    """An immutable table of moves, with the state in which things begin.

    `states` names every state; left out, it is read off the moves. One name may lead to different
    targets from different states, never to two from one. `FlowError` tells a table that cannot be.
    """

    __slots__ = ("_table", "initial", "moves", "states")

    initial: str
    moves: tuple[Move, ...]
    states: tuple[str, ...]
    _table: Mapping[str, Mapping[str, Move]]

    def __init__(
        self, initial: str, moves: Iterable[Move], states: Collection[str] | None = None
    ) -> None:
        found = tuple(moves)
        seen = [str(initial)]
        for move in found:
            seen.extend((*move.sources, move.target))
        used = tuple(dict.fromkeys(seen))
        declared = used if states is None else tuple(dict.fromkeys(str(s) for s in states))
        strange = [state for state in used if state not in declared]
        if strange:
            raise FlowError(f"states that are not declared: {', '.join(strange)}")
        table: dict[str, dict[str, Move]] = {state: {} for state in declared}
        for move in found:
            for source in move.sources:
                if move.name in table[source]:
                    raise FlowError(f"two moves “{move.name}” start from “{source}”")
                table[source][move.name] = move
        object.__setattr__(self, "initial", str(initial))
        object.__setattr__(self, "moves", found)
        object.__setattr__(self, "states", declared)
        frozen = {state: MappingProxyType(row) for state, row in table.items()}
        object.__setattr__(self, "_table", MappingProxyType(frozen))

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("a flow cannot be changed")

    def __reduce__(self) -> tuple[object, ...]:
        return (Flow, (self.initial, self.moves, self.states))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Flow) and (self.initial, self.moves, self.states) == (
            other.initial,
            other.moves,
            other.states,
        )

    def __hash__(self) -> int:
        return hash((self.initial, self.moves, self.states))

    def moves_from(self, state: str) -> tuple[str, ...]:
        """The names of the moves that start from a state, in the order of the table."""
        return tuple(self._table.get(str(state), {}))

    def move(self, state: str, name: str) -> Move | None:
        """The move of a name from a state, or None."""
        return self._table.get(str(state), {}).get(name)

    def target(self, state: str, name: str) -> str | None:
        """Where the move leads from the state; None when it does not start there."""
        found = self.move(state, name)
        return found.target if found else None

    def sources(self, name: str) -> tuple[str, ...]:
        """The states from which a move of this name starts."""
        return tuple(state for state in self.states if name in self._table[state])

    def is_final(self, state: str) -> bool:
        """Whether no move leads out of the state."""
        return not self._table.get(str(state))

    @property
    def final(self) -> tuple[str, ...]:
        return tuple(state for state in self.states if self.is_final(state))

    def reachable(self, state: str | None = None) -> frozenset[str]:
        """The states that can be reached from a state (the initial one), itself included."""
        found: set[str] = set()
        open_states = [self.initial if state is None else str(state)]
        while open_states:
            current = open_states.pop()
            if current not in found:
                found.add(current)
                open_states.extend(move.target for move in self._table.get(current, {}).values())
        return frozenset(found)

    def check(self) -> list[str]:
        """What is wrong with the table: states never reached, states that lead to no end.

        A flow without any final state (things that live on) is not told as lacking an end.
        """
        reached = self.reachable()
        problems = [
            f"the state “{state}” is never reached from “{self.initial}”"
            for state in self.states
            if state not in reached
        ]
        ends = set(self.final)
        if ends:
            problems += [
                f"from the state “{state}” no final state can be reached"
                for state in self.states
                if state in reached and not self.reachable(state) & ends
            ]
        return problems

    def mermaid(self, labels: Mapping[str, str] | None = None) -> str:
        """The diagram of the flow as mermaid text; `labels` name states and moves for people."""
        said = labels or {}
        lines = ["stateDiagram-v2"]
        lines += [f'    state "{said[state]}" as {state}' for state in self.states if state in said]
        lines.append(f"    [*] --> {self.initial}")
        for move in self.moves:
            label = said.get(move.name, move.name)
            if move.guards:
                label += f" [{', '.join(said.get(guard, guard) for guard in move.guards)}]"
            lines += [f"    {source} --> {move.target}: {label}" for source in move.sources]
        lines += [f"    {state} --> [*]" for state in self.final]
        return "\n".join(lines) + "\n"
