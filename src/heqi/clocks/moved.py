"""Facts that a draft changes before any promise is decided: filled in by the apps that know them.

A tier is decided by a policy too. An app above registers a flow, which says what facts of which
subjects would have been others under the draft.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from heqi.people.models import Unit
from heqi.rulebook.pack import Pack

# By subject type, then by the subject's id: the facts that would have been others.
Moved = Mapping[str, Mapping[int, Mapping[str, Any]]]
Flow = Callable[[Pack, date, date, Unit | None], Moved]
_flows: list[Flow] = []


def moves_facts(flow: Flow) -> Flow:
    """Register a flow, once."""
    if flow not in _flows:
        _flows.append(flow)
    return flow


def moved_facts(
    draft: Pack, since: date, until: date, company: Unit | None = None
) -> dict[str, dict[int, dict[str, Any]]]:
    """What all flows say together, by the side of what holds in a company now."""
    found: dict[str, dict[int, dict[str, Any]]] = {}
    for flow in _flows:
        for subject_type, subjects in flow(draft, since, until, company).items():
            known = found.setdefault(subject_type, {})
            for pk, facts in subjects.items():
                known[pk] = {**known[pk], **facts} if pk in known else dict(facts)
    return found
