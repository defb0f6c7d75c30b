"""The delegation matrix as the policy gives it, and attempts as it asks for them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone

from heqi.authority.subjects import settled_by_record
from heqi.authority.words import (
    ITEMS,
    concern_words,
    condition_words,
    item_words,
    kind_words,
    post_words,
    proof_words,
    words_of,
)
from heqi.clocks.facts import calendar_for
from heqi.ledger.days import midnight
from heqi.people.models import Unit
from heqi.policies.deciding import ask, rule_on, spoken, spoken_chinese
from heqi.policies.models import Decision
from heqi.policies.packs import common_pack
from heqi.rulebook.due import due_at
from heqi.rulebook.ruling import Ruling
from heqi.rulebook.spans import parse_limit

USE, FORM, PROOF = "authority.use", "authority.form", "authority.proof"
BEYOND, CHECKS = "authority.beyond", "authority.checks"
SIGNALS, PENALTY = "authority.signals", "authority.penalty"
LIMITS = ("order", "backfill", "install", "acknowledge", "dispatch", "finish")
# The sheet that a formality asks for between departments.
SHEETS = {"liaison_note": "contact", "priority_sheet": "priority"}
# What the departments that process a use do themselves; nobody else says that it is done.
BY_PROCESS = ("material_replaced",)
ORDER, PROJECT = "workorders.workorder", "projects.project"
# Formalities that end with a record of its own, and what is asked for: its number must exist.
NUMBERED = {
    "mark_vulnerable": (ORDER,),
    "install": (ORDER, PROJECT),
    "priority_sheet": (ORDER, PROJECT),
}
# Formalities that end a clock, and what is recorded when they are done.
MOMENTS = {"backfill_order": "backfilled", "mark_vulnerable": "ordered", "install": "installed"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """A condition of an item with the proof that it takes."""

    code: str
    proof: str
    by: tuple[str, ...]
    gives: str
    # Whether a use waits for the confirmation, or takes effect before.
    waits: bool
    clause: str
    mark: str

    @property
    def words(self) -> str:
        """The condition in the user's language."""
        return condition_words(self.code)

    @property
    def proof_label(self) -> str:
        """The kind of proof in the user's language."""
        return proof_words(self.proof)

    @property
    def confirmed_by_post(self) -> bool:
        """Whether somebody who holds a post confirms it in the system; nothing else proves it."""
        return self.proof == "confirmation" and bool(self.by)

    @property
    def by_label(self) -> str:
        """Who confirms it."""
        return "、".join(post_words(code) for code in self.by)


@dataclass(frozen=True, slots=True)
class Promised:
    """A deadline of an item in words."""

    name: str
    title: str
    words: str
    clause: str
    mark: str


@dataclass(frozen=True, slots=True)
class Terms:
    """A row of the delegation matrix: who may do what, under which conditions, how it ends."""

    item: str
    kind: str
    clause: str
    mark: str
    conditions: tuple[Wanted, ...]
    concerns: tuple[str, ...]
    holders: tuple[str, ...]
    sign: tuple[str, ...]
    approve: tuple[str, ...]
    process: tuple[str, ...]
    amount: Decimal | None
    charges: tuple[str, ...]
    affected: Mapping[str, Any]
    blocking: Mapping[str, Any]
    expires_within: Any
    afterwards: tuple[str, ...]
    limits: tuple[Promised, ...]
    must_cooperate: bool

    @property
    def words(self) -> str:
        """The item in the user's language."""
        return item_words(self.item)

    @property
    def kind_label(self) -> str:
        """The kind in the user's language."""
        return kind_words(self.kind)

    @property
    def concern_labels(self) -> list[str]:
        """The kinds of record that it concerns, in the user's language."""
        return [concern_words(code) for code in self.concerns]

    @property
    def wants_record(self) -> bool:
        """Whether the record that it concerns is to be named: some condition is checked on it."""
        return settled_by_record((one.code for one in self.conditions), self.concerns)

    @property
    def holder_labels(self) -> list[str]:
        """Who holds it."""
        return [post_words(code) for code in self.holders]

    @property
    def signers(self) -> list[str]:
        """Who signs and approves by the item itself, in the user's language."""
        return [post_words(code) for code in dict.fromkeys((*self.sign, *self.approve))]

    @property
    def charge_labels(self) -> list[str]:
        """What the customer is charged all the same, in the user's language."""
        return [words_of(ITEMS, "charges", code) for code in self.charges]

    @property
    def process_labels(self) -> list[str]:
        """Who processes it, in the user's language."""
        return [post_words(code) for code in self.process]

    @property
    def expires_words(self) -> str:
        """Within what the contract expires, in the user's language; empty where it may not."""
        return limit_words(self.expires_within) if self.expires_within else ""

    @property
    def sheet(self) -> str:
        """The sheet between departments that it takes: contact, priority, or none."""
        return next((SHEETS[code] for code in self.afterwards if code in SHEETS), "")

    @property
    def formalities(self) -> tuple[str, ...]:
        """What is to be done afterwards; an installation with a limit is one of them."""
        ends = [name for name in ("install",) if any(one.name == name for one in self.limits)]
        return (*self.afterwards, *ends)

    @property
    def with_money(self) -> bool:
        """Whether a use of it involves an amount by its kind."""
        return self.kind in ("waiver", "compensation", "cost_bearing")


def item_codes() -> list[str]:
    """Every item of the matrix in its order; a company's own pack may add some."""
    return list(common_pack().question(ITEMS).facts["item"].words)


def terms_of(item: str, *, on: date, company_id: int | None) -> Terms:
    """A row of the matrix, read without keeping it."""
    return _terms(
        item,
        rule_on(ITEMS, {"item": item}, on=on, company_id=company_id),
        on=on,
        company_id=company_id,
    )


def matrix(*, on: date, company_id: int | None) -> list[Terms]:
    """The whole matrix on a day."""
    return [terms_of(item, on=on, company_id=company_id) for item in item_codes()]


def decide_terms(item: str, *, on: date, company_id: int | None) -> Decision:
    """The kept decision on a row of the matrix. ``NoSingleAnswer`` is a fault of the policy."""
    return ask(ITEMS, {"item": item}, on=on, company_id=company_id)


def wanted_of(condition: str, *, on: date, company_id: int | None) -> Wanted:
    """What proves a condition."""
    found = rule_on(PROOF, {"condition": condition}, on=on, company_id=company_id).as_json()
    answer = found["answer"] or {}
    clause, mark = _source(found, "proof")
    return Wanted(
        code=condition,
        proof=answer.get("proof") or "document",
        by=tuple(answer.get("by") or ()),
        gives=answer.get("gives") or "",
        waits=answer.get("waits") is not False,
        clause=clause,
        mark=mark,
    )


def _terms(item: str, ruling: Ruling, *, on: date, company_id: int | None) -> Terms:
    found = ruling.as_json()
    answer = found["answer"] or {}
    clause, mark = _source(found, "holders")
    return Terms(
        item=item,
        kind=answer.get("kind") or "permission",
        clause=clause,
        mark=mark,
        conditions=tuple(
            wanted_of(code, on=on, company_id=company_id) for code in answer.get("conditions") or ()
        ),
        concerns=tuple(answer.get("concerns") or ()),
        holders=tuple(answer.get("holders") or ()),
        sign=tuple(answer.get("sign") or ()),
        approve=tuple(answer.get("approve") or ()),
        process=tuple(answer.get("process") or ()),
        amount=Decimal(answer["amount"]) if answer.get("amount") else None,
        charges=tuple(answer.get("charges") or ()),
        affected=answer.get("households_affected") or {},
        blocking=answer.get("households_blocking") or {},
        expires_within=limit_in(answer.get("expires_within")),
        afterwards=tuple(answer.get("afterwards") or ()),
        limits=tuple(_promised(answer)),
        must_cooperate=bool(answer.get("receiver_must_cooperate")),
    )


def _promised(answer: Mapping[str, Any]) -> list[Promised]:
    fields = common_pack().question(ITEMS).answer
    language = "zh" if spoken_chinese() else "en"
    return [
        Promised(
            name=name,
            title=spoken(fields[name].title),
            words=parse_limit(row["limit"]).words(language),
            clause=row["clause"],
            mark=row["mark"],
        )
        for name in LIMITS
        for row in answer.get(name) or ()
    ]


def limit_in(given: Any) -> Any:
    """The limit in an answer that gives one, or a list of them."""
    rows = given if isinstance(given, list) else [given] if given else []
    return rows[0]["limit"] if rows and isinstance(rows[0], dict) else rows[0] if rows else None


def _source(found: Mapping[str, Any], field: str) -> tuple[str, str]:
    grants = (found.get("sources") or {}).get(field) or []
    if grants:
        return str(grants[0]["clause"]), str(grants[0].get("mark", ""))
    return next(iter(found["clauses"]), ""), ""


def limit_words(limit: Any) -> str:
    """A limit in the user's language."""
    return parse_limit(limit).words("zh" if spoken_chinese() else "en")


def last_day(limit: Any, *, on: date, unit: Unit) -> date | None:
    """The last day of a limit counted from a day (“expires within a month”)."""
    start = midnight(on)
    found = due_at(parse_limit(limit), start, calendar_for(unit)).at
    return timezone.localdate(found) if found else None


def asked_for(item: str, *, job: str = "", on: date, company_id: int | None) -> list[str]:
    """The facts that the policy needs to know of a use besides its conditions."""
    terms = terms_of(item, on=on, company_id=company_id)
    facts: dict[str, Any] = {
        "item": item,
        "post": next(iter(terms.holders), "other"),
        "conditions_confirmed": True,
    }
    if job:
        facts["job"] = job
    return list(rule_on(USE, facts, on=on, company_id=company_id).missing)


def jobs() -> dict[str, str]:
    """The jobs that the policy tells apart, in the user's language."""
    words = common_pack().question(USE).facts["job"].words
    return {code: spoken(word) for code, word in words.items()}


def known_post(post: str) -> str:
    """A post as the question on a use knows it."""
    return post if post in common_pack().question(USE).facts["post"].words else "other"
