"""Who keeps a policy: owns, revises and interprets it, as its own last chapter says."""

from dataclasses import dataclass
from datetime import date

from heqi.policies.deciding import rule_on
from heqi.policies.packs import common_pack
from heqi.policies.speaking import spoken

KEEPING = "policies.keeping"


@dataclass(frozen=True, slots=True)
class Keeper:
    """The bodies in the user's language, with the clause that names them."""

    owner: str
    interpreter: str
    clause: str
    mark: str


def keeper_of(policy: str, *, on: date, company_id: int | None) -> Keeper | None:
    """Who keeps a policy; None for one that the packs' rules do not know."""
    code = policy.replace("-", "_")
    if code not in common_pack().question(KEEPING).facts["policy"].words:
        return None
    found = rule_on(KEEPING, {"policy": code}, on=on, company_id=company_id).as_json()
    answer = found["answer"] or {}
    grants = (found.get("sources") or {}).get("owner") or [{}]
    return Keeper(
        owner=_bodies(answer.get("owner")),
        interpreter=_bodies(answer.get("interpreter")),
        clause=next(iter(found["clauses"]), ""),
        mark=str(grants[0].get("mark", "")),
    )


def _bodies(codes: list[str] | None) -> str:
    words = common_pack().posts
    return "、".join(spoken(words[code]) if code in words else code for code in codes or ())
