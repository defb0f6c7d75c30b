"""Issuing by the general office, taking effect on the day (framework/5.2.2.1)."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.compendium.access import ISSUE
from heqi.compendium.actions.drafting import move_dates
from heqi.compendium.actions.reviewing import require_sound
from heqi.compendium.content import files_of, pack_id, rank_of
from heqi.compendium.events import PolicyIssued, PolicyPublished
from heqi.compendium.models import Draft, DraftKind
from heqi.compendium.states import DRAFT_FLOW, DraftStatus
from heqi.compendium.terms import trial_end
from heqi.ledger.actors import SYSTEM, Actor
from heqi.ledger.events import announce
from heqi.ledger.states import StaleState, move
from heqi.people.access import require
from heqi.policies.actions import (
    ClauseDraft,
    lay_over,
    put_in_force,
    repeal_version,
    write_version,
)


@transaction.atomic
def issue_draft(
    draft: Draft,
    *,
    issue_number: str,
    filing_number: str = "",
    effective_on: date,
    by: Actor,
    now: datetime,
) -> None:
    """Number an approved draft and let it take effect on a day; its rules are laid over the packs
    at once, each from its own day on."""
    require(by, ISSUE, draft.unit)
    if not issue_number.strip():
        raise ValidationError({"issue_number": _("Give the document number.")})
    if effective_on < timezone.localdate(now):
        raise ValidationError({"effective_on": _("A policy cannot take effect in the past.")})
    twins = Draft.objects.filter(unit=draft.unit, issue_number=issue_number.strip())
    if twins.exclude(pk=draft.pk).exists():
        raise ValidationError({"issue_number": _("This document number is given already.")})
    if draft.effective_on and draft.effective_on != effective_on:
        move_dates(draft, draft.effective_on, effective_on)
    _check_days(draft, effective_on)
    draft.effective_on = effective_on
    decision = require_sound(draft, now)
    version = draft.version
    if draft.kind != DraftKind.REPEAL:
        version = write_version(
            draft.unit,
            key=draft.key,
            name=draft.title,
            short=draft.short,
            clauses=[
                ClauseDraft(
                    number=clause.number,
                    text=clause.text or clause.title,
                    ref=clause.cited,
                    kind=clause.kind,
                    depth=clause.depth,
                )
                for clause in draft.clauses.select_related("draft")
            ],
            effective_from=effective_on,
            by=by,
            now=now,
        )
    move(
        draft,
        DRAFT_FLOW,
        "issue",
        code="compendium.issue_draft",
        by=by,
        now=now,
        decision=decision,
        changes={"issue_number": issue_number, "effective_on": effective_on},
        issue_number=issue_number.strip()[:60],
        filing_number=filing_number.strip()[:60],
        effective_on=effective_on,
        trial_until=None if draft.kind == DraftKind.REPEAL else trial_end(draft, effective_on),
        version=version,
        issued_at=now,
        issued_by=by.name,
        changed_at=now,
    )
    files = files_of(draft)
    if len(files.texts) > 1:
        lay_over(pack_id(draft), files.texts, unit=draft.unit, rank=rank_of(draft), by=by, now=now)
    announce(
        PolicyIssued(
            draft_id=draft.pk,
            policy=draft.key,
            unit_id=draft.unit_id,
            number=draft.issue_number,
            effective_on=effective_on.isoformat(),
        ),
        now=now,
    )
    if effective_on <= timezone.localdate(now):
        publish(draft, by=by, now=now)


def _check_days(draft: Draft, effective_on: date) -> None:
    for sheet in draft.sheets.filter(folder__in=["rules", "values"]).prefetch_related("entries"):
        for entry in sheet.entries.all():
            said = entry.content if isinstance(entry.content, dict) else {}
            since = said.get("withdraw", said.get("since"))
            if isinstance(since, date) and since < effective_on:
                raise ValidationError(
                    _("“{name}” begins or ends on {day}, before the policy takes effect.").format(
                        name=entry, day=since
                    )
                )


@transaction.atomic
def publish(draft: Draft, *, by: Actor, now: datetime) -> None:
    """The day has come: the version holds, on trial where a trial is set; the former one is
    superseded. Counted from the day itself, however late the loop comes by."""
    assert draft.effective_on is not None
    move(draft, DRAFT_FLOW, "publish", code="compendium.publish", by=by, now=now, published_at=now)
    if draft.kind == DraftKind.REPEAL:
        if draft.based_on is not None:
            repeal_version(draft.based_on, on=draft.effective_on, by=by, now=now)
    elif draft.version is not None:
        put_in_force(
            draft.version,
            since=draft.effective_on,
            trial_until=draft.trial_until,
            by=by,
            now=now,
        )
    announce(
        PolicyPublished(
            draft_id=draft.pk,
            policy=draft.key,
            unit_id=draft.unit_id,
            version_id=draft.version_id,
            on=draft.effective_on.isoformat(),
        ),
        now=now,
    )


def publish_due(*, now: datetime, batch: int = 20) -> int:
    """The loop's task: issued drafts whose day has come."""
    today = timezone.localdate(now)
    due = Draft.objects.filter(status=DraftStatus.ISSUED, effective_on__lte=today)
    done = 0
    for draft in due.select_related("unit", "version__document__unit").order_by(
        "effective_on", "pk"
    )[:batch]:
        try:
            publish(draft, by=SYSTEM, now=now)
        except StaleState:
            continue
        done += 1
    return done
