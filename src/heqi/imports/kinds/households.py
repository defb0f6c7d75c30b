"""Customers: one row is a customer with address, account, meter and appliances."""

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from heqi.customers.actions.bulk import ApplianceDraft, Household, MeterDraft
from heqi.customers.models import Meter
from heqi.customers.models.parties import IdKind
from heqi.imports.life import Life

DIGITS: int = Meter._meta.get_field("digits").get_default()


@lru_cache(maxsize=100_000)
def _beginning(city: str, district: str, street: str, compound: str) -> str:
    return f"{city}{district}{street}{compound}"


def address_of(values: Mapping[str, str]) -> str:
    """The whole address: as it came, or put together as it is said."""
    get = values.get
    whole = get("address")
    if whole:
        return whole
    found = _beginning(get("city", ""), get("district", ""), get("street", ""), get("compound", ""))
    for name, word in (("building", "幢"), ("unit_no", "单元"), ("room", "室")):
        part = get(name)
        if part:
            found += part + (word if part.isascii() else "")
    return found


def is_organisation(values: Mapping[str, str]) -> bool:
    """Said so, or told by the use of the gas."""
    said = values.get("kind")
    return said == "organisation" if said else values.get("usage") in ("commercial", "industrial")


class Shares(NamedTuple):
    """What a row shares with a row above it or with what is on file."""

    premises: bool = False
    party: bool = False
    account: bool = False


def household(values: Mapping[str, str], *, shares: Shares, life: Life) -> Household:
    """What a checked row becomes."""
    get = values.get
    organisation = is_organisation(values)
    usage = get("usage", "residential")
    id_number = get("id_number", "")
    state = get("state", "gas_on" if get("gassed_on") else "on_file")
    meter = None
    if number := get("meter_no"):
        installed = get("installed_on")
        meter = MeterDraft(
            number, get("meter_kind", "mechanical"), get("meter_model", ""), get("meter_size", ""),
            get("maker", ""), get("inlet", ""), get("seal", ""), get("made_on"), installed,
            get("replace_on") or life(usage == "residential", installed),
            _digits(get("start_reading", ""), get("last_reading", "")),
            get("start_reading"), get("last_reading"), get("last_read_on"),
        )  # fmt: skip
    return Household(
        get("name", ""), "organisation" if organisation else "person", usage,
        get("contact_name", ""), _id_kind(get("id_kind", ""), id_number, organisation), id_number,
        get("vulnerable") == "yes", get("vulnerable_note", ""), get("daily_m3"), phones_of(values),
        get("city", ""), get("district", ""), get("street", ""), get("compound", ""),
        get("building", ""), get("unit_no", ""), get("floor", ""), get("room", ""),
        address_of(values), get("area", ""), get("pressure", "low"), get("riser", ""),
        get("gassed_on"), get("account_no", ""), state, get("opened_on"), meter,
        appliances_of(values), shares.premises, get("customer_no", ""), shares.party,
        shares.account,
    )  # fmt: skip


def _digits(*readings: str) -> int:
    """Digits before the point of the dial: five, or as many as it has shown."""
    return max(DIGITS, *(len(reading.partition(".")[0].lstrip("0")) for reading in readings))


def phones_of(values: Mapping[str, str]) -> tuple[str, ...]:
    """The phones of a row, digits only, each once."""
    found = (values.get("phone", ""), values.get("phone2", ""))
    return tuple(dict.fromkeys(number.replace("-", "") for number in found if number))


def _id_kind(said: str, number: str, organisation: bool) -> str:
    """The kind of document: as the file says, else an identity card where it looks like one."""
    if not number:
        return ""
    if organisation:
        return "credit_code"
    if said in IdKind.values:
        return said
    return "identity_card" if len(number) == 18 else ""


def _said(word: str | None) -> bool | None:
    return None if word is None else word == "yes"


def appliances_of(values: Mapping[str, str]) -> tuple[ApplianceDraft, ...]:
    """The cooker and the water heater where the row tells of one."""
    get = values.get
    found = []
    if any(get(name) for name in ("cooker_brand", "cooker_model", "flame_failure", "hose_on")):
        found.append(
            ApplianceDraft(
                "cooker", get("cooker_brand", ""), get("cooker_model", ""),
                _said(get("flame_failure")), "", get("hose", ""), get("hose_on"),
                _said(get("alarm")),
            )
        )  # fmt: skip
    if get("heater_brand") or get("heater_model"):
        found.append(
            ApplianceDraft(
                "water_heater",
                get("heater_brand", ""),
                get("heater_model", ""),
                None,
                get("flue", ""),
            )
        )
    return tuple(found)
