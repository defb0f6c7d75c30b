"""What is known of the people and customers of some looks."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta

from django.db.models import Q

from heqi.customers.models import Occupancy, Party, Tier
from heqi.lookups.facts.merged import winners_of
from heqi.lookups.facts.rows import day_bounds, epoch
from heqi.lookups.models import Canary, DayTally, Flag, Hint, Relation
from heqi.lookups.rules import Around, Look
from heqi.lookups.rules.groups import grouped
from heqi.lookups.thresholds import limits_on
from heqi.people.models import RosterShift, Staff, StandIn, Unit
from heqi.service.models import ServiceRequest
from heqi.tiers.models import NamedContact
from heqi.workorders.models import WorkOrder

NUMBER = re.compile(r"^(.*?)(\d{1,9})$")
EPOCH = date(1970, 1, 1)


def around_of(company: Unit, looks: Iterable[Look], *, day: date, window_days: int) -> Around:
    """Relations, bait, places, rosters for the viewers and customers of ``looks``.

    A file that was merged is known by what is known of the file it was merged into.
    """
    rows = list(looks)
    looked_at = {look.subject for look in rows if look.subject}
    merged = winners_of(looked_at)
    subjects = looked_at | set(merged.values())
    staff = {
        person.pk: person for person in Staff.objects.filter(pk__in={look.actor for look in rows})
    }
    buildings, places = _places(subjects)
    hints = list(Hint.objects.filter(staff__unit__company=company).values_list(
        "staff_id", "party_id", "kind"
    ))  # fmt: skip
    own = {party: viewer for viewer, party, kind in hints if kind == Relation.SELF}
    own |= {one: own[into] for one, into in merged.items() if into in own}
    kin = kin_with(company, merged)
    for look in rows:
        if look.subject in own and own[look.subject] != look.actor:
            kin.setdefault((look.actor, look.subject), "colleague")
    homes, _own_places = _places({party for _viewer, party, kind in hints})
    midnight = epoch(day_bounds(day)[0])
    return Around(
        zone=(day - EPOCH).days * 86400 - midnight,
        kin=kin,
        canaries=_also(Canary.objects.current().values_list("party_id", flat=True), merged),
        protected=_also(_protected(subjects), merged),
        carers=_cared(_carers(subjects, day), merged),
        home={
            viewer: homes[party]
            for viewer, party, kind in hints
            if kind == Relation.SELF and party in homes
        },
        building=buildings | {a: buildings[b] for a, b in merged.items() if b in buildings},
        place=places | {a: places[b] for a, b in merged.items() if b in places},
        group={pk: group for pk, group in groups_of(company, day=day).items() if pk in staff},
        duty=_duty(staff, day, limits_on(day, company.pk).overall("roster_days")),
        open_cases=_also(_open_cases(subjects), merged),
        leaves={
            pk: (person.left_on - EPOCH).days for pk, person in staff.items() if person.left_on
        },
        exported=_exported(staff, day),
        cited=_cited(staff, day, window_days),
    )


def kin_with(company: Unit, merged: Mapping[int, int]) -> dict[tuple[int, int], str]:
    """Which customers are or live with the company's staff, by viewer and customer; ``merged``
    names the file that each merged one counts as."""
    hints = Hint.objects.filter(staff__unit__company=company)
    kin = {(viewer, party): kind for viewer, party, kind in hints.values_list(
        "staff_id", "party_id", "kind"
    )}  # fmt: skip
    files: dict[int, list[int]] = defaultdict(list)
    for one, into in merged.items():
        files[into].append(one)
    return kin | {
        (viewer, one): kind for (viewer, party), kind in kin.items() for one in files[party]
    }


def _also(parties: Iterable[int], merged: Mapping[int, int]) -> frozenset[int]:
    """Customers, with the files that were merged into them."""
    found = frozenset(parties)
    return found | {one for one, into in merged.items() if into in found}


def _cared(
    carers: Collection[tuple[int, int]], merged: Mapping[int, int]
) -> frozenset[tuple[int, int]]:
    files: dict[int, list[int]] = defaultdict(list)
    for one, into in merged.items():
        files[into].append(one)
    return frozenset(carers) | {(staff, one) for staff, party in carers for one in files[party]}


def groups_of(company: Unit, *, day: date) -> dict[int, str]:
    """With whom each of the company's staff is compared on a day."""
    rows = list(
        Staff.objects.filter(unit__company=company).values_list(
            "pk", "unit_id", "post_id", "left_on"
        )
    )
    return grouped(
        {pk: (unit, post) for pk, unit, post, _left in rows},
        least=limits_on(day, company.pk).whole("R6", "peers"),
        gone=frozenset(pk for pk, _unit, _post, left in rows if left and left <= day),
    )


def _protected(subjects: Collection[int]) -> frozenset[int]:
    vips = Party.objects.filter(pk__in=subjects).exclude(tier=Tier.STANDARD)
    return frozenset(vips.values_list("pk", flat=True))


def _carers(subjects: Collection[int], day: date) -> frozenset[tuple[int, int]]:
    """The named contacts of VIPs on the day, and whoever stands in for one of them."""
    named = NamedContact.objects.filter(
        Q(until__isnull=True) | Q(until__gt=day), party_id__in=subjects, since__lte=day
    ).values_list("staff_id", "party_id")
    found = set(named)
    away = StandIn.objects.current(day).filter(absent_id__in={staff for staff, _party in found})
    for absent, substitute in away.values_list("absent_id", "deputy_id"):
        found |= {(substitute, party) for staff, party in found if staff == absent}
    return frozenset(found)


def _places(
    subjects: Collection[int],
) -> tuple[dict[int, object], dict[int, tuple[object, int]]]:
    """The building and the place in the book of accounts of customers, by customer."""
    buildings: dict[int, object] = {}
    places: dict[int, tuple[object, int]] = {}
    held = Occupancy.objects.filter(party_id__in=subjects, until__isnull=True).values_list(
        "party_id",
        "service_point__account_key",
        "service_point__premises__compound_id",
        "service_point__premises__building",
        "service_point__premises__street",
    )
    for party, account, compound, building, street in held.order_by("-id"):
        if compound or street:
            buildings[party] = (compound or street, building)
        match = NUMBER.match(account)
        if match:
            places[party] = (match[1], int(match[2]))
    return buildings, places


def _duty(staff: Collection[int], day: date, before: int) -> dict[int, list[tuple[int, int]]]:
    """Shifts around the day; who has none in the ``before`` days before keeps to no roster."""
    since, until = day_bounds(day)
    known = RosterShift.objects.filter(
        staff_id__in=staff,
        until__gt=since - timedelta(days=before),
        since__lt=until + timedelta(days=1),
    ).order_by("since")
    duty: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for viewer, start, end in known.values_list("staff_id", "since", "until"):
        duty[viewer].append((epoch(start), epoch(end)))
    midnight = epoch(since)
    return {viewer: spans for viewer, spans in duty.items() if spans[0][0] < midnight}


def _open_cases(subjects: Collection[int]) -> frozenset[int]:
    requests = ServiceRequest.objects.filter(party_id__in=subjects, is_open=True)
    orders = WorkOrder.objects.still_open().filter(party_id__in=subjects)
    return frozenset(requests.values_list("party_id", flat=True)) | frozenset(
        orders.values_list("party_id", flat=True)
    )


def _exported(staff: Collection[int], day: date) -> frozenset[int]:
    out = DayTally.objects.filter(staff_id__in=staff, day__lt=day, exports__gt=0)
    return frozenset(out.order_by().values_list("staff_id", flat=True).distinct())


def _cited(staff: Collection[int], day: date, window_days: int) -> dict[tuple[str, int], set[int]]:
    since = day_bounds(day - timedelta(days=window_days))[0]
    cited: dict[tuple[str, int], set[int]] = defaultdict(set)
    flags = Flag.objects.filter(staff_id__in=staff, found_at__gte=since)
    for viewer, rule, form, looks in flags.values_list("staff_id", "rule", "form", "looks"):
        cited[f"{rule}:{form}" if form else rule, viewer].update(looks)
    return cited
