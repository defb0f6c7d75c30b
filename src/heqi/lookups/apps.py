"""Reviewing look-ups: the gates in front, the rules behind, the people who decide."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LookupsConfig(AppConfig):
    """Verdicts, flags, cases; the log itself belongs to the customers."""

    name = "heqi.lookups"
    label = "lookups"
    verbose_name = _("Review of look-ups")
