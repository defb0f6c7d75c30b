"""Bilingual words in the language of the user."""

from django.utils.translation import get_language

from heqi.rulebook.values import Words


def spoken_chinese() -> bool:
    """Whether the user reads Chinese (the default)."""
    return not (get_language() or "zh").startswith("en")


def spoken(words: Words) -> str:
    """Bilingual words in the user's language."""
    return words.zh if spoken_chinese() else words.en
