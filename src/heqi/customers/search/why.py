"""Saying why a customer was found."""

from collections.abc import Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from heqi.customers.search.terms import Query
from heqi.customers.search.tokens import HAN_RUN, fold

LABELS: dict[str, str | Promise] = {
    "phone": _("phone"),
    "account": _("account number"),
    "meter": _("meter number"),
    "name": _("name"),
    "pinyin": _("pinyin"),
    "address": _("address"),
}


def why(
    query: Query,
    *,
    name: str,
    address: str,
    phones: Sequence[str],
    account: str,
    meters: Sequence[str],
) -> tuple[str, ...]:
    """Codes of :data:`LABELS` for what the query hit; without revealing the value."""
    found: list[str] = []
    if query.key:
        if any(_fits(phone, query.key) for phone in phones):
            found.append("phone")
        if _fits(account, query.key):
            found.append("account")
        if any(_fits(meter, query.key) for meter in meters):
            found.append("meter")
    for run in query.runs:
        if HAN_RUN.match(run):
            if _together(run, fold(name)):
                found.append("name")
            if _together(run, fold(address)):
                found.append("address")
        elif run.isdigit():
            if run.lstrip("0") in fold(address):
                found.append("address")
            elif any(number.endswith(run[-4:]) for number in phones):
                found.append("phone")
        elif not run.isdigit():
            found.append("pinyin")
    return tuple(dict.fromkeys(found))


def _fits(number: str, key: str) -> bool:
    return bool(number) and (number.startswith(key) or number.endswith(key))


def _together(run: str, text: str) -> bool:
    return run in text or (len(run) >= 4 and run[:2] in text)
