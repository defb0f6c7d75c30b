"""What search looks through: one entry per customer and service point."""

from django.db import models
from django.db.models import Q

from heqi.customers.models.parties import Party
from heqi.customers.models.supply import ServicePoint
from heqi.people.models import Unit


class SearchEntry(models.Model):
    """A pair of party and service point with the words under which it is found.

    SQLite keeps the words in ``tokens`` and indexes them in the table ``customers_words``;
    PostgreSQL keeps them in a column ``words`` (tsvector) that only SQL knows.

    An entry is derived from rows that are checked themselves: the database does not check its
    references once more, which a take-over of a million households would wait half a minute for.
    """

    company = models.ForeignKey(
        Unit, models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    party = models.ForeignKey(
        Party, models.CASCADE, null=True, related_name="entries", db_constraint=False
    )
    service_point = models.ForeignKey(
        ServicePoint, models.CASCADE, null=True, related_name="entries", db_constraint=False
    )
    tokens = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["party", "service_point"], name="entry_pair"),
            models.CheckConstraint(
                condition=Q(party__isnull=False) | Q(service_point__isnull=False),
                name="entry_of_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.party_id}/{self.service_point_id}"
