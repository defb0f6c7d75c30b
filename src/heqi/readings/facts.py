"""From rows to what the entry standard is asked (data-entry/3, kind ``reading``)."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from heqi.customers.models import Meter, Occupancy
from heqi.entry import Finding, standard
from heqi.policies.packs import current_pack
from heqi.policies.speaking import spoken
from heqi.readings.models import Reading
from heqi.readings.states import STANDING, CheckKind
from heqi.rulebook.values import Words

ROLLED_OVER = "rolled_over"
CAUSES = "reading_missed"
CHECKED = {
    CheckKind.CARD_BALANCE: "card_checked",
    CheckKind.SILENT: "silent_checked",
    CheckKind.OVER_AGE: "over_age_checked",
}
SEASON = "data/same_season"
YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Before:
    """What is known before a dial is read; volumes in m³, None where nothing is known."""

    last: Decimal | None
    last_on: date | None
    same_season: Decimal | None
    usage: str


def before(meter: Meter, *, on: date) -> Before:
    """The last standing reading of the meter, and the use of the same season a year ago."""
    rows = Reading.objects.filter(meter=meter, status__in=STANDING, read_on__lte=on)
    found = rows.order_by("-read_on", "-id").first()
    # Around the same day of the year before: a round does not fall on the same day each year.
    around = timedelta(days=int(current_pack(meter.company_id).value(SEASON, on).content["days"]))
    season = (
        Reading.objects.filter(
            service_point=meter.service_point_id,
            status__in=STANDING,
            step="",
            read_on__range=(on - YEAR - around, on - YEAR + around),
        )
        .order_by("-read_on")
        .values_list("used_m3", flat=True)
        .first()
    )
    # After a formality, or on a new meter, a part of a period is held against no season.
    if found is None or found.step:
        season = None
    payer = (
        Occupancy.objects.filter(service_point=meter.service_point_id, until__isnull=True)
        .order_by("role")
        .values_list("party__customer_kind", flat=True)
        .first()
    )
    first, first_on = meter.start_reading, meter.installed_on
    if meter.taken_over_reading is not None:
        first, first_on = meter.taken_over_reading, meter.taken_over_on or first_on
    return Before(
        last=found.value if found else first,
        last_on=found.read_on if found else first_on,
        same_season=season,
        usage=payer or "residential",
    )


def used(meter: Meter, value: Decimal, last: Decimal | None, reason: str) -> Decimal | None:
    """What went through the meter since the last reading; a dial that rolled over began again."""
    if last is None:
        return None
    if reason == ROLLED_OVER:
        return meter.maximum - last + value
    return value - last


def doubts(
    meter: Meter, value: Decimal, *, on: date, reason: str, known: Before
) -> tuple[Finding, ...]:
    """What the entry standard of the day says against a reading."""
    volume = used(meter, value, known.last, reason)
    given = {
        "account_no": meter.service_point.account_no,
        "meter_no": meter.number,
        "reading": value,
        "last_reading": known.last,
        "maximum": meter.maximum,
        # A use below zero is the doubt about the reading itself, told once.
        "used_m3": None if volume is not None and volume < 0 else volume,
        "same_season_m3": known.same_season,
        "usage": known.usage,
        "reason": reason,
        "read_on": on,
    }
    return standard("reading", on=on, company_id=meter.company_id).check(given)


def reasons(on: date, company_id: int | None) -> list[tuple[str, str]]:
    """The reasons that explain an odd reading, from the code lists of the pack."""
    codes = standard("reading", on=on, company_id=company_id).fields["reason"].codes
    return [(code, spoken(words)) for code, words in codes.items()]


def causes(on: date, company_id: int | None) -> list[tuple[str, str]]:
    """Why a meter could not be read, from the code lists of the pack."""
    return _codes(CAUSES, on, company_id)


def check_causes(kind: str, on: date, company_id: int | None) -> list[tuple[str, str]]:
    """What may be found at a meter that is checked, from the code lists of the pack."""
    return _codes(CHECKED[CheckKind(kind)], on, company_id)


def _codes(name: str, on: date, company_id: int | None) -> list[tuple[str, str]]:
    found = current_pack(company_id).value("data/codes", on, {"list": name}).content
    return [(code, spoken(Words(said["zh"], said["en"]))) for code, said in found.items()]
