"""Who sees the months of departments, who scores, reviews and closes them."""

from django.utils.translation import gettext_lazy as _

from heqi.people.access import declare

VIEW = "appraisal.view"
SCORE = "appraisal.score"
REVIEW = "appraisal.review"
JUDGE = "appraisal.judge"

declare(
    {
        VIEW: _("see monthly appraisals"),
        SCORE: _("score one's own department's month and appeal against its appraisal"),
        REVIEW: _("review, publish and close monthly appraisals"),
        JUDGE: _("decide appeals against monthly appraisals"),
    }
)
