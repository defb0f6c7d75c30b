"""Sign-off flows: ordered steps, votes, stand-ins, counter-signing."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApprovalsConfig(AppConfig):
    """Whatever needs signatures before it holds."""

    name = "heqi.approvals"
    label = "approvals"
    verbose_name = _("Approvals")
