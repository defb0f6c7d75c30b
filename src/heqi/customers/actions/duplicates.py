"""Finding files that look alike, and deciding that they are not."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import combinations, groupby
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, QuerySet
from django.db.models.functions import Substr
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.customers.access import MERGE
from heqi.customers.models import (
    DuplicatePair,
    Ground,
    MergeKind,
    Occupancy,
    Party,
    Phone,
    Premises,
)
from heqi.customers.states import MeterState, PairState, PartyState
from heqi.ledger.actors import SYSTEM, Actor
from heqi.ledger.audit import audit
from heqi.ledger.models import Entry
from heqi.ledger.states import IllegalMove, StaleState
from heqi.people.access import require
from heqi.people.models import Unit, UnitKind
from heqi.policies.deciding import ask

# A value that more rows share than this says nothing about any two of them (a call box, a school).
CROWD = 6
MOST_GROUPS = 20_000
CHUNK = 500
# The end of a meter number that people copy; what stands before it is the maker's.
METER_TAIL = 8
SEARCHED = "customers.find_duplicates"
# Hours of the night in which nobody waits for the database.
NIGHT = range(1, 5)
Pairs = dict[tuple[int, int], set[str]]


def find_duplicates(company: Unit, *, by: Actor, now: datetime) -> int:
    """Look through a company's customers and addresses; how many pairs were added.

    Grounds and their weights are the policy's (question data.merge). A pair that was decided is
    not brought up again. Reading takes a while on a million files, so only the writing at the
    end is one transaction.
    """
    require(by, MERGE, company)
    found = {MergeKind.PARTY: _alike_parties(company), MergeKind.PREMISES: _alike_premises(company)}
    with transaction.atomic():
        added = sum(_keep(company, kind, pairs, now) for kind, pairs in found.items())
        audit(company, SEARCHED, by=by, now=now, changes={"added": added})
    return added


def find_duplicates_nightly(*, now: datetime) -> int:
    """The loop's task: every company's files once a night; how many companies were looked at."""
    local = timezone.localtime(now)
    if local.hour not in NIGHT:
        return 0
    began = local.replace(hour=NIGHT.start, minute=0, second=0, microsecond=0)
    done = 0
    for company in Unit.objects.filter(kind=UnitKind.COMPANY).order_by("pk"):
        searched = Entry.objects.filter(
            subject_type=company._meta.label_lower, subject_id=str(company.pk), code=SEARCHED
        )
        if not searched.filter(at__gte=began).exists():
            find_duplicates(company, by=SYSTEM, now=now)
            done += 1
    return done


@transaction.atomic
def dismiss_pair(pair: DuplicatePair, *, reason: str, by: Actor, now: datetime) -> None:
    """The two are not the same; they are not brought up again."""
    require(by, MERGE, pair)
    if not reason.strip():
        raise ValidationError({"reason": _("Please say why.")})
    if pair.state != PairState.OPEN:
        raise IllegalMove(_("This pair has been decided already."))
    won = DuplicatePair.objects.filter(pk=pair.pk, state=PairState.OPEN).update(
        state=PairState.DIFFERENT,
        decided_at=now,
        decided_by=by.name,
        note=reason.strip()[:200],
    )
    if not won:
        raise StaleState(_("Somebody else was faster: the record has changed. Reload the page."))
    pair.state = PairState.DIFFERENT
    audit(pair, "customers.dismiss_pair", by=by, now=now, reason=reason)


def _alike_parties(company: Unit) -> Pairs:
    pairs: Pairs = defaultdict(set)
    parties = Party.objects.filter(company=company).exclude(state=PartyState.MERGED)
    _collect(pairs, Ground.ID_NUMBER, _shared(parties.exclude(id_number=""), "id_number", "pk"))
    phones = Phone.objects.filter(company=company).exclude(party__state=PartyState.MERGED)
    _collect(pairs, Ground.PHONE, _shared(phones, "number", "party_id"))
    current = Occupancy.objects.filter(party__company=company, until__isnull=True).exclude(
        party__state=PartyState.MERGED
    )
    _collect(
        pairs,
        Ground.ADDRESS,
        _shared(
            current.exclude(service_point__premises__text_key=""),
            "service_point__premises__text_key",
            "party_id",
        ),
    )
    _collect(pairs, Ground.METER, _shared(_meters(company), "tail", "party_id"))
    _add_names(pairs)
    return pairs


def _alike_premises(company: Unit) -> Pairs:
    pairs: Pairs = defaultdict(set)
    rows = Premises.objects.filter(company=company, merged_into=None).exclude(text_key="")
    _collect(pairs, Ground.ADDRESS, _shared(rows, "text_key", "pk"))
    return pairs


def _meters(company: Unit) -> "QuerySet[Any]":
    """Current holders with the end of the number of the meter that counts for them."""
    return Occupancy.objects.filter(
        party__company=company, until__isnull=True, service_point__meters__state=MeterState.IN_USE
    ).annotate(tail=Substr("service_point__meters__number_reversed", 1, METER_TAIL))


def _shared(rows: "QuerySet[Any]", value: str, owner: str) -> Iterator[list[int]]:
    """Groups of owners that share a value, crowds left out."""
    crowded = (
        rows.order_by()
        .values(value)
        .annotate(n=Count(owner, distinct=True))
        .filter(n__gt=1, n__lte=CROWD)
        .values_list(value, flat=True)
    )
    values = list(crowded[:MOST_GROUPS])
    for start in range(0, len(values), CHUNK):
        chunk = rows.filter(**{f"{value}__in": values[start : start + CHUNK]})
        found = chunk.order_by(value).values_list(value, owner).distinct()
        for _value, group in groupby(found, key=lambda row: row[0]):
            yield sorted({pk for _same, pk in group})


def _collect(pairs: Pairs, ground: str, groups: Iterable[list[int]]) -> None:
    for group in groups:
        for pair in combinations(group, 2):
            pairs[pair].add(ground)


def _add_names(pairs: Pairs) -> None:
    """A name alone proves nothing; together with another ground it does."""
    keys = list(pairs)
    for start in range(0, len(keys), CHUNK):
        chunk = keys[start : start + CHUNK]
        ids = {pk for pair in chunk for pk in pair}
        names = dict(Party.objects.filter(pk__in=ids).values_list("pk", "name"))
        for first, second in chunk:
            if names[first] == names[second]:
                pairs[(first, second)].add(Ground.NAME)


def _keep(company: Unit, kind: str, pairs: Pairs, now: datetime) -> int:
    answer = (
        ask(
            "data.merge", {"merged": kind}, on=timezone.localdate(now), company_id=company.pk
        ).answer
        or {}
    )
    weights, bar = answer["weights"], answer["list_from"]
    known = set(
        DuplicatePair.objects.filter(company=company, kind=kind).values_list(
            "first_id", "second_id"
        )
    )
    model: Any = Party if kind == MergeKind.PARTY else Premises
    wanted = {
        pair: (weight, sorted(grounds))
        for pair, grounds in pairs.items()
        for weight in [sum(int(weights.get(ground, 0)) for ground in grounds)]
        if weight >= bar and pair not in known
    }
    keys = list(wanted)
    added = 0
    for start in range(0, len(keys), CHUNK):
        chunk = keys[start : start + CHUNK]
        units = dict(
            model.objects.filter(pk__in=[first for first, _second in chunk]).values_list(
                "pk", "unit_id"
            )
        )
        rows = DuplicatePair.objects.bulk_create(
            DuplicatePair(
                company=company,
                unit_id=units[first],
                kind=kind,
                first_id=first,
                second_id=second,
                weight=wanted[(first, second)][0],
                grounds=wanted[(first, second)][1],
                found_at=now,
            )
            for first, second in chunk
        )
        added += len(rows)
    return added
