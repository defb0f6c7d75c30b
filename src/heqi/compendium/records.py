"""Which records keep a decision: all of them, so that a replay leaves nobody out."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """Records that keep a decision: its field, the day that counts, the unit."""

    label: str
    decision: str = "decision"
    at: str = ""
    unit: str = "unit"


KINDS = (
    Kind("duties.occurrence", at="first_on"),
    Kind("authority.use", at="used_at"),
    Kind("authority.use", "terms", at="used_at"),
    Kind("authority.check", at="started_at"),
    Kind("authority.signal", at="raised_at"),
    Kind("authority.signal", "penalty", at="raised_at"),
    Kind("tiers.assessment", at="proposed_at"),
    Kind("tiers.assessment", "review", at="proposed_at"),
    Kind("tiers.standard", "figure", at="confirmed_at"),
    Kind("projects.project", at="applied_at"),
    Kind("projects.hold", at="since", unit="project__unit"),
    Kind("counter.bill", at="issued_at"),
    Kind("counter.salesline", at="order__opened_at", unit="order__unit"),
    Kind("service.servicerequest", at="opened_at"),
    Kind("workorders.workorder", at="created_at"),
    Kind("workorders.suspension", at="asked_at", unit="order__unit"),
    Kind("outages.outage", at="created_at"),
    Kind("outages.summons", at="called_at"),
    Kind("safety.fullcheck", at="planned_on"),
    Kind("safety.check", at="due_on"),
    Kind("safety.hazard", at="found_at"),
    Kind("rectifications.rectification", at="issued_at"),
    Kind("callbacks.drawing", "rules", at="day", unit="company"),
    Kind("callbacks.draw", at="finished_at"),
    Kind("callbacks.callbacktask", at="finished_at"),
    Kind("callbacks.opinion", at="recorded_at"),
    Kind("callbacks.rating", at="asked_at", unit="company"),
    Kind("callbacks.review", at="month"),
    Kind("complaints.complaint", at="received_at"),
    Kind("complaints.complaint", "level_decision", at="received_at"),
    Kind("complaints.levelchange", at="at", unit="complaint__unit"),
    Kind("complaints.appeal", at="filed_at"),
    Kind("complaints.finding", at="at", unit="complaint__unit"),
    Kind("complaints.extension", at="asked_at", unit="complaint__unit"),
    Kind("complaints.nationalcase", at="handed_over_at"),
    Kind("complaints.planstep", at="plan__started_at", unit="plan__unit"),
    Kind("inspections.inspection", at="planned_on"),
    Kind("inspections.finding", at="found_at"),
    Kind("inspections.finding", "points_decision", at="found_at"),
    Kind("supervision.term", at="since", unit="supervisor__unit"),
    Kind("supervision.opinion", at="received_at"),
    Kind("supervision.round", at="opened_at"),
    Kind("reconciliation.sheet", at="day"),
    Kind("lookups.case", at="day"),
    Kind("quality.check", at="month"),
    Kind("quality.withdrawal", at="proposed_at"),
    Kind("quality.rightsreview", at="quarter"),
    Kind("conduct.case", "why", at="happened_on"),
    Kind("conduct.case", "ruling", at="happened_on"),
    Kind("appraisal.sheet", at="period__month"),
    Kind("appraisal.staffsheet", at="period__month"),
    Kind("callbacks.nationalresult", at="received_at"),
)
