"""What a page knows of a kind of record."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from heqi.governance import forms as ours
from heqi.governance import models
from heqi.people.models import Unit

Act = Callable[..., Any]
Value = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Step:
    """Something that can be done to a row in one of the states, where ``when`` says so."""

    name: str
    title: Any
    act: Act
    form: type[ours.ActedForm] | None
    right: str
    states: tuple[str, ...]
    when: Callable[[Any], bool] = lambda row: True


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of record: ``company`` says that its new rows belong to the company.

    ``columns`` are heading, value and the field that sorts by it, if any; ``search`` are the fields
    that the text filter looks into; ``warning`` is a sentence above the record, empty without one.
    """

    name: str
    label: Any
    clause: str
    model: type[models.Owned]
    new: Any
    form: type[ours.ActedForm]
    create: Act
    right: str
    columns: list[tuple[Any, Value, str]]
    terms: list[tuple[Any, Value]]
    steps: list[Step] = field(default_factory=list)
    related: tuple[str, ...] = ("unit",)
    company: bool = False
    search: tuple[str, ...] = ()
    warning: Callable[[Any, datetime], str] = lambda row, now: ""


def of_company(act: Act) -> Act:
    """An action that takes the company first."""

    def create(company: Unit, **given: Any) -> Any:
        return act(company, **given)

    return create


def of_unit(act: Act) -> Act:
    """An action that names its unit itself."""

    def create(_company: Unit, **given: Any) -> Any:
        return act(**given)

    return create


def people(row: Any) -> str:
    """Who was there."""
    return "、".join(one.name for one in row.present.all()[:60])
