"""Classes, channels, causes and kinds of evidence: data of the pack."""

from heqi.policies.catalogues import Catalogue, initial
from heqi.policies.deciding import spoken_chinese
from heqi.policies.packs import common_pack

catalogue = Catalogue("complaints/classes")
choices, codes, label_of = catalogue.choices, catalogue.codes, catalogue.label_of


def sign_of(what: str, code: str) -> str:
    """What a class or channel says about the level; empty where it says nothing."""
    return next((str(row.get("sign", "")) for row in catalogue()[what] if row["code"] == code), "")


def is_forwarded(channel: str) -> bool:
    """Whether a channel hands over cases with a date of its own."""
    return any(row["code"] == channel and row.get("forwarded") for row in catalogue()["channels"])


def channel_of(source: str) -> str:
    """The channel of a request's source."""
    return str(catalogue()["sources"].get(source, "hotline"))


def by_the_clock() -> set[str]:
    """The signs that a limit that has passed sets, and nobody ticks."""
    return set(catalogue()["by_the_clock"])


def safety_signs() -> set[str]:
    """The signs of a safety part, which goes to the emergency."""
    return set(catalogue()["safety"])


def leaders() -> set[str]:
    """The criteria of VIP persons who are leaders."""
    return set(catalogue()["leaders"])


def signs() -> list[tuple[str, str]]:
    """The signs that the level is decided by, in words."""
    fact = common_pack().question("complaints.level").facts["signs"]
    language = "zh" if spoken_chinese() else "en"
    return [(code, initial(getattr(fact.words[code], language))) for code in fact.options]
