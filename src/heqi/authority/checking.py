"""May this authority be used? Asked before anything is kept, with every reason."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from heqi.authority.facts import (
    BEYOND,
    USE,
    Terms,
    Wanted,
    asked_for,
    known_post,
    last_day,
    limit_words,
    terms_of,
)
from heqi.authority.posts import Holder, holder_for
from heqi.authority.subjects import (
    Finding,
    Subject,
    by_number,
    prove_condition,
    same_customer,
    subject_kinds,
)
from heqi.authority.words import condition_words, said
from heqi.ledger.actors import Actor
from heqi.people.models import Unit
from heqi.policies.deciding import rule_on
from heqi.policies.speaking import spoken
from heqi.rulebook.ruling import Ruling
from heqi.rulebook.values import Words

# The record named belongs to somebody else.
ANOTHERS = Finding(False, "该记录属于其他客户", "the record is another customer's")
ALLOWED, MISSING, EXCEEDED = "allowed", "missing", "beyond"
# What is entered besides the conditions.
ENTRIES = {
    "job": _("job"),
    "amount": _("amount"),
    "households": _("households"),
    "unrecorded": _("the record that it concerns, or why none is named"),
}


@dataclass(frozen=True, slots=True)
class Attempt:
    """What somebody wants to do by authority.

    ``proofs`` maps a condition to the number or note that proves it; ``values`` a condition to the
    number or day that it settles; what the records say goes before both.
    """

    item: str
    matter: str = ""
    job: str = ""
    subject: Subject | None = None
    proofs: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)
    amount: Decimal | None = None
    households: int | None = None
    # Conditions that a file or photo proves.
    files: frozenset[str] = frozenset()
    # Why no record is named where the item wants one; such a use is always checked (5.2).
    unrecorded: str = ""
    # Conditions that were proved when it was submitted first.
    kept: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Found:
    """A condition as it stands: held by the records or by a person's proof, or not, or open."""

    wanted: Wanted
    holds: bool | None
    by_system: bool = False
    words: Words = field(default_factory=lambda: Words("", ""))
    reference: str = ""
    value: Any = None
    # Posts that confirm it in the system, and those of them that have yet to.
    confirmed: tuple[str, ...] = ()
    awaits: tuple[str, ...] = ()

    @property
    def said(self) -> str:
        """What the records say, in the user's language."""
        return spoken(self.words)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome with its reasons: allowed, proof missing, or beyond authority."""

    outcome: str
    terms: Terms
    facts: dict[str, Any]
    ruling: Ruling
    holder: Holder | None
    conditions: tuple[Found, ...]
    missing: tuple[str, ...] = ()
    beyond: tuple[dict[str, Any], ...] = ()
    pass_up: bool = False
    approve: tuple[str, ...] = ()
    expires_on: date | None = None

    @property
    def sentences(self) -> list[str]:
        """What was exceeded, in the user's language."""
        return [said(one) for one in self.beyond]


def assess(attempt: Attempt, *, unit: Unit, by: Actor, on: date) -> Verdict:
    """Hold an attempt against the policy; nothing is kept. ``ValidationError`` where the record is
    not of a kind that the item concerns: against another one nothing could be checked."""
    terms = terms_of(attempt.item, on=on, company_id=unit.company_id)
    need_kind(attempt.subject, terms)
    asked = asked_for(attempt.item, job=attempt.job, on=on, company_id=unit.company_id)
    holder = holder_for(by, terms.holders, on=on)
    own = frozenset({by.post, *([holder.staff.post_id] if holder else [])})
    found = tuple(_found(attempt, one, by, own, on) for one in terms.conditions)
    found = tuple(one for one in found if not one.wanted.gives or one.wanted.gives in asked)
    facts, expires_on = _facts(attempt, terms, found, asked, unit, on)
    facts["post"] = known_post(holder.staff.post_id if holder else by.post)
    missing = _missing(attempt, terms, asked, found)
    ruling = rule_on(USE, facts, on=on, company_id=unit.company_id)
    allowed = ruling.status == "answered" and (ruling.as_json()["answer"] or {}).get("allowed")
    if allowed and not missing:
        outcome: dict[str, Any] = {"outcome": ALLOWED}
    else:
        exceeded = _exceeded(attempt, terms, facts, found, holder, by, expires_on)
        way = _way_up(attempt.item, exceeded, on, company_id=unit.company_id)
        if missing and (
            way["pass_up"] or not _hopeless(facts, found, on, company_id=unit.company_id)
        ):
            outcome = {"outcome": MISSING, "missing": tuple(missing)}
        else:
            outcome = {"outcome": EXCEEDED, "beyond": tuple(exceeded), **way}
    return Verdict(
        terms=terms, facts=facts, ruling=ruling, holder=holder, conditions=found,
        expires_on=expires_on, **outcome,
    )  # fmt: skip


def need_kind(subject: Subject | None, terms: Terms) -> None:
    """ValidationError where a record is not of a kind that the item concerns."""
    if subject is None or concerned_by(subject, terms):
        return
    raise ValidationError(
        {
            "subject": gettext("This authority concerns {kinds}: choose such a record.").format(
                kinds="、".join(terms.concern_labels)
            )
        }
    )


def concerned_by(subject: Subject, terms: Terms) -> bool:
    """Whether a record is of a kind that the item concerns."""
    return any(kind.type == subject.type for kind in subject_kinds(terms.concerns))


def _hopeless(
    facts: Mapping[str, Any], found: tuple[Found, ...], on: date, *, company_id: int | None
) -> bool:
    """Whether no further proof would make it allowed."""
    if any(one.holds is False for one in found):
        return True
    best = rule_on(USE, {**facts, "conditions_confirmed": True}, on=on, company_id=company_id)
    return best.status == "answered" and not (best.as_json()["answer"] or {}).get("allowed")


def _found(attempt: Attempt, wanted: Wanted, by: Actor, own: frozenset[str], on: date) -> Found:
    """The records first; a person's proof where they cannot tell."""
    told: Finding | None = prove_condition(attempt.subject, wanted.code, on=on)
    if told is not None:
        return _on_record(wanted, told)
    reference = attempt.proofs.get(wanted.code, "").strip()
    if wanted.confirmed_by_post:
        return _by_confirmation(wanted, own, reference)
    if wanted.proof == "record" and wanted.code not in attempt.kept:
        record = by_number(by, reference)
        reference = reference.upper() if record else ""
        if record is not None:
            if not same_customer(attempt.subject, record):
                return _on_record(wanted, ANOTHERS, reference)
            told = prove_condition(record, wanted.code, on=on)
            if told is not None:
                return _on_record(wanted, told, reference)
    elif not proves(wanted.proof, reference, has_file=wanted.code in attempt.files):
        reference = ""
    given = attempt.values.get(wanted.code)
    if wanted.gives and wanted.gives != "on_gas":
        holds = True if given is not None and (reference or wanted.proof != "record") else None
        return Found(wanted, holds, reference=reference, value=given if holds else None)
    return Found(wanted, True if reference else None, reference=reference, value=bool(reference))


def _on_record(wanted: Wanted, told: Finding, reference: str = "") -> Found:
    value = told.value if told.value is not None else told.holds
    return Found(
        wanted, told.holds, True, Words(told.zh, told.en), reference=reference, value=value
    )


def _by_confirmation(wanted: Wanted, own: frozenset[str], reference: str) -> Found:
    """Whoever holds a post confirms for it by using the authority; the other posts are asked."""
    awaits = tuple(post for post in wanted.by if post not in own)
    confirmed = tuple(post for post in wanted.by if post in own)
    return Found(
        wanted, None if awaits else True, reference=reference, value=not awaits,
        confirmed=confirmed, awaits=awaits,
    )  # fmt: skip


def _facts(
    attempt: Attempt,
    terms: Terms,
    found: tuple[Found, ...],
    asked: list[str],
    unit: Unit,
    on: date,
) -> tuple[dict[str, Any], date | None]:
    facts: dict[str, Any] = {"item": attempt.item}
    if attempt.job:
        facts["job"] = attempt.job
    expires_on = None
    for one in found:
        gives = one.wanted.gives
        if not gives or one.value is None or (one.holds is None and gives == "on_gas"):
            continue
        if gives == "expires_in_time":
            expires_on = one.value
            last = last_day(terms.expires_within, on=on, unit=unit)
            facts[gives] = last is not None and on <= expires_on <= last
        else:
            facts[gives] = one.value
    plain = [one for one in found if not one.wanted.gives]
    # What others are asked to confirm holds unless they say no.
    facts["conditions_confirmed"] = all(one.holds or one.awaits for one in plain)
    if "within_standard" in asked and attempt.amount is not None and attempt.households:
        standard = (terms.amount or Decimal(0)) * attempt.households
        facts["within_standard"] = attempt.amount <= standard
    return facts, expires_on


def proves(proof: str, reference: str, *, has_file: bool) -> bool:
    """Whether something proves a condition: a photo is a file, a document a file or its number;
    what else there is is told in a note."""
    if proof == "photo":
        return has_file
    if proof == "document":
        return has_file or any(sign.isdigit() for sign in reference)
    return bool(reference)


def _missing(
    attempt: Attempt, terms: Terms, asked: list[str], found: tuple[Found, ...]
) -> list[str]:
    """Codes of what is still to be proved or said; where money is waived or borne, how much."""
    open_ = [one.wanted.code for one in found if one.holds is None and not one.awaits]
    if "job" in asked and not attempt.job:
        open_.append("job")
    if "within_standard" in asked:
        open_ += [] if attempt.households else ["households"]
    if attempt.subject is None and terms.wants_record and not attempt.unrecorded.strip():
        open_.append("unrecorded")
    if attempt.amount is None and (terms.with_money or "within_standard" in asked):
        open_.append("amount")
    return open_


def _exceeded(
    attempt: Attempt,
    terms: Terms,
    facts: Mapping[str, Any],
    found: tuple[Found, ...],
    holder: Holder | None,
    by: Actor,
    expires_on: date | None,
) -> list[dict[str, Any]]:
    """What keeps it from being allowed, each with its breadth and values."""
    reasons: list[dict[str, Any]] = []
    if holder is None:
        reasons.append(
            {"code": "post", "breadth": "post", "holders": list(terms.holders), "post": by.post}
        )
    denied = [one for one in found if one.holds is False and not one.wanted.gives]
    if facts.get("on_gas") is False:
        denied.append(next(one for one in found if one.wanted.gives == "on_gas"))
    reasons += [
        {
            "code": "condition", "breadth": "scope", "given": one.wanted.code,
            "zh": one.words.zh, "en": one.words.en,
        }
        for one in denied
    ]  # fmt: skip
    affected, blocking = facts.get("households_affected"), facts.get("households_blocking")
    least, most = terms.affected.get("at_least"), terms.blocking.get("at_most")
    if affected is not None and least is not None and affected < Decimal(least):
        reasons.append(_standard("households_affected", least, affected))
    if blocking is not None and most is not None and blocking > Decimal(most):
        reasons.append(_standard("households_blocking", most, blocking))
    if facts.get("expires_in_time") is False:
        reasons.append(
            {
                "code": "expires", "breadth": "scope", "given": f"{expires_on:%Y-%m-%d}",
                "limit": limit_words(terms.expires_within),
            }
        )  # fmt: skip
    if facts.get("within_standard") is False and attempt.amount and attempt.households:
        each = attempt.amount / attempt.households
        reasons.append(_standard("amount", terms.amount, f"{each:.2f}"))
    if not reasons and attempt.job:
        reasons.append({"code": "job", "breadth": "scope", "given": attempt.job})
    return reasons


def _standard(code: str, limit: Any, given: Any) -> dict[str, Any]:
    return {"code": code, "breadth": "standard", "limit": str(limit), "given": str(given)}


def _way_up(
    item: str, exceeded: list[dict[str, Any]], on: date, *, company_id: int | None
) -> dict[str, Any]:
    """Whether it may be passed up: only where every single excess may."""
    answers = [
        rule_on(BEYOND, {"item": item, "breadth": breadth}, on=on, company_id=company_id).as_json()[
            "answer"
        ]
        or {}
        for breadth in {one["breadth"] for one in exceeded}
    ]
    up = bool(answers) and all(answer.get("pass_up") for answer in answers)
    posts = [post for answer in answers for post in answer.get("approve") or ()]
    return {"pass_up": up, "approve": tuple(dict.fromkeys(posts)) if up else ()}


def missing_words(code: str, terms: Terms) -> str:
    """What is still to be proved or said, in the user's language, and by what."""
    if code in ENTRIES:
        return str(ENTRIES[code])
    proof = next((one.proof for one in terms.conditions if one.code == code), "")
    asks = {
        "photo": _("{what} (a photo is to be attached)"),
        "document": _("{what} (the number of the document, or the file)"),
        "record": _("{what} (the number of an order, request, account or project on record)"),
    }
    return str(asks.get(proof, "{what}")).format(what=condition_words(code))
