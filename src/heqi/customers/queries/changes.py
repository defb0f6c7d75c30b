"""The history of every field, read from the ledger: who, when, from, to, why.

Personal values that may not be seen whole are masked; the caller has checked that the row may be
read and logged it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from heqi.customers.masking import mask_id, mask_phone
from heqi.customers.models import OccupancyRole, Party
from heqi.ledger.audit import history
from heqi.ledger.models import Entry, PersonalPart

# What was done, by the code of the entry.
DONE: dict[str, str | Promise] = {
    "customers.create_party": gettext_lazy("taken on file"),
    "customers.change_contact": gettext_lazy("contact changed"),
    "customers.change_party": gettext_lazy("details changed"),
    "customers.set_tier_mark": gettext_lazy("tier set"),
    "customers.close_party": gettext_lazy("file closed"),
    "customers.rename": gettext_lazy("name changed during conversion"),
    "customers.merge": gettext_lazy("files merged"),
    "customers.undo_merge": gettext_lazy("merge undone"),
    "customers.create_premises": gettext_lazy("address taken on file"),
    "customers.change_premises": gettext_lazy("address corrected"),
    "customers.create_compound": gettext_lazy("compound taken on file"),
    "customers.change_compound": gettext_lazy("compound corrected"),
    "customers.make_neighbours": gettext_lazy("neighbour recorded"),
    "customers.create_service_point": gettext_lazy("account opened"),
    "customers.assign_role": gettext_lazy("role assigned"),
    "customers.transfer": gettext_lazy("account transferred"),
    "customers.gas_on": gettext_lazy("gas turned on"),
    "customers.suspend": gettext_lazy("supply suspended"),
    "customers.resume": gettext_lazy("supply resumed"),
    "customers.seal": gettext_lazy("supply sealed"),
    "customers.unseal": gettext_lazy("supply unsealed"),
    "customers.vacate": gettext_lazy("recorded as vacant"),
    "customers.reoccupy": gettext_lazy("no longer vacant"),
    "customers.close": gettext_lazy("account closed for good"),
    "customers.create_meter": gettext_lazy("meter installed"),
    "customers.change_meter": gettext_lazy("meter changed"),
    "customers.correct_meter": gettext_lazy("meter corrected"),
    "customers.remove_meter": gettext_lazy("meter removed"),
    "customers.create_appliance": gettext_lazy("appliance recorded"),
    "customers.change_appliance": gettext_lazy("appliance changed"),
    "customers.create_contract": gettext_lazy("contract signed"),
    "customers.change_contract": gettext_lazy("contract corrected"),
    "customers.end_contract": gettext_lazy("contract ended"),
}
# Names in entries that are no columns of the row.
WORDS: dict[str, str | Promise] = {
    "phones": gettext_lazy("Phones"),
    "service_point": gettext_lazy("Service point"),
    "premises": gettext_lazy("Supply address"),
    "party": gettext_lazy("Customer"),
    "compound": gettext_lazy("Compound"),
    "former": gettext_lazy("Meter before"),
    "since": pgettext_lazy("role", "From"),
    "merged": gettext_lazy("Merged file"),
    "merged_into": gettext_lazy("Merged into"),
    "proof": gettext_lazy("Proof seen"),
    "neighbour": gettext_lazy("Neighbouring compound"),
    **{role.value: role.label for role in OccupancyRole},
}
HIDDEN = {"revision", "text_key", "number_key", "number_reversed", "company", "unit"}
PARTIES = {"party", "merged", "merged_into", *OccupancyRole.values}
CODES_OF_ID = {"id_number"}


@dataclass(frozen=True, slots=True)
class Change:
    """One field that changed; ``before`` and ``after`` as they are shown."""

    at: datetime
    who: str
    what: str
    field: str
    before: str
    after: str
    reason: str
    entry: int


def changes_of(row: models.Model, *, limit: int = 200, field: str = "") -> list[Change]:
    """The newest changes of a row, field by field; ``field`` limits to one."""
    entries = list(history(row, limit=limit))
    personal = dict(
        PersonalPart.objects.filter(entry__in=[entry.pk for entry in entries]).values_list(
            "entry_id", "values"
        )
    )
    found = list(_read(entries, personal, field))
    names = _numbers(found)
    return [_shown(row, entry, key, pair, names) for entry, key, pair in found]


def changed_since(row: models.Model, revision: int) -> dict[str, Any]:
    """Fields that others changed after a revision, with their present values as shown."""
    entries = list(history(row, limit=50))
    personal = dict(
        PersonalPart.objects.filter(entry__in=[entry.pk for entry in entries]).values_list(
            "entry_id", "values"
        )
    )
    later = [entry for entry in entries if entry.changes.get("revision", 0) > revision]
    return {key: pair[1] for _entry, key, pair in reversed(list(_read(later, personal, "")))}


Found = tuple[Entry, str, list[Any]]


def _read(
    entries: list[Entry], personal: Mapping[int, Mapping[str, Any]], wanted: str
) -> Iterator[Found]:
    for entry in entries:
        values = {**entry.changes, **personal.get(entry.pk, {})}
        for key, pair in values.items():
            if key in HIDDEN or (wanted and key != wanted):
                continue
            whole = isinstance(pair, list) and len(pair) == 2 and key != "phones"
            yield entry, key, pair if whole or _is_pair(pair) else [None, pair]


def _is_pair(value: Any) -> bool:
    """Phones are lists of lists: from a list to a list."""
    return (
        isinstance(value, list)
        and len(value) == 2
        and all(part is None or isinstance(part, list) for part in value)
    )


def _numbers(found: list[Found]) -> dict[int, str]:
    """Customer numbers for the keys of parties in the entries; one query."""
    keys = {
        part
        for _entry, key, pair in found
        if key in PARTIES
        for part in pair
        if isinstance(part, int)
    }
    return dict(Party.objects.filter(pk__in=keys).values_list("pk", "number")) if keys else {}


def _shown(
    row: models.Model, entry: Entry, key: str, pair: list[Any], numbers: Mapping[int, str]
) -> Change:
    before, after = (said(row, key, value, numbers) for value in pair)
    return Change(
        at=entry.at,
        who=entry.actor_name,
        what=str(DONE.get(entry.code, entry.code)),
        field=label_of(row, key),
        before=before,
        after=after,
        reason=entry.reason,
        entry=entry.pk,
    )


def label_of(row: models.Model | type[models.Model], key: str) -> str:
    """What a field is called."""
    if key in WORDS:
        return str(WORDS[key])
    try:
        label = row._meta.get_field(key).verbose_name  # type: ignore[union-attr]
    except FieldDoesNotExist:
        return key
    text = str(label)
    return text[:1].upper() + text[1:]


def said(
    row: models.Model, key: str, value: Any, numbers: Mapping[int, str] = MappingProxyType({})
) -> str:
    """A value in words, masked where it is personal."""
    if value is None or value == "" or value == []:
        return "—"
    if key == "phones":
        return "、".join(mask_phone(str(number)) for number in value)
    if key in CODES_OF_ID:
        return mask_id(str(value))
    if key in PARTIES and isinstance(value, int):
        return numbers.get(value, str(value))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    try:
        field = row._meta.get_field(key)
    except FieldDoesNotExist:
        return str(value)
    if isinstance(value, models.Model):
        return str(value)
    if field.is_relation and isinstance(value, int):
        related = field.related_model
        found = related._base_manager.filter(pk=value).first()  # type: ignore[union-attr]
        return str(found) if found else str(value)
    choices = dict(getattr(field, "flatchoices", ()) or ())
    return str(choices.get(value, value))
