"""Beginning a draft, changing what it says of itself, giving it up."""

import re
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.compendium.access import DRAFT, LEAD
from heqi.compendium.ending import numbered
from heqi.compendium.models import Draft, DraftClause, DraftKind, PolicySort
from heqi.compendium.states import DRAFT_FLOW, EDITABLE
from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.ledger.numbers import next_number
from heqi.ledger.states import IllegalMove, move
from heqi.people.access import may, require
from heqi.people.models import Unit
from heqi.policies.models import PolicyVersion
from heqi.policies.packs import current_pack

KEY = re.compile(r"[a-z][a-z0-9-]{1,39}\Z")
HEAD = (
    "sort", "title", "title_en", "short", "serves", "weighs", "reason", "effective_on",
)  # fmt: skip


def require_drafting(draft: Draft, by: Actor) -> None:
    """The responsible department writes, and whoever leads the policies; only while it is open
    for writing."""
    if not may(by, LEAD, draft.unit):
        require(by, DRAFT, draft.department)
    if draft.status not in EDITABLE:
        raise IllegalMove(
            _("The draft is “{state}”; it can be changed only while it is being drafted.").format(
                state=draft.get_status_display()
            )
        )


def touch(draft: Draft, now: datetime) -> None:
    """The draft was changed now."""
    Draft.objects.filter(pk=draft.pk).update(changed_at=now)
    draft.changed_at = now


@transaction.atomic
def begin_draft(
    *,
    unit: Unit,
    department: Unit,
    kind: str,
    key: str,
    by: Actor,
    now: datetime,
    based_on: PolicyVersion | None = None,
    **said: Any,
) -> Draft:
    """Begin a new policy, a revision or a repeal; a revision starts from the clauses that hold
    (framework/5.2.1.2, 5.2.3.1)."""
    if not may(by, LEAD, unit):
        require(by, DRAFT, department)
    if not KEY.match(key):
        raise ValidationError(
            {"key": _("The code is written with small letters, digits and hyphens.")}
        )
    known = current_pack(unit.company_id).policies
    if kind != DraftKind.NEW and based_on is None and key not in known:
        raise ValidationError({"key": _("There is no such policy to revise or repeal.")})
    if kind == DraftKind.REPEAL and based_on is not None and based_on.document.unit_id != unit.pk:
        raise ValidationError(
            {"kind": _("Only {unit} repeals its policy.").format(unit=based_on.document.unit)}
        )
    if kind == DraftKind.NEW and key in known:
        raise ValidationError({"key": _("There is a policy of this code; revise it instead.")})
    said["sort"] = said.get("sort") or required_sort(key, unit)
    draft = Draft(
        number=next_number("ZD", timezone.localdate(now)),
        unit=unit,
        department=department,
        kind=kind,
        key=key,
        based_on=based_on,
        author_id=by.id if by.kind == "staff" else None,
        author=by.name,
        created_at=now,
        changed_at=now,
        **{name: said[name] for name in HEAD if name in said},
    )
    _check_head(draft, now)
    try:
        with transaction.atomic():
            draft.save(force_insert=True)
    except IntegrityError:
        raise ValidationError(
            _("There is an open draft of this policy already; carry that one on.")
        ) from None
    if based_on is not None:
        _copy_clauses(draft, based_on)
    audit(draft, "compendium.begin_draft", by=by, now=now, changes={"kind": kind, "key": key})
    return draft


def _copy_clauses(draft: Draft, version: PolicyVersion) -> None:
    pack = current_pack(draft.unit.company_id)
    rows: list[DraftClause] = []
    for number, text in numbered(version):
        known = pack.clauses.get(text.ref)
        rows.append(
            DraftClause(
                draft=draft,
                position=len(rows),
                depth=text.depth,
                number=number,
                kind=known.kind if known else "context",
                title=known.title.zh[:80] if known else "",
                text=text.full or text.text,
                text_en=known.summary.en if known else "",
                ref=text.ref if known else "",
            )
        )
    DraftClause.objects.bulk_create(rows, batch_size=500)


def required_sort(key: str, unit: Unit) -> str:
    """Which of the required policies a code is that of: by its name, else as the last draft of the
    policy said."""
    sort = key.replace("-", "_")
    if sort in PolicySort.values:
        return sort
    said = Draft.objects.filter(key=key, unit=unit).exclude(sort="").order_by("-created_at")
    return said.values_list("sort", flat=True).first() or ""


def _check_head(draft: Draft, now: datetime) -> None:
    known = required_sort(draft.key, draft.unit)
    if known and draft.sort != known:
        raise ValidationError(
            {
                "sort": _(
                    "This is the {policy} that the framework requires; its content is checked."
                ).format(policy=PolicySort(known).label)
            }
        )
    draft.clean_fields(
        exclude=["number", "based_on", "version", "trial_until", "effective_on", "author_id",
                 "reviewed_at", "approved_at", "issued_at", "published_at"]
    )  # fmt: skip
    _check_day(draft.effective_on, now)


def _check_day(day: date | None, now: datetime) -> None:
    if day is not None and day < timezone.localdate(now):
        raise ValidationError({"effective_on": _("A policy cannot take effect in the past.")})


@transaction.atomic
def revise_head(draft: Draft, *, by: Actor, now: datetime, **said: Any) -> None:
    """Change title, need, reason or the planned day; rules planned for that day move with it."""
    require_drafting(draft, by)
    before = draft.effective_on
    for name in HEAD:
        if name in said:
            setattr(draft, name, said[name])
    _check_head(draft, now)
    draft.changed_at = now
    draft.save(update_fields=[*(name for name in HEAD if name in said), "changed_at"])
    if before and draft.effective_on:
        move_dates(draft, before, draft.effective_on)
    audit(draft, "compendium.revise_head", by=by, now=now, changes={"title": draft.title})


def move_dates(draft: Draft, before: date, after: date) -> int:
    """Rules and values that begin on the planned day begin on the new one; how many."""
    from heqi.compendium.models import Entry

    moved = 0
    for entry in Entry.objects.filter(sheet__draft=draft) if before != after else ():
        content = entry.content
        if isinstance(content, dict):
            for key in ("since", "withdraw", "on"):
                if content.get(key) == before:
                    content[key] = after
                    Entry.objects.filter(pk=entry.pk).update(content=content)
                    moved += 1
    return moved


@transaction.atomic
def drop_draft(draft: Draft, *, reason: str, by: Actor, now: datetime) -> None:
    """Give a draft up, with the reason."""
    if not may(by, LEAD, draft.unit):
        require(by, DRAFT, draft.department)
    if not reason.strip():
        raise ValidationError({"reason": _("Say why the draft is given up.")})
    move(
        draft, DRAFT_FLOW, "drop", code="compendium.drop_draft", by=by, now=now,
        reason=reason.strip()[:500], returned=reason.strip()[:500],
    )  # fmt: skip
