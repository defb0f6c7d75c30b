"""Safety checks: plans, the check at the door, hazards, full checks of VIP organisations."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SafetyConfig(AppConfig):
    """Regular safety checks (tiering/5(7), 6.1(6), 6.2(5))."""

    name = "heqi.safety"
    label = "safety"
    verbose_name = _("Safety checks")

    def ready(self) -> None:
        """Answer for files, vouch for inspectors, fill the customer's page."""
        from heqi.safety import contexts
        from heqi.safety.views import hazards
        from heqi.tiers.replaying import tiered

        tiered("safety.check", party="party_id", at="due_on")
        tiered("safety.hazard", party="party_id", at="found_at")
        contexts.register()
        hazards.register_list()
