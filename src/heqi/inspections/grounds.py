"""Grounds of the conduct policy, as the packs word them."""

from heqi.policies.deciding import spoken
from heqi.policies.packs import common_pack

REWARDS, OF_DEPARTMENTS = "3.1.1.", "3.2.5."


def reward_grounds() -> list[tuple[str, str]]:
    """Codes of grounds of reward, in words."""
    return [(code, words) for code, words in _grounds() if code.startswith(REWARDS)]


def clause_of_ground(ground: str) -> str:
    """The clause of a ground: ``3.2.2.1`` is conduct/3.2.2(1)."""
    head, _dot, item = ground.rpartition(".")
    return f"conduct/{head}({item})"


def penalty_clauses() -> dict[str, str]:
    """The clauses on what somebody may be penalised for, in words."""
    return {
        clause_of_ground(code): words
        for code, words in _grounds()
        if not code.startswith((REWARDS, OF_DEPARTMENTS))
    }


def _grounds() -> list[tuple[str, str]]:
    fact = common_pack().question("conduct.consequences").facts["ground"]
    return [(str(code), spoken(fact.words[code])) for code in fact.options]
