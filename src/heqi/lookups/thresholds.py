"""Thresholds of gates and rules from the pack in force."""

from datetime import date

from heqi.lookups.rules import Limits
from heqi.policies.packs import current_pack

REVIEW = "lookups/review"


def limits_on(day: date, company_id: int | None) -> Limits:
    """The thresholds of the review on a day; company-set values of data-entry/9.3."""
    return Limits(current_pack(company_id).value(REVIEW, day).content)
