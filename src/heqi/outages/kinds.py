"""Kinds of emergencies with what the caller is told, as data a company's pack may replace."""

from dataclasses import dataclass
from typing import Any

from heqi.policies.data import read_data
from heqi.policies.deciding import spoken_chinese
from heqi.service.kinds import symptoms
from heqi.workorders.kinds import work


@dataclass(frozen=True, slots=True)
class EmergencyKind:
    """What happened, and the safety script: steps that the agent reads out, questions to ask."""

    code: str
    label: str
    icon: str
    steps: tuple[str, ...]
    ask: str
    place: str = ""


def is_emergency(order_kind: str) -> bool:
    """Whether orders of a kind are dispatched at once and stamped step by step."""
    return order_kind in work()["attend_beside"]


def emergency_kinds() -> list[EmergencyKind]:
    """Every kind in the order of the desk."""
    language = "zh" if spoken_chinese() else "en"
    return [
        EmergencyKind(
            code=row["code"],
            label=emergency_label(row["code"]),
            icon=row["icon"],
            steps=tuple(step[language] for step in row["steps"]),
            ask=row["ask"][language],
            place=row.get("place", ""),
        )
        for row in data()["kinds"]
    ]


def emergency_label(code: str) -> str:
    """What happened, in the user's language."""
    found = symptoms().get(code)
    return found.label if found else code


def kind_of_symptom(symptom: str) -> str:
    """The kind of emergency that a request's symptom is."""
    known = {row["code"] for row in data()["kinds"]}
    if symptom in known:
        return symptom
    return str(data()["by_symptom"].get(symptom, data()["by_symptom"]["otherwise"]))


def no_gas_symptoms() -> frozenset[str]:
    """Symptoms that mean that no gas comes."""
    return frozenset(data()["no_gas"])


def data() -> dict[str, Any]:
    """Kinds, scripts, lists of symptoms."""
    rows: dict[str, Any] = read_data("outages", "emergencies")
    return rows
