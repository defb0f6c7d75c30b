"""Standards compiled from the packs in force, once per day and version."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

from heqi.entry.fields import Compiler
from heqi.entry.findings import Source
from heqi.entry.fitting import Required, Standard
from heqi.entry.together import Figures, read_together
from heqi.ledger.days import midnight
from heqi.policies.packs import current_pack
from heqi.rulebook.due import due_at
from heqi.rulebook.pack import Pack
from heqi.rulebook.ruling import Ruling, decide

REQUIRED, CHECKS = "data.required", "data.checks"
FORMS, LISTS, STANDARDS = "data/forms", "data/codes", "data/standard"
STATUTORY = "cn"
KINDS = (
    "address",
    "person",
    "organisation",
    "service_point",
    "meter",
    "appliance",
    "sale",
    "card_sale",
    "conversion_order",
    "repair_order",
    "contact",
    "notice",
    "reading",
    "payment",
    "formality",
    "supply_contract",
    "installation_contract",
    "installation_payment",
)


def standard(kind: str, *, on: date, company_id: int | None) -> Standard:
    """A company's standard of a kind of record on a day; LookupError for a kind without one."""
    if kind not in KINDS:
        raise LookupError(kind)
    return _compile(current_pack(company_id), kind, on)


def heard_since(on: date, *, company_id: int | None) -> date | None:
    """The first day on which an IoT meter that was heard from last is not yet silent."""
    return _heard_since(current_pack(company_id), on)


@lru_cache(maxsize=64)
def _heard_since(pack: Pack, on: date) -> date | None:
    return _Reader(pack, on).figures().heard_since


@lru_cache(maxsize=256)
def _compile(pack: Pack, kind: str, on: date) -> Standard:
    found = pack.value(f"{STANDARDS}/{kind}", on)
    source = Source(found.clause, found.mark)
    read = _Reader(pack, on)
    compiler = Compiler(on, source, read.form, read.codes, read.check)
    said = found.content
    figures = read.figures()
    return Standard(
        kind=kind,
        title=pack.question(REQUIRED).facts["record"].words[kind],
        on=on,
        fields={name: compiler.field(name, form) for name, form in said["fields"].items()},
        required=read.required(kind),
        together=tuple(
            read_together(
                rule,
                on=on,
                source=read.check(rule["check"]) if "check" in rule else source,
                figures=figures,
            )
            for rule in said.get("together", ())
        ),
        unique=tuple(tuple(names) for names in said.get("unique", ())),
        duplicate=read.check("duplicate"),
    )


class _Reader:
    """What the pack says on a day about forms, code lists, checks and required fields."""

    def __init__(self, pack: Pack, on: date) -> None:
        self.pack, self.on = pack, on

    def form(self, name: str) -> tuple[Mapping[str, Any], Source]:
        found = self.pack.value(FORMS, self.on, {"form": name})
        return found.content, Source(found.clause, found.mark)

    def codes(self, name: str) -> tuple[Mapping[str, Any], Source]:
        found = self.pack.value(LISTS, self.on, {"list": name})
        return found.content, Source(found.clause, found.mark)

    def check(self, name: str) -> Source:
        """What follows a check of the rulebook, and which clause says so."""
        kind = self.pack.question(CHECKS).facts["customer_kind"].options[0]
        facts = {"check": name, "customer_kind": kind}  # the outcome does not turn on the kind
        grant = decide(self.pack, CHECKS, facts, self.on).sources["outcome"][0]
        return Source(grant.clause, grant.mark, str(grant.value))

    def required(self, kind: str) -> dict[str, Required]:
        """The required fields for each post that the question knows."""
        posts = self.pack.question(REQUIRED).facts["entered_by"].options
        return {post: self._required(kind, post) for post in posts}

    def _required(self, kind: str, post: str) -> Required:
        facts = {"record": kind, "entered_by": post}
        grant = decide(self.pack, REQUIRED, facts, self.on).sources["required"][0]
        return Required(frozenset(grant.value), Source(grant.clause, grant.mark))

    def figures(self) -> Figures:
        """The allowed swing by kind of customer, and since when a meter must have been heard."""
        kinds = self.pack.question(CHECKS).facts["customer_kind"].options
        swing = {kind: self._answer("swing", customer_kind=kind) for kind in kinds}
        silent = self._answer("silent_meter").get("silent_for")
        return Figures(
            swing={
                kind: Decimal(answer["swing"])
                for kind, answer in swing.items()
                if "swing" in answer
            },
            heard_since=self._heard_since(silent) if silent else None,
        )

    def _answer(self, check: str, **facts: str) -> Mapping[str, Any]:
        ruling: Ruling = decide(self.pack, CHECKS, {"check": check, **facts}, self.on)
        return ruling.answer or {}

    def _heard_since(self, limit: object) -> date:
        """The first day from which ``limit`` has not run out before the day of the standard."""
        calendar, day = self.pack.calendars[STATUTORY], self.on
        today = midnight(self.on)
        while (due := due_at(limit, midnight(day - timedelta(days=1)), calendar).at) is not None:
            if due < today:
                break
            day -= timedelta(days=1)
        return day
