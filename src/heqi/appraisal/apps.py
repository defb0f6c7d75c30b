"""Monthly appraisal (月度考核): what every department's and person's month adds up to, and why."""

from django.apps import AppConfig


class AppraisalConfig(AppConfig):
    """Lines from every source, each with its record and clause; a closed month never changes."""

    name = "heqi.appraisal"
    label = "appraisal"
