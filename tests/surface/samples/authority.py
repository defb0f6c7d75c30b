"""Samples of delegated authority: a use without and with an amount, and what hangs on them."""

from datetime import date, timedelta
from typing import Any

from heqi.authority.actions import draw_check, raise_signal
from heqi.authority.actions.closing import close_ledger
from heqi.authority.models import Check
from heqi.authority.tests.scenes import use
from heqi.rulebook.values import Words
from tests.cast import NOW, Cast
from tests.surface.samples.rows import CANARY, Capture


def make(cast: Cast, capture: Capture, n: int, rows: dict[str, Any]) -> dict[str, Any]:
    """The n-th of each."""
    at = NOW + timedelta(minutes=n)
    plain = use(cast, "permission_1", matter=CANARY, now=at)
    form = use(cast, "waiver_1", matter=CANARY, now=at)
    note = use(cast, "permission_5", matter=CANARY, now=at)
    # No check is drawn over a day while another one is open.
    Check.objects.update(finished_at=at)
    check = draw_check(
        cast.units["gas"], method="callback", since=NOW.date(), until=NOW.date(), by=cast.he, now=at
    )
    signal = raise_signal(plain, "found_in_check", seen=1, why=Words(CANARY, CANARY), now=at)
    month = date(2026, 10 - n, 1)
    return {
        "authority_use": plain,
        "authority_form": form,
        "authority_sheet": note.sheet,
        "authority_check": check,
        "authority_item": check.items.first(),
        "authority_signal": signal,
        "authority_ledger": close_ledger(cast.units["service"], month, now=at),
    }


def _pk(row: str, /, **more: str) -> Any:
    return lambda samples: {"pk": getattr(samples, row).pk, **more}


KWARGS = {
    "authority:new": lambda samples: {"item": "permission_1"},
    "authority:phone_new": lambda samples: {"item": "permission_1"},
    "workorders:backfill": lambda samples: {"use": samples.authority_use.pk},
    "authority:use": _pk("authority_use"),
    "authority:print": _pk("authority_form"),
    "authority:step": _pk("authority_use", name="formality"),
    "authority:sheet": _pk("authority_sheet"),
    "authority:sheet_print": _pk("authority_sheet"),
    "authority:sheet_step": _pk("authority_sheet", name="acknowledge"),
    "authority:ledger": _pk("authority_ledger"),
    "authority:ledger_export": _pk("authority_ledger"),
    "authority:ledger_print": _pk("authority_ledger"),
    "authority:check": _pk("authority_check"),
    "authority:check_item": _pk("authority_item"),
    "authority:signal": _pk("authority_signal"),
    "authority:signal_step": _pk("authority_signal", name="confirm"),
}
LISTS = [
    ("authority:uses", "?tab=all", "he"),
    ("authority:sheets", "?tab=all", "he"),
    ("authority:ledgers", "", "he"),
    ("authority:checks", "", "he"),
    ("authority:signals", "?tab=all", "he"),
]
