"""The log as plain rows."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import Max, Min

from heqi.customers.models import Lookup
from heqi.customers.reading import PAPER
from heqi.ledger.days import midnight
from heqi.lookups.models import Verdict
from heqi.lookups.rules import Look

# Refusals for being paused or too fast are no attempts on somebody else's customer.
FIELDS = (
    "id", "at", "actor_id", "action", "party_id", "result_count", "field", "purpose_code",
    "purpose_id", "purpose_source", "channel",
)  # fmt: skip
APPROVED = "approved"


def epoch(at: datetime) -> int:
    """An instant in seconds since 1970, UTC."""
    return int(at.timestamp())


def instant(seconds: int) -> datetime:
    """Seconds since 1970 as an aware instant."""
    return datetime.fromtimestamp(seconds, tz=UTC)


def day_bounds(day: date) -> tuple[datetime, datetime]:
    """The local day from its first instant to the first of the next."""
    return midnight(day), midnight(day + timedelta(days=1))


def looks_between(
    company_id: int, since: datetime, until: datetime, *, after: int = 0
) -> Iterator[Look]:
    """What staff of a company did in a span of time, in the order of the log."""
    return looks_in(rows_between(company_id, since, until).filter(pk__gt=after).order_by("id"))


def rows_between(company_id: int, since: datetime, until: datetime) -> "models.QuerySet[Lookup]":
    """The staff's rows of a company in a span of time, by their ids, which rise with time."""
    return Lookup.objects.filter(
        company_id=company_id,
        actor_kind="staff",
        pk__gte=_first_id(since),
        pk__lt=_first_id(until),
    )


def _first_id(at: datetime) -> int:
    """The id from which on the log is not older than an instant: two dozen looks at the key.

    The log has no index on time: it is written with every read, and read by time once a night.
    """
    ends = Lookup.objects.aggregate(first=Min("pk"), last=Max("pk"))
    low, high = ends["first"] or 0, (ends["last"] or 0) + 1
    while low < high:
        middle = (low + high) // 2
        row = Lookup.objects.filter(pk__gte=middle).order_by("pk").values_list("pk", "at").first()
        if row is None or row[1] >= at:
            high = middle
        else:
            low = row[0] + 1
    return low


def looks_in(rows: "models.QuerySet[Lookup]") -> Iterator[Look]:
    """Rows of the log as the rules read them; reasons chosen are pending until judged."""
    for row in rows.values_list(*FIELDS).iterator():
        yield _look(row)


def _look(row: tuple[Any, ...]) -> Look:
    pk, at, actor, action, party, count, field, code, reference, source, channel = row
    return Look(
        id=pk,
        at=epoch(at),
        actor=actor,
        action=PAPER if channel == PAPER else action,
        subject=party or 0,
        rows=count,
        field=field.partition(":")[0],
        reason=code,
        reference=reference,
        source=source,
        approved=channel == APPROVED,
    )


def looks_of_verdicts(verdicts: Iterable[Verdict]) -> Mapping[int, list[Look]]:
    """Looks of the window by viewer, each with its verdict, in the order of time."""
    kept = {verdict.pk: verdict for verdict in verdicts}
    found: dict[int, list[Look]] = {}
    for look in looks_in(Lookup.objects.filter(pk__in=list(kept)).order_by("at", "id")):
        verdict = kept[look.id]
        judged = look._replace(verdict=verdict.verdict, link=verdict.link_type)
        found.setdefault(look.actor, []).append(judged)
    return found
