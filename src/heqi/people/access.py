"""Who may do what where.

A permission is a code (``service.close``), held through a role in a unit and valid for the unit's
subtree. Reads go through :func:`within`, writes through :func:`require`; both are the same for
page, search, export, report and API. Nobody bypasses them but the system itself.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heqi.ledger.actors import Actor
from heqi.people.models import Unit, UnitKind
from heqi.people.withholding import is_kept_from, leave_out


class Refused(Exception):  # noqa: N818 - it reads as the refusal it is
    """The actor may not (403); carries the sentence for the user."""

    def __init__(self, sentence: str, code: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.code = code


class Placed(Protocol):
    """A row that belongs to a unit."""

    @property
    def unit(self) -> Unit:
        """Where it belongs."""


_permissions: dict[str, str | Promise] = {}


def declare(permissions: Mapping[str, str | Promise]) -> None:
    """Make an app's permission codes known, each with what it means."""
    _permissions.update(permissions)


def permissions() -> dict[str, str | Promise]:
    """Every declared permission with its meaning."""
    return dict(sorted(_permissions.items()))


def may(by: Actor, code: str, row: Placed | Unit | None = None) -> bool:
    """Whether the permission is held over the row's unit; without a row, anywhere."""
    if code not in _permissions:
        raise LookupError(f"permission {code} is not declared")
    if by.kind == "system" or row is None:
        return by.holds(code)
    unit = row if isinstance(row, Unit) else row.unit
    return any(unit.path.startswith(path) for path in by.holdings.get(code, ()))


def require(by: Actor, code: str, row: Placed | Unit | None = None) -> None:
    """Raise :class:`Refused` with a sentence unless the actor may; never over what is kept from
    him."""
    if isinstance(row, models.Model) and is_kept_from(by, row):
        raise Refused(_("This record is about you; others handle it."), code)
    if may(by, code, row):
        return
    raise Refused(
        _("You have no right to do this: {right}. Please ask the head of your department.").format(
            right=_permissions[code]
        ),
        code,
    )


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a permission is held: everywhere, in whole companies, in single units."""

    everywhere: bool = False
    companies: tuple[int, ...] = ()
    units: tuple[int, ...] = ()


def scope(by: Actor, code: str, *, below: Unit | None = None) -> Scope:
    """Resolve the holdings of a code to companies and units.

    One query for the same paths, however many codes are held there: an actor stands for one
    moment. With ``below`` only what lies in that unit's subtree.
    """
    if code not in _permissions:
        raise LookupError(f"permission {code} is not declared")
    if by.kind == "system" and below is None:
        return Scope(everywhere=True)
    paths = by.holdings.get(code, ())
    if not by.holds(code):
        return Scope()
    if below is not None:
        return _resolve(paths, Q(path__startswith=below.path))
    if paths not in by.scopes:
        by.scopes[paths] = _resolve(paths, Q())
    found: Scope = by.scopes[paths]
    return found


def _resolve(paths: tuple[str, ...], also: Q) -> Scope:
    wanted = Q()
    for path in paths:
        wanted |= Q(path__startswith=path)
    wanted &= also
    rows = list(Unit.objects.filter(wanted).values_list("id", "kind", "company_id"))
    companies = {pk for pk, kind, _company in rows if kind == UnitKind.COMPANY}
    above = {pk for pk, kind, _company in rows if kind in (UnitKind.GROUP, UnitKind.REGION)}
    units = {pk for pk, _kind, company in rows if company not in companies}
    return Scope(companies=tuple(sorted(companies)), units=tuple(sorted(units | above)))


M = TypeVar("M", bound=models.Model)


def within(
    rows: models.QuerySet[M], by: Actor, code: str, *, unit: str = "unit", company: str = "company"
) -> models.QuerySet[M]:
    """The rows that the actor's holdings of ``code`` cover.

    ``unit`` and ``company`` name the row's foreign keys. A whole company is asked for by
    equality, so that an index on company and date serves the long lists. What is kept from the
    actor is left out.
    """
    held = scope(by, code)
    if held.everywhere:
        return rows
    rows = leave_out(rows, by)
    condition = Q()
    if len(held.companies) == 1:
        condition |= Q(**{f"{company}_id": held.companies[0]})
    elif held.companies:
        condition |= Q(**{f"{company}_id__in": held.companies})
    if held.units:
        condition |= Q(**{f"{unit}_id__in": held.units})
    return rows.filter(condition) if condition else rows.none()


def visible_units(by: Actor, code: str, kinds: Iterable[str] = ()) -> models.QuerySet[Unit]:
    """Units that a code is held over, for pickers and filters."""
    rows: models.QuerySet[Unit] = Unit.objects.filter(closed_on__isnull=True)
    if by.kind != "system":
        wanted = Q(pk__in=[])
        for path in by.holdings.get(code, ()):
            wanted |= Q(path__startswith=path)
        rows = rows.filter(wanted)
    return rows.filter(kind__in=list(kinds)) if kinds else rows


def refuse(sentence: str, **values: Any) -> Refused:
    """A refusal for a reason other than a missing permission."""
    return Refused(sentence.format(**values) if values else sentence)


declare(
    {
        "people.view": gettext_lazy("see the organisation and its staff"),
        "people.manage": gettext_lazy("change units, staff, roles and stand-ins"),
        "people.roster": gettext_lazy("keep the roster of a unit"),
        "ledger.view": gettext_lazy("read the audit ledger"),
    }
)
