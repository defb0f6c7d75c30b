"""A field of a standard: its title, its form in words, and the check of one value."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from heqi.entry.digits import CHECKS
from heqi.entry.findings import CONFIRM, FORMAT, WRONG, Source
from heqi.rulebook.values import Words

# What is wrong with one text: the class of the error, the words, what they stand on.
Fault = tuple[str, Words, Source]
Checker = Callable[[str], "Fault | None"]
YES_NO = frozenset(("true", "false", "yes", "no", "1", "0", "是", "否", "有", "无"))
LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Field:
    """A field as the standard describes it.

    ``form`` says in words how a value is written, ``codes`` what a coded field may hold.
    ``otherwise`` is the check that takes the place of ``check`` while another field holds one of
    the named codes. Without an ``evidence`` field an entry is not incomplete but unproven.
    """

    name: str
    title: Words
    form: Words
    check: Checker
    codes: Mapping[str, Words] = field(default_factory=dict)
    otherwise: tuple[str, frozenset[str], Checker] | None = None
    evidence: bool = False

    def checker(self, values: Mapping[str, object]) -> Checker:
        """The check that applies beside these values."""
        if self.otherwise and text_of(values.get(self.otherwise[0])) in self.otherwise[1]:
            return self.otherwise[2]
        return self.check

    def code_of(self, text: str) -> str:
        """The code that a word of the list names (as an imported table says it), else the text."""
        return next((code for code, words in self.codes.items() if text in words), text)


def text_of(raw: object) -> str:
    """A value as it is written: instants and days in ISO form, yes and no, the rest as text."""
    if type(raw) is str:
        return raw.strip()
    if raw is None:
        return ""
    if isinstance(raw, bool):
        return "true" if raw else "false"
    if isinstance(raw, datetime):
        return raw.date().isoformat()
    return raw.isoformat() if isinstance(raw, date) else str(raw)


@dataclass(frozen=True, slots=True)
class Compiler:
    """Turns the description of a field into its check, for one day.

    ``forms`` and ``lists`` look up the pack's forms and code lists with what they stand on,
    ``asked`` the source of a check of question ``data.checks``.
    """

    on: date
    source: Source
    forms: Callable[[str], tuple[Mapping[str, Any], Source]]
    lists: Callable[[str], tuple[Mapping[str, Any], Source]]
    asked: Callable[[str], Source]

    def field(self, name: str, said: Mapping[str, Any]) -> Field:
        """The field ``name`` of a standard."""
        title = words_of(said)
        form, check = self._check(title, said)
        other = said.get("else")
        otherwise = None
        if other:
            ((beside, codes),) = other["when"].items()
            otherwise = (beside, frozenset(codes), self._check(title, other)[1])
        codes = self.lists(said["codes"])[0] if "codes" in said else {}
        return Field(
            name=name,
            title=title,
            form=form,
            check=check,
            codes={code: words_of(words) for code, words in codes.items()},
            otherwise=otherwise,
            evidence=bool(said.get("evidence")),
        )

    def _check(self, title: Words, said: Mapping[str, Any]) -> tuple[Words, Checker]:
        if "form" in said:
            return self._form(title, said["form"])
        if "codes" in said:
            return self._codes(title, said["codes"])
        if "number" in said:
            return self._number(title, said["number"])
        if "day" in said:
            return self._day(title, said["day"])
        if "yes_no" in said:
            return self._yes_no(title)
        return self._text(title, said.get("longest", LONGEST))

    def _form(self, title: Words, name: str) -> tuple[Words, Checker]:
        said, source = self.forms(name)
        matches = re.compile(said["pattern"]).fullmatch
        form = words_of(said)
        misfit: Fault = (FORMAT, about(title, form), source)
        if "digits" not in said:
            return form, lambda text: None if matches(text) else misfit
        digits, on = CHECKS[said["digits"]], self.on
        asked = self.asked(said["check"]) if "check" in said else source
        if "doubt" in said:
            asked = Source(asked.clause, asked.mark, CONFIRM)
        wrong: Fault = (WRONG, sentence(words_of(said.get("doubt") or said["wrong"])), asked)

        def check(text: str) -> Fault | None:
            if not matches(text):
                return misfit
            return None if digits(text, on) else wrong

        return form, check

    def _codes(self, title: Words, name: str) -> tuple[Words, Checker]:
        said, source = self.lists(name)
        listed = [words_of(words) for words in said.values()]
        form = Words(
            "应为" + "、".join(words.zh for words in listed) + "之一",
            "one of " + ", ".join(words.en for words in listed),
        )
        known, misfit = frozenset(said), (FORMAT, about(title, form), source)
        return form, lambda text: None if text in known else misfit

    def _number(self, title: Words, said: Mapping[str, Any]) -> tuple[Words, Checker]:
        low, high = Decimal(str(said["at_least"])), Decimal(str(said["at_most"]))
        places = said.get("decimals", 0)
        form = Words(
            f"应为 {low} 至 {high} 的数字"
            + (f"，最多 {places} 位小数" if places else "，不带小数"),
            f"a number from {low} to {high} with at most {places} decimals",
        )
        misfit: Fault = (FORMAT, about(title, form), self.source)

        def check(text: str) -> Fault | None:
            number = number_of(text)
            if number is None or not low <= number <= high:
                return misfit
            exponent = number.as_tuple().exponent
            return misfit if isinstance(exponent, int) and -exponent > places else None

        return form, check

    def _day(self, title: Words, said: Mapping[str, Any]) -> tuple[Words, Checker]:
        first: date = said.get("not_before", date.min)
        last = self.on if said.get("not_after_today") else date.max
        form = Words("应写成 2026-03-01 的样子", "a day written like 2026-03-01")
        misfit: Fault = (FORMAT, about(title, form), self.source)
        early: Fault = (WRONG, about(title, Words(f"早于 {first}", f"before {first}")), self.source)
        late: Fault = (WRONG, about(title, Words("晚于今天", "after today")), self.source)

        def check(text: str) -> Fault | None:
            day = day_of(text)
            if day is None:
                return misfit
            return early if day < first else late if day > last else None

        return form, check

    def _yes_no(self, title: Words) -> tuple[Words, Checker]:
        form = Words("应为“是”或“否”", "yes or no")
        misfit: Fault = (FORMAT, about(title, form), self.source)
        return form, lambda text: None if text.lower() in YES_NO else misfit

    def _text(self, title: Words, longest: int) -> tuple[Words, Checker]:
        form = Words(f"最多 {longest} 个字", f"at most {longest} characters")
        misfit: Fault = (FORMAT, about(title, form), self.source)
        return form, lambda text: misfit if len(text) > longest else None


def number_of(text: str) -> Decimal | None:
    """A finite number written in ASCII digits, or None."""
    try:
        number = Decimal(text) if text.isascii() and "_" not in text else None
    except InvalidOperation:
        return None
    return number if number is not None and number.is_finite() else None


def day_of(text: str) -> date | None:
    """A day written as 2026-03-01 (a time after it is left out), or None."""
    try:
        return date.fromisoformat(text[:10]) if text[4:5] == "-" else None
    except ValueError:
        return None


def words_of(said: Mapping[str, Any]) -> Words:
    """The two languages of a piece of the pack."""
    return Words(said["zh"], said["en"])


def about(title: Words, form: Words) -> Words:
    """``手机号应为 11 位…。``"""
    return sentence(Words(f"{title.zh}{form.zh}", f"{title.en}: {form.en}"))


def sentence(words: Words) -> Words:
    """Words with a capital and a full stop."""
    return Words(f"{words.zh}。", f"{words.en[:1].upper()}{words.en[1:]}.")
