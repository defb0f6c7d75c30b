"""Months, the sheets of departments and of their people, and the lines they add up."""

from heqi.appraisal.models.lines import Line
from heqi.appraisal.models.months import Period, Sheet, StaffSheet

__all__ = ["Line", "Period", "Sheet", "StaffSheet"]
