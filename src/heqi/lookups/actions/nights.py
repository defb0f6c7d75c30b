"""The night review: a company's day after the other."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from heqi.customers.models import Lookup
from heqi.lookups.actions.evenings import ask_of_day
from heqi.lookups.actions.reviewing import review_company_day
from heqi.lookups.models import Progress
from heqi.lookups.thresholds import limits_on
from heqi.people.models import Unit
from heqi.people.queries import open_companies


def review_nights(*, now: datetime) -> int:
    """Review the next day that is due in each company; how many were reviewed."""
    local = timezone.localtime(now)
    done = 0
    for company in open_companies():
        hour = limits_on(local.date(), company.pk).content["review_hour"]
        last = local.date() - timedelta(days=1 if local.hour >= hour else 2)
        with transaction.atomic():
            progress, _made = Progress.objects.get_or_create(company=company)
            day = progress.day + timedelta(days=1) if progress.day else _first_day(company, last)
            if day > last:
                continue
            won = Progress.objects.filter(pk=company.pk, day=progress.day).update(day=day)
            if won:
                review_company_day(company, day, now=now)
                if day == last:  # what was looked at after the last hour of the evening
                    ask_of_day(company, day, now=now)
                done += 1
    return done


def _first_day(company: Unit, last: date) -> date:
    """Where a review begins that never ran: the window back at most."""
    first = Lookup.objects.filter(company=company).order_by("id").values_list("at", flat=True)[:1]
    window = limits_on(last, company.pk).overall("window_days")
    return max([timezone.localdate(at) for at in first] + [last - timedelta(days=window - 1)])
