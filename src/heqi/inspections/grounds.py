"""Grounds of reward under the conduct policy, as the packs word them."""

from heqi.policies.deciding import spoken_chinese
from heqi.policies.packs import current_pack

REWARDS = "3.1.1."


def reward_grounds() -> list[tuple[str, str]]:
    """Codes of grounds of reward, in words."""
    fact = current_pack().question("conduct.consequences").facts["ground"]
    language = "zh" if spoken_chinese() else "en"
    return [
        (str(code), getattr(fact.words[code], language))
        for code in fact.options
        if str(code).startswith(REWARDS)
    ]
