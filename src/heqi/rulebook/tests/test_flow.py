"""Flows: what can be done from where, and tables that cannot be."""

from __future__ import annotations

import pickle

import pytest

from heqi.rulebook.flow import Flow, FlowError, Move

FLOW = Flow(
    "new",
    moves=[
        Move("accept", ["new"], "open"),
        Move("return", ["new", "open"], "returned", guards=["has_reason"]),
        Move("resume", ["returned"], "open"),
        Move("close", ["open"], "closed"),
    ],
)


def test_the_moves_of_a_state_are_its_buttons() -> None:
    assert FLOW.moves_from("new") == ("accept", "return")
    assert FLOW.moves_from("closed") == ()
    assert FLOW.moves_from("nowhere") == ()


def test_a_move_leads_to_its_target_only_from_its_sources() -> None:
    assert FLOW.target("new", "accept") == "open"
    assert FLOW.target("closed", "accept") is None
    assert FLOW.sources("return") == ("new", "open")
    move = FLOW.move("open", "return")
    assert move is not None
    assert move.guards == ("has_reason",)


def test_one_name_may_lead_to_different_states_from_different_states() -> None:
    flow = Flow("a", moves=[Move("next", ["a"], "b"), Move("next", ["b"], "c")])
    assert [flow.target(state, "next") for state in "abc"] == ["b", "c", None]


def test_one_name_never_leads_to_two_states_from_one() -> None:
    with pytest.raises(FlowError, match="two moves “next” start from “a”"):
        Flow("a", moves=[Move("next", ["a"], "b"), Move("next", ["a"], "c")])


def test_a_state_that_is_not_declared_is_refused() -> None:
    with pytest.raises(FlowError, match="not declared: c"):
        Flow("a", moves=[Move("next", ["a"], "c")], states=["a", "b"])
    with pytest.raises(FlowError, match="no state"):
        Move("next", [], "b")


def test_a_sound_flow_has_nothing_to_tell() -> None:
    assert FLOW.check() == []
    assert FLOW.final == ("closed",)


def test_states_never_reached_and_dead_ends_are_told() -> None:
    flow = Flow(
        "a",
        moves=[
            Move("end", ["a"], "done"),
            Move("spin", ["a"], "x"),
            Move("spin", ["x"], "y"),
            Move("spin", ["y"], "x"),
        ],
        states=["a", "done", "x", "y", "lost"],
    )
    assert flow.check() == [
        "the state “lost” is never reached from “a”",
        "from the state “x” no final state can be reached",
        "from the state “y” no final state can be reached",
    ]


def test_a_flow_cannot_be_changed_and_can_be_pickled() -> None:
    with pytest.raises(AttributeError):
        FLOW.initial = "closed"
    with pytest.raises(AttributeError):
        FLOW.moves[0].target = "closed"
    assert pickle.loads(pickle.dumps(FLOW)) == FLOW


def test_the_diagram_shows_every_move_with_its_guards() -> None:
    text = FLOW.mermaid({"new": "新建", "accept": "受理"})
    assert text.splitlines() == [
        "stateDiagram-v2",
        '    state "新建" as new',
        "    [*] --> new",
        "    new --> open: 受理",
        "    new --> returned: return [has_reason]",
        "    open --> returned: return [has_reason]",
        "    returned --> open: resume",
        "    open --> closed: close",
        "    closed --> [*]",
    ]
