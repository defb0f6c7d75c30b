"""What an attachment belongs to, named without importing it."""

import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

TYPE = re.compile(r"[a-z_]{1,30}\.[a-z_0-9]{1,29}")
ID = re.compile(r"[A-Za-z0-9_.:-]{1,40}")


@dataclass(frozen=True, slots=True)
class Subject:
    """A row by its model label and key: ``Subject("service.request", "12")``."""

    type: str
    id: str


def subject_of(row: models.Model | Subject) -> Subject:
    """The subject that a row is."""
    return row if isinstance(row, Subject) else Subject(row._meta.label_lower, str(row.pk))


def read_subject(kind: str, pk: str) -> Subject:
    """A subject named from outside; ValidationError where it cannot be one."""
    if not TYPE.fullmatch(kind) or not ID.fullmatch(pk):
        raise ValidationError(_("It is not said which record the file belongs to."))
    return Subject(kind, pk)
