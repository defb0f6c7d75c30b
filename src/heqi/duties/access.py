"""Who sees duties, does them, excuses them, and says who does them."""

from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from heqi.ledger.actors import Actor
from heqi.people.access import declare, may, require, within

if TYPE_CHECKING:
    from heqi.duties.models import Occurrence

VIEW = "duties.view"
DO = "duties.do"
RECORD = "duties.record"
EXCUSE = "duties.excuse"
MANAGE = "duties.manage"

declare(
    {
        VIEW: _("see the duties of a unit and how they were kept"),
        DO: _("do one's own duties and record the evidence"),
        RECORD: _("record evidence for the duties of a unit"),
        EXCUSE: _("decide that a duty is excused"),
        MANAGE: _("say who does a duty, and stop or resume duties"),
    }
)


def visible_to(rows: "QuerySet[Occurrence]", by: Actor) -> "QuerySet[Occurrence]":
    """The occurrences of the units where the actor may see them, and his own."""
    if by.kind == "system":
        return rows
    own = is_own(by) if may(by, DO) else Q(pk__in=[])
    seen = within(rows.model._base_manager.all(), by, VIEW).order_by().values("pk")
    return rows.filter(own | Q(pk__in=seen)) if may(by, VIEW) else rows.filter(own)


def is_own(by: Actor) -> Q:
    """What the actor is to do, or does for somebody absent."""
    me = by.id if by.kind == "staff" and by.id else 0
    return Q(assignee_id=me) | Q(stand_in_id=me)


def may_do(by: Actor, row: "Occurrence") -> bool:
    """By right over the unit, or because it is the actor's own."""
    if may(by, RECORD, row):
        return True
    mine = by.kind == "staff" and by.id in (row.assignee_id, row.stand_in_id)
    return mine and may(by, DO)


def require_do(by: Actor, row: "Occurrence") -> None:
    """Raise ``Refused`` unless :func:`may_do`."""
    if not may_do(by, row):
        require(by, RECORD, row)


def may_touch_occurrence(actor: Actor, subject_id: str, verb: str) -> bool:
    """Read: who sees the occurrence. Attach and remove: who may do it."""
    from heqi.duties.models import Occurrence

    row = visible_to(Occurrence.objects.select_related("unit"), actor).get(pk=int(subject_id))
    return verb == "read" or may_do(actor, row)
