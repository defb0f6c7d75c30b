"""Files and messages of meter data: read whole, taken once, each row's fate told."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import override

from heqi.customers.models import Meter
from heqi.customers.search.tokens import key_of
from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.people.access import require
from heqi.people.models import Unit
from heqi.readings.access import FEED
from heqi.readings.actions.cards import keep_card_reading
from heqi.readings.actions.telegrams import UNKNOWN, Kept, Telegram, keep_telegrams
from heqi.readings.models import Delivery
from heqi.readings.states import Fate, FeedKind

Row = Mapping[str, Any]
# Clocks of other machines run a little ahead.
AHEAD = timedelta(minutes=10)
LONGEST = 40
YES = frozenset("1 true yes y 是 低 关 关闭 已关".split())  # noqa: SIM905


class Repeated(ValidationError):  # noqa: N818
    """The same key with another content."""


def deliver(
    company: Unit,
    *,
    kind: str,
    rows: Sequence[Row],
    key: str,
    digest: str,
    source: str,
    name: str = "",
    by: Actor,
    now: datetime,
) -> Delivery:
    """Take a file or a message; the same ``key`` again gives the same answer and does nothing.

    A row that cannot be read refuses the whole, with a sentence for each; a row about a meter that
    is not known is passed over and told.
    """
    require(by, FEED, company)
    known = Delivery.objects.filter(company=company, source=source, key=key).first()
    if known is not None:
        if known.digest != digest:
            raise Repeated(_("This key was used for another message."))
        return known
    faults: list[str] = []
    read = [one for n, row in enumerate(rows, start=1) if (one := _read(n, row, kind, now, faults))]
    if faults:
        more = [_("and {n} more").format(n=len(faults) - 20)] if len(faults) > 20 else []
        raise ValidationError([*faults[:20], *more])
    with transaction.atomic(), override("zh-hans"):  # what is kept is read by everybody
        if kind == FeedKind.TELEGRAMS:
            kept = keep_telegrams(company, [_telegram(row) for row in read], by=by, now=now)
        else:
            kept = _keep_cards(company, read, source, by, now)
        made: Delivery = Delivery.objects.create(
            company=company,
            kind=kind,
            source=source,
            key=key,
            digest=digest,
            name=name[:120],
            rows=len(rows),
            taken=kept.taken,
            older=kept.older,
            passed_over=len(kept.passed),
            checks=kept.checks,
            problems=[*kept.passed, *kept.told],
            at=now,
            by_name=by.name,
        )
        changes = {"kind": kind, "rows": len(rows), "taken": kept.taken}
        audit(made, "readings.deliver", by=by, now=now, changes=changes)
    return made


def _keep_cards(
    company: Unit, rows: Iterable[dict[str, Any]], source: str, by: Actor, now: datetime
) -> Kept:
    """Each card reading against the books, in the order of their days."""
    kept = Kept()
    ordered = sorted(rows, key=lambda row: row["at"])
    meters = {
        meter.number_key: meter
        # Of several lives of a meter the one in use comes last and stays.
        for meter in Meter.objects.filter(
            company=company, number_key__in={key_of(row["meter"]) for row in ordered}
        )
        .select_related("service_point__unit", "company")
        .order_by("-state", "removed_on", "id")
    }
    for row in ordered:
        meter = meters.get(key_of(row["meter"]))
        if meter is None:
            kept.tell(row["line"], row["meter"], Fate.PASSED, UNKNOWN)
            continue
        try:
            with transaction.atomic():
                made = keep_card_reading(
                    meter, dial=row["dial"], balance=row["balance"], bought=row["bought"],
                    card_no=row["card_no"], at=row["at"], source=source, by=by, now=now,
                )  # fmt: skip
        except ValidationError as error:
            kept.tell(row["line"], row["meter"], Fate.PASSED, " ".join(error.messages))
            continue
        kept.taken += 1
        for check in made.checks.all():
            kept.checks += 1
            kept.tell(row["line"], row["meter"], Fate.TO_CHECK, check.zh)
    return kept


def _telegram(row: dict[str, Any]) -> Telegram:
    return Telegram(
        row["line"], row["meter"], row["at"], row["dial"], row["battery_low"], row["valve_closed"]
    )


def _read(
    line: int, row: Row, kind: str, now: datetime, faults: list[str]
) -> dict[str, Any] | None:
    """A row as values; None, with a sentence among ``faults``, where it cannot be read."""
    try:
        found: dict[str, Any] = {
            "line": line,
            "meter": _text(row, "meter", needed=True),
            "at": _instant(row, now, closes=kind == FeedKind.CARDS),
            "dial": _volume(row, "dial", needed=kind == FeedKind.CARDS),
        }
        if kind == FeedKind.CARDS:
            found["balance"] = _volume(row, "balance", needed=True)
            found["bought"] = _volume(row, "bought")
            found["card_no"] = _text(row, "card_no")
        else:
            found["battery_low"] = _text(row, "battery_low").lower() in YES
            found["valve_closed"] = _text(row, "valve_closed").lower() in YES
    except ValidationError as error:
        faults.append(_("Row {n}: {why}").format(n=line, why=" ".join(error.messages)))
        return None
    return found


def _text(row: Row, name: str, *, needed: bool = False) -> str:
    value = row.get(name)
    text = "" if value is None else str(value).strip()
    if len(text) > LONGEST or "\0" in text:
        raise ValidationError(_("{field} is too long.").format(field=name))
    if needed and not text:
        raise ValidationError(_("{field} is missing.").format(field=name))
    return text


def _volume(row: Row, name: str, *, needed: bool = False) -> Decimal | None:
    text = _text(row, name, needed=needed).replace(",", "")
    if not text:
        return None
    try:
        value = Decimal(text)
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or not 0 <= value < 10**9:
        raise ValidationError(_("{field} is no volume: {text}").format(field=name, text=text))
    return value.quantize(Decimal("0.001"))


def _instant(row: Row, now: datetime, *, closes: bool) -> datetime:
    """When it was read; a day alone means its end for a card and its beginning for a telegram."""
    text = _text(row, "at", needed=True).replace("/", "-")
    try:
        found = parse_datetime(text)
        day = None if found and len(text) > 10 else parse_date(text[:10])
    except ValueError:
        found = day = None
    if day is not None and len(text) <= 10:
        found = datetime.combine(day, time(23, 59, 59) if closes else time())
    if found is None:
        raise ValidationError(_("{text} is no time; write 2026-11-23 10:00.").format(text=text))
    at = found if timezone.is_aware(found) else timezone.make_aware(found)
    if day is not None and closes and timezone.localdate(now) == day:
        at = now
    if at > now + AHEAD or at.year < 2000:
        raise ValidationError(_("The time {text} cannot be.").format(text=text))
    return min(at, now)
