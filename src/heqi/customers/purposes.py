"""Why somebody looks at a customer.

Either the page knows (a work order assigned to the reader, an incoming call) and says so
silently, or the reader chooses one of a few reasons. Higher apps register what they vouch for.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files

import yaml
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from heqi.customers.models import Party
from heqi.ledger.actors import Actor


@dataclass(frozen=True, slots=True)
class Purpose:
    """A reason; ``source`` is ``auto`` (a context vouched), ``chosen``, ``glass`` or ``none``.

    ``glass`` is an emergency opening (break-glass): allowed now, explained afterwards.
    """

    code: str
    type: str = ""
    id: str = ""
    source: str = "auto"


NO_PURPOSE = Purpose("", source="none")


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason; those that are not ``offered`` come from a context only."""

    code: str
    zh: str
    en: str
    reference: bool
    offered: bool = True

    def __str__(self) -> str:
        return self.en if (get_language() or "").startswith("en") else self.zh


# Does the context really lead this reader to this customer now?
Check = Callable[[Actor, str, Party, datetime], bool]
_contexts: dict[str, tuple[str, Check, str]] = {}
# Ways in for somebody without a reason of the list: an address, its label, the right to use it.
_doors: dict[str, tuple[str | Promise, str]] = {}


def register_context(kind: str, *, reason: str, check: Check, source: str = "auto") -> None:
    """Let links carry ``via=kind:id``; ``check(actor, id, party, now)`` vouches for it."""
    if reason not in reasons():
        raise LookupError(f"reason {reason} is not in the list")
    _contexts[kind] = (reason, check, source)


def register_door(url: str, *, label: str | Promise, permission: str) -> None:
    """Offer another way in where the reason is asked; ``url`` takes the customer's id."""
    _doors[url] = (label, permission)


def doors_for(actor: Actor) -> dict[str, str | Promise]:
    """Names of addresses with their labels, as far as the actor may use them."""
    return {url: label for url, (label, code) in _doors.items() if actor.holds(code)}


def offered() -> dict[str, Reason]:
    """The reasons to choose from, at most eight, in the order shown."""
    return {code: reason for code, reason in reasons().items() if reason.offered}


@cache
def reasons() -> dict[str, Reason]:
    """Every reason by its code."""
    text = files("heqi.customers").joinpath("data", "purposes.yaml").read_text(encoding="utf-8")
    return {row["code"]: Reason(**row) for row in yaml.safe_load(text)}


def choose(code: str, reference: str = "") -> Purpose:
    """The reason somebody chose; with the number it asks for, else ``ValidationError``."""
    reason = offered().get(code)
    if reason is None:
        raise ValidationError({"purpose": _("Choose one of the reasons.")})
    if reason.reference and not reference.strip():
        raise ValidationError(
            {"reference": _("Give the number of the order, call or form that this is about.")}
        )
    return Purpose(code, type="reference", id=reference.strip()[:40], source="chosen")


def vouched(via: str, *, actor: Actor, party: Party, now: datetime) -> Purpose | None:
    """The reason that a context ``kind:id`` gives, if it holds for this reader and customer."""
    kind, _colon, pk = via.partition(":")
    if kind not in _contexts or not pk:
        return None
    reason, check, source = _contexts[kind]
    holds = check(actor, pk, party, now)
    return Purpose(reason, type=kind, id=pk[:40], source=source) if holds else None
