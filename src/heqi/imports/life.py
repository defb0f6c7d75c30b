"""How long a meter serves, asked of the policies once per use and day."""

from datetime import date
from functools import lru_cache

from django.utils import timezone

from heqi.ledger.days import midnight
from heqi.policies.deciding import rule_on
from heqi.rulebook.calendars import Calendar
from heqi.rulebook.due import due_at


class Life:
    """The end of a meter's life as ISO text; None where the policies set no years."""

    def __init__(self, calendar: Calendar, company_id: int) -> None:
        self._calendar, self._company_id = calendar, company_id
        self._asked = lru_cache(maxsize=20_000)(self._end)

    def __call__(self, domestic: bool, installed: str | None) -> str | None:
        """For a meter in use since a day; without the day nothing is said."""
        return self._asked(domestic, installed) if installed else None

    def _end(self, domestic: bool, installed: str) -> str | None:
        on = date.fromisoformat(installed)
        facts = {"meter_use": "domestic" if domestic else "other"}
        life = (rule_on("meters.life", facts, on=on, company_id=self._company_id).answer or {}).get(
            "life"
        )
        if not life:
            return None
        start = midnight(on)
        due = due_at(life, start, self._calendar).at
        return timezone.localdate(due).isoformat() if due else None
