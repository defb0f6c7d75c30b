"""What a fact or an answer may be: kinds of values, how they are read, and how they are written.

Everything here is immutable, hashable and picklable. Numbers are ``Decimal`` (``int`` for counts);
a number never passes through binary floating point on its way into a decision.
"""

from heqi.rulebook.spans import Limit, Words
from heqi.rulebook.values.answers import ANSWER_KINDS, FieldSpec
from heqi.rulebook.values.exact import (
    CODE,
    AnswerError,
    FactError,
    FactValue,
    Frozen,
    WordsError,
    freeze,
    plain,
    read_date,
    read_decimal,
    read_integer,
    same_as,
)
from heqi.rulebook.values.facts import FACT_KINDS, FactSpec

__all__ = [
    "ANSWER_KINDS",
    "CODE",
    "FACT_KINDS",
    "AnswerError",
    "FactError",
    "FactSpec",
    "FactValue",
    "FieldSpec",
    "Frozen",
    "Limit",
    "Words",
    "WordsError",
    "freeze",
    "plain",
    "read_date",
    "read_decimal",
    "read_integer",
    "same_as",
]
