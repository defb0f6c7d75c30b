"""Everything that writes reports and checks."""

from heqi.reports.actions.checking import close_check, draw_check, judge_case
from heqi.reports.actions.tiers import prepare_tier_report

__all__ = ["close_check", "draw_check", "judge_case", "prepare_tier_report"]
