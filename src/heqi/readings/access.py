"""Who plans, takes and reviews readings."""

from django.utils.translation import gettext_lazy as _

from heqi.people.access import declare

VIEW = "readings.view"
PLAN = "readings.plan"
TAKE = "readings.take"
REVIEW = "readings.review"
FEED = "readings.feed"

declare(
    {
        VIEW: _("see routes and meter readings"),
        PLAN: _("set up routes and open reading rounds"),
        TAKE: _("read meters"),
        REVIEW: _("review doubtful readings"),
        FEED: _("take in card readings and telegrams of meters"),
    }
)
