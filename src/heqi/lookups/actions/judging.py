"""Verdicts on looks whose reason was chosen, kept beside the log."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from heqi.customers.business import doubtful_vouchers, links_with
from heqi.lookups.facts import epoch
from heqi.lookups.facts.merged import winners_of
from heqi.lookups.facts.rows import instant, looks_in
from heqi.lookups.models import Verdict, VerdictKind
from heqi.lookups.rules import Limits, Look
from heqi.lookups.rules.looks import PENDING, SEEN
from heqi.lookups.rules.verdicts import judge
from heqi.people.models import Unit

CHUNK = 500
NOBODY = 0
# How the context of a look is called while it may still come to nothing, and once it did.
OPEN, VOID = "open", "void"


def judged(looks: Iterable[Look], limits: Limits, *, now: datetime) -> list[Look]:
    """The looks with their verdicts as business stands now; nothing is written."""
    rows = _without_void(looks, limits, now=now)
    asked = [row for row in rows if row.action in SEEN and row.subject and row.source != "auto"]
    links, merged = {}, {}
    if asked:
        slack = limits.settle_seconds
        # Business of a file that was merged is found with the file it was merged into.
        subjects = {row.subject for row in asked}
        merged = winners_of(subjects)
        subjects |= set(merged.values())
        first, last = min(row.at for row in asked), max(row.at for row in asked)
        links = links_with(subjects, first - slack, last + slack)
    at = epoch(now)
    found = []
    for row in rows:
        if row.action in SEEN and row.subject and row.link != OPEN:
            own = [
                *links.get(row.subject, ()),
                *links.get(merged.get(row.subject, NOBODY), ()),
            ]
            verdict = judge(row, own, limits, now=at)
            row = row._replace(verdict=verdict.verdict, link=f"{verdict.kind}:{verdict.id}")
        found.append(row)
    return found


def _without_void(looks: Iterable[Look], limits: Limits, *, now: datetime) -> list[Look]:
    """The looks, those whose context came to nothing as if nothing had vouched for them.

    A context that is still open vouches until reasons are settled, and is judged again then.
    """
    rows = list(looks)
    vouched = [row for row in rows if row.source == "auto" and row.action in SEEN and row.subject]
    doubtful = doubtful_vouchers((row.reason, row.reference) for row in vouched)
    due = epoch(now) - limits.settle_seconds
    found = []
    for row in rows:
        state = doubtful.get((row.reason, row.reference)) if row.source == "auto" else None
        if state == "open" and row.at > due:
            row = row._replace(link=OPEN)
        elif state:
            row = row._replace(source=VOID, reference="")
        found.append(row)
    return found


def keep_verdicts(looks: Sequence[Look], company: Unit, limits: Limits, *, now: datetime) -> None:
    """Write or bring up to date the verdicts on looks whose reason was not vouched for."""
    rows = [
        Verdict(
            lookup_id=look.id,
            company=company,
            staff_id=look.actor,
            party_id=look.subject,
            at=instant(look.at),
            verdict=VerdictKind.PENDING if look.link == OPEN else look.verdict,
            link_type=look.link.partition(":")[0][:20],
            link_id=look.link.partition(":")[2][:40],
            decided_at=now,
            rule_version=limits.version,
        )
        for look in looks
        if look.action in SEEN and look.subject and (look.source != "auto" or look.link == OPEN)
    ]
    Verdict.objects.bulk_create(
        rows,
        batch_size=CHUNK,
        update_conflicts=True,
        unique_fields=["lookup"],
        update_fields=["verdict", "link_type", "link_id", "decided_at", "rule_version"],
    )


def settle(company: Unit, limits: Limits, *, now: datetime) -> list[Look]:
    """Judge again what was pending and is due; the looks with their final verdicts."""
    from heqi.customers.models import Lookup

    due = instant(epoch(now) - limits.settle_seconds)
    waiting = Verdict.objects.filter(company=company, verdict=VerdictKind.PENDING, at__lte=due)
    pks = list(waiting.order_by("at").values_list("pk", flat=True))
    settled: list[Look] = []
    for start in range(0, len(pks), CHUNK):
        rows = Lookup.objects.filter(pk__in=pks[start : start + CHUNK]).order_by("at", "id")
        final = [
            look for look in judged(looks_in(rows), limits, now=now) if look.verdict != PENDING
        ]
        keep_verdicts(final, company, limits, now=now)
        settled += final
    return settled
