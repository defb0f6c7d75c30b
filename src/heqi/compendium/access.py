"""Who drafts, reviews, issues and makes policies known. Reading them is ``policies.view``."""

from django.utils.translation import gettext_lazy as _

from heqi.people.access import declare

VIEW = "policies.view"
DRAFT = "compendium.draft"
REVIEW = "compendium.review"
LEAD = "compendium.lead"
ISSUE = "compendium.issue"
PROVE = "compendium.prove"

declare(
    {
        DRAFT: _("draft and revise policies"),
        REVIEW: _("give the department's opinion on a draft"),
        LEAD: _("lead the policies: plan, review, filing, campaigns, evaluation"),
        ISSUE: _("issue and number policies and keep their register"),
        PROVE: _("register evidence beside a clause"),
    }
)
