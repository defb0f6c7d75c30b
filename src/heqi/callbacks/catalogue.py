"""Lists of the callback policy as data: sensitive subjects, the score sheet, words of codes."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from heqi.policies.data import read_data
from heqi.policies.packs import common_pack
from heqi.policies.speaking import spoken, spoken_chinese


@dataclass(frozen=True, slots=True)
class Item:
    """A line of a list; ``marks`` where it is one of the score sheet."""

    code: str
    label: str
    marks: Decimal = Decimal(0)


def _items(page: str, name: str) -> list[Item]:
    language = "zh" if spoken_chinese() else "en"
    rows: list[dict[str, Any]] = read_data("callbacks", page)[name]
    return [Item(row["code"], row[language], Decimal(row.get("marks", 0))) for row in rows]


def sensitive_subjects() -> list[Item]:
    """Subjects that go past the head of the department (callback/opinion)."""
    return _items("opinions", "sensitive")


def staffed(post: str) -> list[str]:
    """Who a post of the callback policy is in this company, the first choice first."""
    found: list[str] = read_data("callbacks", "posts").get(post, [post])
    return found


def score_sheet() -> list[Item]:
    """What a reviewed call is marked by (callback/quality)."""
    return _items("review", "items")


def fatal_errors() -> list[Item]:
    """Errors that make a call worthless (callback/quality)."""
    return _items("review", "fatal")


def short_call() -> int:
    """Seconds below which a completed call is always reviewed."""
    return int(read_data("callbacks", "review")["short_call_seconds"])


def _words(question: str, fact: str, code: str) -> str:
    words = common_pack().question(question).facts[fact].words.get(code)
    return spoken(words) if words else code


def opinion_label(code: str) -> str:
    """The class of an opinion in the user's language."""
    return _words("callbacks.opinion", "opinion", code)


def business_label(code: str) -> str:
    """The business of a callback in the user's language."""
    return _words("callbacks.plan", "business", code)


def sensitive_label(code: str) -> str:
    """The sensitive subject in the user's language; the code where the list has changed."""
    return next((row.label for row in sensitive_subjects() if row.code == code), code)
