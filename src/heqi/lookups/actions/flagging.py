"""From findings to flags and cases; the worst of them ask or pause at once."""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from heqi.ledger.actors import SYSTEM
from heqi.ledger.audit import audit
from heqi.ledger.numbers import next_number
from heqi.lookups.access import REVIEW
from heqi.lookups.actions.asking import ask_viewer
from heqi.lookups.actions.gates import pause_viewer
from heqi.lookups.facts.rows import instant
from heqi.lookups.models import Case, Flag
from heqi.lookups.rules import Finding, Limits
from heqi.lookups.sentences import sentence
from heqi.lookups.states import Status
from heqi.notices.actions import notify_holders
from heqi.people.models import Staff
from heqi.people.queries import company_of

PREFIX = "CX"


def flag_findings(
    findings: Iterable[Finding], limits: Limits, *, at_once: bool = False, now: datetime
) -> list[Flag]:
    """Keep findings as flags of their viewer's day; the same rows are flagged once per rule.

    A case whose points reach the score of the pack asks its viewer at once. ``at_once`` is the
    watch during the day: only it pauses somebody, and tells the reviewers of bait.
    """
    made = [flag for finding in findings if (flag := _flag(finding, limits, now=now))]
    for flag in made:
        if at_once and flag.rule in limits.pausing:
            _call_out(flag, limits, now=now)
    for case in Case.objects.filter(
        pk__in={flag.case_id for flag in made},
        status=Status.NEW,
        score__gte=limits.overall("ask_score"),
    ):
        ask_viewer(case, by=SYSTEM, now=now)
    return made


@transaction.atomic
def _flag(finding: Finding, limits: Limits, *, now: datetime) -> Flag | None:
    staff = Staff.objects.select_related("unit__company").filter(pk=finding.actor).first()
    if staff is None or not finding.points:
        return None
    digest = _digest(finding)
    if Flag.objects.filter(digest=digest).exists():
        return None
    since, until = instant(finding.since), instant(finding.until)
    case = _case(staff, until, now)
    told = {
        "rule_version": limits.version,
        "since": since,
        "until": until,
        "points": finding.points,
        "numbers": dict(finding.numbers),
        "looks": list(finding.looks),
        "subjects": list(finding.subjects),
        "sentence_zh": sentence(finding, since, until, "zh")[:300],
        "sentence_en": sentence(finding, since, until, "en")[:300],
        "digest": digest,
    }
    grown = _earlier(case, finding)
    if grown is not None:
        return _grow(grown, told, now=now)
    try:
        with transaction.atomic():
            flag: Flag = Flag.objects.create(
                case=case,
                company=case.company,
                staff=staff,
                rule=finding.rule,
                form=finding.form,
                found_at=now,
                **told,
            )
    except IntegrityError:  # another loop was faster
        return None
    Case.objects.filter(pk=case.pk).update(score=F("score") + finding.points)
    audit(
        case,
        "lookups.flag",
        by=SYSTEM,
        now=now,
        changes={"rule": finding.rule, "points": finding.points, "looks": len(finding.looks)},
        reason=flag.sentence_zh,
    )
    return flag


def _earlier(case: Case, finding: Finding) -> Flag | None:
    """What an earlier review of the same day found of the same: the finding went on since."""
    looks = set(finding.looks)
    for flag in case.flags.filter(rule=finding.rule, form=finding.form):
        if set(flag.looks) <= looks and (flag.looks or instant(finding.since) == flag.since):
            return flag
    return None


def _grow(flag: Flag, told: dict[str, Any], *, now: datetime) -> Flag:
    """The flag with all that is known by now; its points count once."""
    more = told["points"] - flag.points
    for name, value in told.items():
        setattr(flag, name, value)
    flag.save(update_fields=list(told))
    if more:
        Case.objects.filter(pk=flag.case_id).update(score=F("score") + more)
    audit(
        flag.case,
        "lookups.flag",
        by=SYSTEM,
        now=now,
        changes={"rule": flag.rule, "points": more, "looks": len(flag.looks)},
        reason=flag.sentence_zh,
    )
    return flag


def _digest(finding: Finding) -> str:
    text = f"{finding.key}:{finding.actor}:{','.join(map(str, sorted(finding.looks)))}"
    if not finding.looks:
        text += f":{finding.since}"
    return hashlib.sha256(text.encode()).hexdigest()


def _case(staff: Staff, at: datetime, now: datetime) -> Case:
    day = timezone.localdate(at)
    found = Case.objects.filter(staff=staff, day=day, is_open=True).first()
    if found:
        return found
    case: Case = Case.objects.create(
        number=next_number(PREFIX, timezone.localdate(now)),
        company=company_of(staff.unit),
        unit=staff.unit,
        staff=staff,
        day=day,
        opened_at=now,
    )
    audit(case, "lookups.open_case", by=SYSTEM, now=now, changes={"number": case.number})
    return case


def _call_out(flag: Flag, limits: Limits, *, now: datetime) -> None:
    """Bait and bursts cannot wait: the viewer's look-ups rest, the reviewers are told."""
    if flag.rule != "R13" or int(flag.numbers.get("number", 0)) >= limits.whole("R13", "burst"):
        pause_viewer(flag.staff, rule=flag.rule, sentence=flag.sentence_zh, now=now)
    if flag.rule != "R15":
        return
    notify_holders(
        REVIEW,
        flag.company,
        "lookups.bait",
        context={"name": flag.staff.name, "sentence": flag.sentence_zh},
        about=flag.case,
        url=f"/lookups/cases/{flag.case_id}/",
        key=f"bait{flag.pk}",
        but=[flag.staff_id],
        by=SYSTEM,
        now=now,
    )
