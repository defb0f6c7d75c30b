"""Rules, values and examples of a draft: the documents of a pack as rows, without loss."""

import datetime as dt
import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from heqi.compendium.models.drafts import Draft

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


class PlainEncoder(json.JSONEncoder):
    """Exact numbers and days keep what they are."""

    def default(self, o: Any) -> Any:
        """Decimals and dates as ``{"$": text}`` with their kind."""
        if isinstance(o, Decimal):
            return {"$decimal": str(o)}
        if isinstance(o, dt.date):
            return {"$date": o.isoformat()}
        return super().default(o)


class PlainDecoder(json.JSONDecoder):
    """The way back."""

    def __init__(self, **options: Any) -> None:
        super().__init__(object_hook=_back, **options)


def _back(found: dict[str, Any]) -> Any:
    if len(found) == 1:
        if "$decimal" in found:
            return Decimal(found["$decimal"])
        if "$date" in found:
            return dt.date.fromisoformat(found["$date"])
    return found


class Sheet(models.Model):
    """One document of a pack: its place, and what stands beside its list."""

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="sheets")
    folder = models.CharField(max_length=12)
    path = models.CharField(max_length=120)
    position = models.PositiveIntegerField()
    head = models.JSONField(encoder=PlainEncoder, decoder=PlainDecoder, default=dict)
    # The key of the list whose items are entries: empty for a document that is a list itself,
    # absent (None) for one without.
    listed = models.CharField(max_length=12, null=True)
    if TYPE_CHECKING:
        entries: RelatedManager["Entry"]

    class Meta:
        ordering = ["folder", "path", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["draft", "folder", "path", "position"], name="sheet_place"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.folder}/{self.path}"

    @property
    def question(self) -> str:
        """The question that its rules answer or its examples ask."""
        if self.folder == "cases":
            return self.path.replace("/", ".")
        return str(self.head.get("question", ""))


class Entry(models.Model):
    """A rule, an entry of a value, an example: one item of a document."""

    sheet = models.ForeignKey(Sheet, models.CASCADE, related_name="entries")
    position = models.PositiveIntegerField()
    content = models.JSONField(_("content"), encoder=PlainEncoder, decoder=PlainDecoder)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        content = self.content if isinstance(self.content, dict) else {}
        return str(content.get("id") or content.get("name") or self.pk)
