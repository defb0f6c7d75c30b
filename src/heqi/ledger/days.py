"""Days as people here live them: where one begins on the clock."""

from datetime import date, datetime, time

from django.utils import timezone


def midnight(day: date) -> datetime:
    """The instant at which a day begins in the installation's zone."""
    return timezone.make_aware(datetime.combine(day, time.min), timezone.get_default_timezone())
