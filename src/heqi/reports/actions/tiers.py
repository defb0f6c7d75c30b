"""Preparing the tier report of a month."""

from datetime import date, datetime

from django.db import transaction

from heqi.ledger.actors import SYSTEM
from heqi.ledger.audit import audit
from heqi.notices.actions import notify_post
from heqi.people.models import Unit
from heqi.reports.models import TierReport
from heqi.reports.queries.tiers import count_month

# Whom the policy makes responsible for tiering (tiering/3.1), and the office that watches over it.
READERS = ("gm", "deputy_gm", "head_service_office")


@transaction.atomic
def prepare_tier_report(company: Unit, month: date, *, now: datetime) -> TierReport:
    """Count the month once, keep it as it was, and tell the leadership."""
    first = month.replace(day=1)
    body = count_month(company, first)
    report, made = TierReport.objects.get_or_create(
        company=company, month=first, defaults={"prepared_at": now, "body": body}
    )
    if not made:
        return report
    audit(company, "reports.tiers", by=SYSTEM, now=now, changes={"month": f"{first:%Y-%m}"})
    rows = body["segments"]
    told = {
        "company": company.name,
        "month": f"{first:%Y-%m}",
        "vip": sum(row["customers"] for row in rows if row["tier"] != "standard"),
        "kept": sum(row["kept"] for row in rows),
        "decided": sum(row["decided"] for row in rows),
    }
    for post in READERS:
        notify_post(
            post,
            company,
            "reports.tiers",
            context=told,
            about=company,
            url=f"/reports/tiers/{report.pk}/",
            key=f"tiers:{report.pk}:{post}",
            by=SYSTEM,
            now=now,
        )
    return report
