"""Reading and checking rows: the same text is read once, a good row costs little."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from heqi.customers.actions.places import place_key
from heqi.customers.search.tokens import key_of
from heqi.entry import Finding as Found
from heqi.entry import Standard, standard
from heqi.imports.kinds import CORE, FIELDS
from heqi.imports.kinds.columns import STATES
from heqi.imports.kinds.fields import Field
from heqi.imports.kinds.households import address_of, is_organisation, phones_of
from heqi.imports.states import Severity

# Texts whose reading is kept in mind, by field.
KEPT = 20_000
SPLIT = str.maketrans(dict.fromkeys("、,;；，｜|", "/"))
MOST_FINDINGS = 12


@dataclass(frozen=True, slots=True)
class Remark:
    """A finding as it will be stored."""

    field: str
    error: str
    severity: str
    zh: str
    en: str
    clause: str = ""
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    """A row as it was understood, with the keys under which its like is looked for."""

    values: str
    account_key: str
    customer_key: str
    meter_key: str
    place_key: str
    phone: str
    remarks: tuple[Remark, ...]


class Checker:
    """Reads rows by a mapping (field to column) and defaults, and holds them to the standard."""

    def __init__(
        self,
        mapping: Mapping[str, int],
        defaults: Mapping[str, str],
        *,
        on: date,
        company_id: int | None,
    ) -> None:
        self.defaults = {name: FIELDS[name].read(text) for name, text in defaults.items() if text}
        self.columns = [(FIELDS[name], place) for name, place in mapping.items()]
        mapped = {*mapping, *self.defaults}
        self._address = _Part(standard("address", on=on, company_id=company_id), "address", mapped)
        self._person = _Part(standard("person", on=on, company_id=company_id), "person", mapped)
        self._firm = _Part(
            standard("organisation", on=on, company_id=company_id), "organisation", mapped
        )
        self._point = _Part(
            standard("service_point", on=on, company_id=company_id), "service_point", mapped
        )
        self._meter = _Part(standard("meter", on=on, company_id=company_id), "meter", mapped)
        self._cooker = _Part(standard("appliance", on=on, company_id=company_id), "cooker", mapped)
        self._heater = _Part(standard("appliance", on=on, company_id=company_id), "heater", mapped)
        self.split = "address" in mapped and "building" not in mapped

    def check(self, record: Sequence[str]) -> Checked:
        """One record of the file."""
        values = self._read(record)
        remarks = list(self._core(values))
        organisation = is_organisation(values)
        parts = [self._firm if organisation else self._person, self._point]
        if not self.split:
            parts.append(self._address)
        if values.get("meter_no"):
            parts.append(self._meter)
        if values.get("cooker_brand"):
            parts.append(self._cooker)
        if values.get("heater_brand"):
            parts.append(self._heater)
        for part in parts:
            remarks += part.check(values)
        address = address_of(values)
        if len(address) > 240 or not address:
            remarks.append(_remark_of_address(address))
        phones = phones_of(values)
        return Checked(
            json.dumps(values, ensure_ascii=False, separators=(",", ":")),
            key_of(values.get("account_no", ""))[:40],
            values.get("customer_no", ""),
            key_of(values.get("meter_no", ""))[:40],
            place_key(address)[:240],
            phones[0][:20] if phones else "",
            tuple(remarks[:MOST_FINDINGS]),
        )

    def _read(self, record: Sequence[str]) -> dict[str, str]:
        values = dict(self.defaults)
        width = len(record)
        for field, place in self.columns:
            if place < width and (raw := record[place]):
                known = field.known
                value = known.get(raw)
                if value is None:
                    value = field.read(raw)
                    if len(known) >= KEPT:
                        known.clear()
                    known[raw] = value
                if value:
                    values[field.name] = value
        phone = values.get("phone")
        if phone and not phone.isdigit():
            first, _slash, second = phone.translate(SPLIT).partition("/")
            values["phone"] = first
            if second and "phone2" not in values:
                values["phone2"] = second.partition("/")[0]
        return values

    def _core(self, values: Mapping[str, str]) -> "list[Remark]":
        found = []
        for name in CORE:
            if not values.get(name):
                label = FIELDS[name]
                found.append(
                    Remark(name, "missing", Severity.ERROR, *_missing(label), "data-entry/3")
                )
        key = key_of(values.get("account_no", ""))
        if values.get("account_no") and len(key) < 4:
            found.append(
                Remark(
                    "account_no", "format", Severity.ERROR, "户号至少 4 位。",
                    "An account number has four digits or more.",
                )
            )  # fmt: skip
        state = values.get("state")
        if state and state not in STATES:
            if state == "closed":
                zh, en = "已销户的户号不导入。", "A closed account is not imported."
            else:
                zh, en = f"不认识的状态“{state[:20]}”。", f"Unknown state “{state[:20]}”."
            found.append(Remark("state", "format", Severity.ERROR, zh, en))
        for name, words in (("kind", ("person", "organisation")), ("vulnerable", ("yes", "no"))):
            if (said := values.get(name)) and said not in words:
                zh, en = f"看不懂“{said[:20]}”。", f"“{said[:20]}” cannot be read."
                found.append(Remark(name, "format", Severity.ERROR, zh, en))
        for name, value in values.items():
            if len(value) > FIELDS[name].longest:
                limit = FIELDS[name].longest
                zh, en = f"超过 {limit} 个字。", f"Longer than {limit} characters."
                found.append(Remark(name, "format", Severity.ERROR, zh, en))
                values = {**values, name: value[:limit]}
        return found


class _Part:
    """The fields of a row that one standard speaks of; what the file lacks is not asked for."""

    def __init__(self, of: Standard, kind: str, mapped: set[str]) -> None:
        self.names = _names(kind)
        self.mapped = {std for std, name in self.names if name in mapped}
        self.own = dict(self.names)
        self.fixed = {"kind": {"cooker": "cooker", "heater": "water_heater"}.get(kind)}
        self.appliance = kind in ("cooker", "heater")
        self.run: Callable[[Mapping[str, object]], tuple[Found, ...]] = of.check

    def check(self, values: Mapping[str, str]) -> list[Remark]:
        """What the standard says of the row."""
        get = values.get
        asked: dict[str, object] = {std: get(name) for std, name in self.names}
        if self.appliance:
            asked |= self.fixed
        elif "mobile" in asked and (said := asked["mobile"]) and str(said)[0] != "1":
            asked["phone"], asked["mobile"] = asked["mobile"], None
        found = self.run(asked)
        return [self._remark(one) for one in found if self._counts(one, asked)] if found else []

    def _counts(self, found: Found, asked: Mapping[str, object]) -> bool:
        if found.error != "missing":
            return True
        own = self.own.get(found.field)
        if own in CORE or found.field not in self.mapped:
            return False
        return not (found.field == "mobile" and asked.get("phone"))

    def _remark(self, found: Found) -> Remark:
        own = self.own.get(found.field, found.field)
        out = found.outcome == "refuse" and found.error != "missing"
        return Remark(
            own, found.error, Severity.ERROR if out else Severity.NOTE,
            found.words.zh[:300], found.words.en[:300], found.clause, found.mark,
        )  # fmt: skip


def _names(kind: str) -> list[tuple[str, str]]:
    """Names in the standard with the names of the fields."""
    found = [(f.of[1], f.name) for f in FIELDS.values() if f.of and f.of[0] == kind]
    if kind == "organisation":
        found += [("name", "name"), ("credit_code", "id_number"), ("contact_phone", "phone")]
    return found


def _missing(field: Field) -> tuple[str, str]:
    from django.utils.translation import override

    with override("zh-hans"):
        zh = f"{field.label}未填写。"
    with override("en"):
        en = f"{field.label} is missing."
    return zh, en


def _remark_of_address(address: str) -> Remark:
    if address:
        zh, en = "用气地址超过 240 个字。", "The supply address is longer than 240 characters."
        return Remark("address", "format", Severity.ERROR, zh, en)
    zh, en = "用气地址未填写。", "The supply address is missing."
    return Remark("address", "missing", Severity.ERROR, zh, en, "data-entry/3")


def lacking(
    mapping: Mapping[str, int], defaults: Mapping[str, str], *, on: date, company_id: int | None
) -> list[Any]:
    """Fields that the standard requires and the file does not bring, with the clause."""
    mapped = {*mapping, *(name for name, text in defaults.items() if text)}
    found = []
    for kind in ("person", "address", "service_point", "meter"):
        if kind == "meter" and "meter_no" not in mapped:
            continue
        if kind == "address" and "address" in mapped:
            continue
        required = standard(kind, on=on, company_id=company_id).required_of(None)
        for std, name in _names(kind):
            if std in required.fields and name not in mapped:
                found.append(
                    {"label": FIELDS[name].label, "clause": required.source.clause,
                     "mark": required.source.mark}
                )  # fmt: skip
    return found
