"""Times, durations, amounts and rates as people read them, in both languages."""

import re
from datetime import datetime, timedelta
from decimal import Decimal
from functools import lru_cache

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

EMPTY = "—"


def when(value: datetime | None, now: datetime | None) -> str:
    """``09:15`` today, ``11-22 16:00`` this year, ``2025-12-03 16:00`` otherwise."""
    if value is None:
        return EMPTY
    local = timezone.localtime(value)
    if now is None:
        return f"{local:%Y-%m-%d %H:%M}"
    today = timezone.localtime(now)
    if local.date() == today.date():
        return f"{local:%H:%M}"
    return f"{local:%m-%d %H:%M}" if local.year == today.year else f"{local:%Y-%m-%d %H:%M}"


def patterns() -> dict[str, str]:
    """The wordings of a span of time; the page's script ticks with the same ones."""
    return _patterns(get_language() or "")


@lru_cache(maxsize=8)
def _patterns(_language: str) -> dict[str, str]:
    return {
        "left": _("%(time)s left"),
        "late": _("%(time)s late"),
        "dh": _("%(d)s d %(h)s h"),
        "d": _("%(d)s d"),
        "hm": _("%(h)s h %(m)s min"),
        "h": _("%(h)s h"),
        "m": _("%(m)s min"),
        "ms": _("%(m)s min %(s)s s"),
    }


def duration(span: timedelta, *, seconds: bool = False) -> str:
    """A span without sign, in two units at most; ``seconds`` are told under five minutes."""
    total = abs(int(span.total_seconds()))
    d, h, m, s = total // 86400, total % 86400 // 3600, total % 3600 // 60, total % 60
    words = patterns()
    if d:
        key = "dh" if h else "d"
    elif h:
        key = "hm" if m else "h"
    else:
        key = "ms" if seconds and m < 5 else "m"
    minute: int | str = f"{m:02}" if key == "hm" else m
    return words[key] % {"d": d, "h": h, "m": minute, "s": f"{s:02}" if key == "ms" else s}


def remaining(due: datetime, now: datetime) -> str:
    """``3 min left`` or ``9 min late``."""
    left = due - now
    late = left < timedelta(0)
    words = patterns()["late" if late else "left"]
    return words % {"time": duration(left, seconds=not late)}


def mask_phone(value: str | None) -> str:
    """``138****2207``; short numbers keep their last two digits only."""
    digits = (value or "").strip()
    if not digits:
        return EMPTY
    if len(digits) < 7:
        return "*" * max(0, len(digits) - 2) + digits[-2:]
    return f"{digits[:3]}****{digits[-4:]}"


def money(value: Decimal | int | str | None) -> str:
    """``¥ 1,860.00``."""
    if value is None or value == "":
        return EMPTY
    return f"¥ {Decimal(value):,.2f}"


TOWN = re.compile(r"^[^市区县]{1,8}[市州盟](?:[^市区县]{1,8}[区县市旗])?(?=.)")


def short_address(text: str | None) -> str:
    """An address without its city and district, which all rows of a list share.

    >>> short_address("临江市望江区江南街2号望州新城6幢")
    '江南街2号望州新城6幢'
    """
    return TOWN.sub("", text or "", count=1)
