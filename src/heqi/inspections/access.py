"""Who plans inspections, carries them out, answers them and keeps their archive."""

from django.utils.translation import gettext_lazy as _

from heqi.people.access import declare

VIEW = "inspections.view"
PLAN = "inspections.plan"
ORGANISE = "inspections.organise"
ANSWER = "inspections.answer"
REPORT = "inspections.report"
REFER = "inspections.refer"
CASES = "inspections.cases"
READ = "inspections.read"
ARCHIVE = "inspections.archive"

declare(
    {
        VIEW: _("see inspections, findings, summaries and reports"),
        PLAN: _("plan inspections of the company and arrange special ones"),
        ORGANISE: _("plan and carry out inspections of departments and teams"),
        ANSWER: _("give the department's opinion on an inspection and hand in its summaries"),
        REPORT: _("write the quarterly report on inspections"),
        REFER: _("bring who does not rectify before the committee"),
        CASES: _("record, publish and nominate model cases"),
        READ: _("read published model cases"),
        ARCHIVE: _("close bundles of the inspection archive and hand them over"),
    }
)
