"""Words and choices of work orders, as data a company's pack may replace."""

from dataclasses import dataclass
from typing import Any

from heqi.policies.data import read_data
from heqi.policies.deciding import spoken, spoken_chinese
from heqi.policies.packs import common_pack
from heqi.policies.templatetags.policies import clause_label

SUSPENSION = "workorders.suspension"
# Number prefix of orders made by hand, by the service they belong to.
PREFIXES = {
    "no_flame": "repair",
    "pipe_valve": "repair",
    "meter_check": "repair",
    "meter_fault": "repair",
    "indoor_leak": "emergency",
}


def work() -> dict[str, Any]:
    """Fees, results, titles and who attends beside the crew."""
    rows: dict[str, Any] = read_data("workorders", "work")
    return rows


def ladder() -> list[dict[str, Any]]:
    """Who is told when, step by step."""
    return list(read_data("workorders", "escalation"))


def service_of(kind: str) -> str:
    """The service of the catalogue that a kind of order belongs to."""
    return PREFIXES.get(kind, kind)


def kind_label(kind: str) -> str:
    """The name of a kind of order in the user's language."""
    return _said(work()["titles"].get(kind), kind)


def kind_words(kind: str) -> dict[str, str]:
    """The name of a kind of order in both languages, for messages."""
    said = work()["titles"].get(kind) or {}
    return {"zh": said.get("zh", kind), "en": said.get("en", kind)}


def backfill_choices() -> list[tuple[str, str]]:
    """The kinds of order that may be entered after the work was done."""
    return [(code, kind_label(code)) for code in work()["backfill"]["kinds"]]


def kind_choices() -> list[tuple[str, str]]:
    """Every kind of order with its name."""
    return [(code, kind_label(code)) for code in work()["titles"]]


def result_choices() -> list[tuple[str, str]]:
    """How work can end."""
    return [(row["code"], _said(row, row["code"])) for row in work()["results"]]


def fee_choices() -> list[tuple[str, str]]:
    """What a fee can be for."""
    return [(row["code"], _said(row, row["code"])) for row in work()["fees"]]


def hold_reason(code: str) -> str:
    """A reason for a hold in words; free text stays as it is."""
    words = common_pack().question(SUSPENSION).facts["reason"].words or {}
    return spoken(words[code]) if code in words else code


def area_label(code: str) -> str:
    """An area in words."""
    words = common_pack().question("service.commitments").facts["area"].words or {}
    return spoken(words[code]) if code in words else code


def blocking_causes() -> list[tuple[str, str]]:
    """What can prevent a repair by the clause."""
    return [(row["code"], _said(row, row["code"])) for row in work()["blocked"]["causes"]]


def blocking_cause(code: str) -> str:
    """What prevented a repair, in words."""
    return dict(blocking_causes()).get(code, code)


def payers() -> list[dict[str, Any]]:
    """Who can bear a fee: code, zh, en, and the clauses by which the company does."""
    return list(work()["payers"])


def payer_choices() -> list[tuple[str, str]]:
    """Payers to choose from; the company once for each clause (``company:authority/…``)."""
    found: list[tuple[str, str]] = []
    for row in payers():
        label = _said(row, row["code"])
        clauses = row.get("clauses", [])
        found += [(f"{row['code']}:{ref}", f"{label} · {clause_label(ref)}") for ref in clauses]
        if not clauses:
            found.append((row["code"], label))
    return found


def payer_label(code: str) -> str:
    """Who bears a fee, in the user's language."""
    row = next((one for one in payers() if one["code"] == code), None)
    return _said(row, code)


@dataclass(frozen=True, slots=True)
class SheetField:
    """Something that the sheet of a kind of work holds; ``clause`` asks for it, if any."""

    code: str
    label: str
    clause: str


def sheet_fields(kind: str) -> list[SheetField]:
    """What the sheet of a kind of work holds besides result, material and fees."""
    sheet = work()["sheets"].get(kind) or {"fields": []}
    return [
        SheetField(row["code"], _said(row, row["code"]), row.get("clause", ""))
        for row in sheet["fields"]
    ]


def sheet_record(kind: str) -> str:
    """The record of ``data.required`` that the sheet of a kind of work is; empty for none."""
    return str((work()["sheets"].get(kind) or {}).get("record", ""))


@dataclass(frozen=True, slots=True)
class Stock:
    """Material of the list: price in yuan per unit of measure."""

    code: str
    label: str
    measure: str
    price: str

    def __str__(self) -> str:
        return f"{self.code} {self.label}"


def materials() -> list[Stock]:
    """Material that crews use most."""
    return [
        Stock(row["code"], _said(row, row["code"]), row["measure"], row["price"])
        for row in work()["materials"]
    ]


def _said(row: Any, code: str) -> str:
    if not row:
        return code
    said: str = row["zh"] if spoken_chinese() else row["en"]
    return said


def fee_label(code: str) -> str:
    """What a fee is for, in the user's language."""
    return dict(fee_choices()).get(code, code)


def result_label(code: str) -> str:
    """How work ended, in the user's language."""
    return dict(result_choices()).get(code, code)


def checklist(tier: str) -> list[dict[str, str]]:
    """What the crew ticks off for a customer of a tier: code, label, clause, mark."""
    return [
        {
            "code": row["code"],
            "label": _said(row, row["code"]),
            "clause": row.get("clause", ""),
            "mark": row.get("mark", ""),
        }
        for row in work()["checklist"]
        if row.get("for", "") in ("", tier) or (row.get("for") == "vip" and tier != "standard")
    ]
