"""Merging two files of one customer or one address, and taking it back exactly."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.clocks.facts import calendar_for
from heqi.customers.access import MERGE
from heqi.customers.actions.movers import move_back, move_rows
from heqi.customers.actions.record import write_entry
from heqi.customers.events import MergeUndone, PartiesMerged, PremisesMerged
from heqi.customers.mergeable import CHOICES, MODELS
from heqi.customers.models import DuplicatePair, Merge, MergeKind, Party, Phone, Premises
from heqi.customers.search.index import refresh
from heqi.customers.states import MergeState, PairState, PartyState
from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.ledger.events import announce
from heqi.ledger.states import IllegalMove, StaleState
from heqi.people.access import require
from heqi.policies.deciding import ask
from heqi.rulebook.due import due_at

STALE = "Somebody else was faster: the record has changed. Reload the page."


@transaction.atomic
def merge_rows(
    kind: str,
    *,
    winner: Party | Premises,
    loser: Party | Premises,
    take: Collection[str] = (),
    reason: str = "",
    by: Actor,
    now: datetime,
) -> Merge:
    """Take ``loser`` into ``winner``; ``take`` names the groups of :data:`CHOICES` that come from
    the loser. Everything that points at the loser points at the winner afterwards.

    ``IllegalMove`` where one is merged already, ``StaleState`` where one was changed meanwhile.
    """
    require(by, MERGE, winner)
    require(by, MERGE, loser)
    _mergeable(kind, winner, loser, take)
    before: dict[str, Any] = {"winner": _values(winner), "loser": _values(loser)}
    if isinstance(loser, Party):
        before["phones"] = _phones(winner, loser)
        _join_phones(winner, loser)
    names = [name for group in take for name in CHOICES[kind][group]]
    taken = {name: getattr(loser, name) for name in names}
    _write(winner, taken)
    gone: dict[str, Any] = {"merged_into_id": winner.pk}
    if isinstance(loser, Party):
        gone["state"] = PartyState.MERGED.value
    moved = move_rows(kind, loser=loser.pk, winner=winner.pk)
    _write(loser, gone)
    merge: Merge = Merge.objects.create(
        company_id=winner.company_id,
        unit_id=winner.unit_id,
        kind=kind,
        winner_id=winner.pk,
        loser_id=loser.pk,
        before=before,
        moved=moved,
        revision=winner.revision,
        reason=reason.strip()[:200],
        merged_at=now,
        merged_by=by.name,
        undo_until=_undo_until(kind, winner, now),
    )
    _reindex(kind, winner, loser)
    pairs = {name: (before["winner"][name], value) for name, value in taken.items()}
    write_entry(
        winner,
        "customers.merge",
        {**pairs, "merged": (None, loser.pk)},
        by=by,
        now=now,
        reason=reason,
    )
    write_entry(
        loser, "customers.merge", {"merged_into": (None, winner.pk)}, by=by, now=now, reason=reason
    )
    _decide_pairs(kind, loser.pk, by=by, now=now)
    event = PartiesMerged if kind == MergeKind.PARTY else PremisesMerged
    announce(
        event(
            merge_id=merge.pk,
            company_id=merge.company_id,
            winner_id=winner.pk,
            loser_id=loser.pk,
        ),
        now=now,
    )
    return merge


@transaction.atomic
def undo_merge(merge: Merge, *, reason: str, by: Actor, now: datetime) -> None:
    """Restore both rows, their phones and everything that pointed at the loser, exactly.

    ``IllegalMove`` after the limit or where the winner was changed since: then what is wrong is
    corrected by hand, so that nobody's later work is lost.
    """
    require(by, MERGE, merge)
    if merge.state != MergeState.DONE:
        raise IllegalMove(_("This merge has been undone already."))
    if now > merge.undo_until:
        raise IllegalMove(_("The time in which a merge can be undone has passed."))
    if not reason.strip():
        raise ValidationError({"reason": _("Please say why.")})
    model = MODELS[merge.kind]
    winner, loser = (_row(model, pk) for pk in (merge.winner_id, merge.loser_id))
    if winner.revision != merge.revision:
        raise IllegalMove(
            _("The file was changed after the merge; undoing would lose that. Correct it by hand.")
        )
    won = Merge.objects.filter(pk=merge.pk, state=MergeState.DONE).update(
        state=MergeState.UNDONE, undone_at=now, undone_by=by.name
    )
    if not won:
        raise StaleState(_(STALE))
    merge.state, merge.undone_at, merge.undone_by = MergeState.UNDONE, now, by.name
    move_back(merge)
    for row, key in ((winner, "winner"), (loser, "loser")):
        old = _restored(row, merge.before[key])
        pairs = {n: (getattr(row, n), v) for n, v in old.items() if getattr(row, n) != v}
        _write(row, {name: value for name, (_from, value) in pairs.items()})
        write_entry(row, "customers.undo_merge", pairs, by=by, now=now, reason=reason)
    if merge.kind == MergeKind.PARTY:
        _restore_phones(merge)
    _reindex(merge.kind, winner, loser)
    # What this merge decided is open again.
    decided = DuplicatePair.objects.filter(kind=merge.kind, decided_at=merge.merged_at)
    decided.filter(_about(merge.loser_id), state=PairState.MERGED).update(
        state=PairState.OPEN, decided_at=None, decided_by=""
    )
    audit(merge, "customers.undo_merge", by=by, now=now, reason=reason)
    announce(
        MergeUndone(
            merge_id=merge.pk,
            company_id=merge.company_id,
            kind=merge.kind,
            winner_id=merge.winner_id,
            loser_id=merge.loser_id,
        ),
        now=now,
    )


def _mergeable(
    kind: str, winner: Party | Premises, loser: Party | Premises, take: Collection[str]
) -> None:
    if winner.pk == loser.pk or winner.company_id != loser.company_id:
        raise ValidationError(_("Choose two files of one company."))
    if any(row.merged_into_id for row in (winner, loser)):
        raise IllegalMove(_("One of the files has been merged already."))
    unknown = sorted(set(take) - set(CHOICES[kind]))
    if unknown:
        raise ValidationError(_("This field cannot be chosen."))


def _write(row: Party | Premises, values: dict[str, Any]) -> None:
    won = (
        type(row)
        ._base_manager.filter(pk=row.pk, revision=row.revision)
        .update(revision=F("revision") + 1, **values)
    )
    if not won:
        raise StaleState(_(STALE))
    row.revision += 1
    for name, value in values.items():
        setattr(row, name, value)


def _row(model: type[models.Model], pk: int) -> Party | Premises:
    row = model._base_manager.get(pk=pk)
    assert isinstance(row, Party | Premises)
    return row


def _values(row: models.Model) -> dict[str, Any]:
    """Every column of a row but its keys and its revision, as JSON keeps it."""
    skipped = {"id", "revision"}
    return {
        field.attname: field.value_to_string(row)
        if getattr(row, field.attname) is not None
        and field.get_internal_type() in ("DateField", "DateTimeField", "DecimalField")
        else getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if field.attname not in skipped
    }


def _restored(row: models.Model, kept: dict[str, Any]) -> dict[str, Any]:
    """The kept values as the columns want them."""
    fields = {field.attname: field for field in row._meta.concrete_fields}
    return {
        name: value if fields[name].is_relation else fields[name].to_python(value)
        for name, value in kept.items()
        if name in fields
    }


def _phones(*parties: models.Model) -> list[dict[str, Any]]:
    rows = Phone.objects.filter(party__in=[party.pk for party in parties]).order_by("pk")
    return [
        dict(row)
        for row in rows.values("id", "company_id", "party_id", "number", "label", "is_primary")
    ]


def _join_phones(winner: models.Model, loser: models.Model) -> None:
    """The loser's phones come after the winner's, each number once."""
    own = set(Phone.objects.filter(party=winner.pk).values_list("number", flat=True))
    theirs = Phone.objects.filter(party=loser.pk)
    theirs.filter(number__in=own).delete()
    has_primary = Phone.objects.filter(party=winner.pk, is_primary=True).exists()
    if has_primary:
        theirs.update(party=winner.pk, is_primary=False)
    else:
        theirs.update(party=winner.pk)


def _restore_phones(merge: Merge) -> None:
    Phone.objects.filter(party__in=[merge.winner_id, merge.loser_id]).delete()
    Phone.objects.bulk_create(
        Phone(number_reversed=row["number"][::-1], **row) for row in merge.before["phones"]
    )


def _undo_until(kind: str, row: Party | Premises, now: datetime) -> datetime:
    answer = (
        ask(
            "data.merge", {"merged": kind}, on=timezone.localdate(now), company_id=row.company_id
        ).answer
        or {}
    )
    due = due_at(answer["undo_within"], timezone.localtime(now), calendar_for(row.unit))
    return due.at or now


def _reindex(kind: str, *rows: Party | Premises) -> None:
    keys = [row.pk for row in rows]
    if kind == MergeKind.PARTY:
        refresh(parties=keys)
        return
    premises = Premises.objects.filter(pk__in=keys)
    refresh(
        points=premises.values_list("service_points__pk", flat=True).exclude(service_points=None)
    )


def _decide_pairs(kind: str, loser: int, *, by: Actor, now: datetime) -> None:
    """The pair is decided; what else was suspected of the loser has lost its object."""
    DuplicatePair.objects.filter(_about(loser), kind=kind, state=PairState.OPEN).update(
        state=PairState.MERGED, decided_at=now, decided_by=by.name
    )


def _about(pk: int) -> models.Q:
    return models.Q(first_id=pk) | models.Q(second_id=pk)
