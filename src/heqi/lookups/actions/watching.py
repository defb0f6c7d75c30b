"""The watch during the day: bait, enumeration, refusals, exports in a burst."""

from collections import defaultdict
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from heqi.customers.models import Lookup
from heqi.lookups.actions.flagging import flag_findings
from heqi.lookups.actions.judging import judged
from heqi.lookups.facts import around_of, looks_between
from heqi.lookups.facts.around import EPOCH
from heqi.lookups.models import Progress
from heqi.lookups.rules import REAL_TIME, Look, Window, review
from heqi.lookups.thresholds import limits_on
from heqi.people.models import Unit
from heqi.people.queries import open_companies

# What happened within this time is seen together.
SPAN = timedelta(hours=1)
BATCH = 2_000


def watch_lookups(*, now: datetime) -> int:
    """Watch what was logged since the last time, company by company; rows seen."""
    seen = 0
    for company in open_companies():
        with transaction.atomic():
            seen += _watch(company, now)
    return seen


def _watch(company: Unit, now: datetime) -> int:
    progress, made = Progress.objects.get_or_create(company=company)
    rows = Lookup.objects.filter(company=company)
    if made and progress.lookup_id == 0:
        # A first watch does not go through years of log: the night review does that.
        before = rows.filter(at__lt=now - SPAN).order_by("-id").values_list("pk", flat=True)[:1]
        progress.lookup_id = before[0] if before else 0
    fresh = list(
        rows.filter(pk__gt=progress.lookup_id).order_by("id").values_list("pk", "at")[:BATCH]
    )
    if not fresh:
        return 0
    won = Progress.objects.filter(pk=company.pk).exclude(lookup_id__gte=fresh[-1][0])
    if not won.update(lookup_id=fresh[-1][0]):
        return 0  # another loop was faster
    limits = limits_on(timezone.localdate(now), company.pk)
    since, until = fresh[0][1] - SPAN, fresh[-1][1] + timedelta(seconds=1)
    looks = judged(looks_between(company.pk, since, until), limits, now=now)
    day = timezone.localdate(until)
    around = around_of(company, looks, day=day, window_days=limits.overall("window_days"))
    by_actor: dict[int, list[Look]] = defaultdict(list)
    active = {look.actor for look in looks if look.id >= fresh[0][0]}
    for look in sorted(looks, key=lambda look: (look.at, look.id)):
        done = around.cited
        if not any(look.id in ids for (_rule, actor), ids in done.items() if actor == look.actor):
            by_actor[look.actor].append(look)
    window = Window(day=(day - EPOCH).days, looks=by_actor)
    findings = [
        finding for finding in review(window, around, limits, REAL_TIME) if finding.actor in active
    ]
    flag_findings(findings, limits, at_once=True, now=now)
    return len(fresh)
