"""Saving views of the queue, for oneself or for the team."""

from datetime import datetime
from urllib.parse import parse_qsl, urlencode

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.people.access import Refused, require
from heqi.workorders.access import VIEW
from heqi.workorders.models import SavedView

# What of the address a view keeps: filters, tab, order and columns; never a page or an open row.
KEPT = ("tab", "q", "kind", "unit", "tier", "due", "source", "sort", "cols")
MOST = 30


@transaction.atomic
def save_view(
    *,
    name: str,
    query: str,
    shared: bool = False,
    default: bool = False,
    by: Actor,
    now: datetime,
) -> SavedView:
    """Keep the queue as it is shown under a name; the same name again replaces one's own view.

    ``shared`` lets the actor's team see it; ``default`` opens the queue with it.
    """
    require(by, VIEW)
    name = " ".join(name.split())[:30]
    if not name:
        raise ValidationError({"name": _("Give the view a name.")})
    if by.kind != "staff" or by.id is None:
        raise Refused(_("Only people have views of their own."), VIEW)
    own = SavedView.objects.filter(owner_id=by.id)
    if own.exclude(name=name).count() >= MOST:
        raise ValidationError({"name": _("You have too many views; delete one first.")})
    kept = [(k, v) for k, v in parse_qsl(query[:2000]) if k in KEPT and v]
    if default:
        own.update(is_default=False)
    view, _created = SavedView.objects.update_or_create(
        owner_id=by.id,
        name=name,
        defaults={
            "query": urlencode(kept)[:600],
            "shared_with_id": by.unit_id if shared else None,
            "is_default": default,
            "created_at": now,
        },
    )
    audit(
        view,
        "workorders.save_view",
        by=by,
        now=now,
        changes={"name": name, "query": view.query, "shared": shared},
    )
    return view


@transaction.atomic
def delete_view(view: SavedView, *, by: Actor, now: datetime) -> None:
    """Drop one's own view; a shared one disappears for the team."""
    if by.kind != "staff" or view.owner_id != by.id:
        raise Refused(_("Only its owner deletes a view."), VIEW)
    audit(view, "workorders.delete_view", by=by, now=now, changes={"name": view.name})
    view.delete()
