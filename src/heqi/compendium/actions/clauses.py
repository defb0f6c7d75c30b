"""The clauses of a draft: written, moved, taken out, and which content point each covers."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.compendium.actions.drafting import require_drafting, touch
from heqi.compendium.content import pack_for
from heqi.compendium.models import Covering, Draft, DraftClause
from heqi.compendium.terms import points_of
from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.rulebook.pack import CLAUSE_KINDS


@transaction.atomic
def write_clause(
    draft: Draft, clause: DraftClause | None = None, *, by: Actor, now: datetime, **said: Any
) -> DraftClause:
    """Write a new clause at the end or below ``after``, or change one."""
    require_drafting(draft, by)
    after: DraftClause | None = said.pop("after", None)
    new = clause is None
    row = clause or DraftClause(draft=draft, position=0)
    bound = row.ref
    for name in ("number", "kind", "title", "text", "text_en", "ref"):
        if name in said:
            setattr(row, name, (said[name] or "").strip())
    if row.kind not in CLAUSE_KINDS:
        raise ValidationError({"kind": _("Say what the clause is.")})
    if not row.number:
        raise ValidationError({"number": _("A clause needs a number.")})
    if not (row.text or row.title):
        raise ValidationError({"text": _("Write the clause.")})
    if row.ref and row.ref != bound and row.ref not in pack_for(draft).clauses:
        raise ValidationError({"ref": _("The packs have no clause “{ref}”.").format(ref=row.ref)})
    twins = draft.clauses.filter(number=row.number).exclude(pk=row.pk)
    if twins.exists():
        raise ValidationError({"number": _("There is a clause of this number already.")})
    if new:
        row.depth = min(max(int(said.get("depth") or 0), 0), 4)
        last = draft.clauses.aggregate(last=Max("position"))["last"]
        row.position = 0 if last is None else last + 1
    row.clean_fields(exclude=["draft"])
    row.save()
    if new and after is not None:
        order = [c for c in draft.clauses.all() if c.pk != row.pk]
        at = next((n for n, c in enumerate(order) if c.pk == after.pk), len(order) - 1)
        _renumber([*order[: at + 1], row, *order[at + 1 :]])
    touch(draft, now)
    audit(draft, "compendium.write_clause", by=by, now=now, changes={"number": row.number})
    return row


@transaction.atomic
def move_clause(clause: DraftClause, *, to: str, by: Actor, now: datetime) -> None:
    """Move a clause ``up``, ``down``, ``in`` or ``out`` of the one above."""
    draft = clause.draft
    require_drafting(draft, by)
    order = list(draft.clauses.all())
    at = next(n for n, one in enumerate(order) if one.pk == clause.pk)
    if to in ("up", "down"):
        with_at = at - 1 if to == "up" else at + 1
        if 0 <= with_at < len(order):
            order[at], order[with_at] = order[with_at], order[at]
    elif to == "in" and at > 0:
        order[at].depth = min(order[at].depth + 1, order[at - 1].depth + 1, 4)
    elif to == "out":
        order[at].depth = max(order[at].depth - 1, 0)
    _renumber(order)
    touch(draft, now)


def _renumber(order: list[DraftClause]) -> None:
    for position, row in enumerate(order):
        row.position = position
    DraftClause.objects.bulk_update(order, ["position", "depth"], batch_size=500)


@transaction.atomic
def drop_clause(clause: DraftClause, *, by: Actor, now: datetime) -> None:
    """Take a clause out of a draft."""
    require_drafting(clause.draft, by)
    draft, number = clause.draft, clause.number
    clause.delete()
    touch(draft, now)
    audit(draft, "compendium.drop_clause", by=by, now=now, changes={"number": number})


@transaction.atomic
def cover_point(
    draft: Draft, *, point: str, clause: DraftClause | None, by: Actor, now: datetime
) -> None:
    """Say which clause covers a content point of framework/5.3, or that none does."""
    require_drafting(draft, by)
    if point not in points_of(draft.sort, timezone.localdate(now), draft.unit):
        raise ValidationError(_("This policy has no such content point."))
    Covering.objects.filter(draft=draft, point=point).delete()
    if clause is not None:
        Covering.objects.create(draft=draft, point=point, clause=clause)
    touch(draft, now)
    audit(
        draft,
        "compendium.cover_point",
        by=by,
        now=now,
        changes={"point": point, "clause": clause.number if clause else None},
    )
