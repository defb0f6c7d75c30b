"""What a take-over brings, as it will be written; days as ISO text, numbers as text."""

from typing import NamedTuple


class MeterDraft(NamedTuple):
    """A meter as it will be written; days as ISO text."""

    number: str
    kind: str
    model: str = ""
    size: str = ""
    maker: str = ""
    inlet: str = ""
    seal: str = ""
    made_on: str | None = None
    installed_on: str | None = None
    replace_on: str | None = None
    digits: int = 5
    start_reading: str | None = None
    taken_over_reading: str | None = None
    taken_over_on: str | None = None


class ApplianceDraft(NamedTuple):
    """An appliance as it will be written."""

    kind: str
    brand: str = ""
    model: str = ""
    flame_failure: bool | None = None
    flue: str = ""
    hose: str = ""
    hose_on: str | None = None
    alarm: bool | None = None
    installed_on: str | None = None


class Household(NamedTuple):
    """A customer, his phones, the address, the account, the meter and the appliances."""

    name: str
    kind: str
    customer_kind: str
    contact_name: str
    id_kind: str
    id_number: str
    vulnerable: bool
    vulnerable_note: str
    daily_m3: str | None
    phones: tuple[str, ...]
    city: str
    district: str
    street: str
    compound: str
    building: str
    unit_no: str
    floor: str
    room: str
    text: str
    area: str
    pressure: str
    riser: str
    gassed_on: str | None
    account_no: str
    state: str
    opened_on: str | None
    meter: MeterDraft | None = None
    appliances: tuple[ApplianceDraft, ...] = ()
    # The address is on file already, or comes twice in the same take-over.
    shares_premises: bool = False
    # The number that the customer has where he comes from; empty where he is given one.
    customer_no: str = ""
    # The customer is on file already, or comes twice in the same take-over.
    shares_party: bool = False
    # Another meter of an account that stands further up; nothing else of the row is written.
    adds_meter: bool = False
