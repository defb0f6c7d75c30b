"""Installation projects: survey, estimate, contract, payment, construction, acceptance, gas-on."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProjectsConfig(AppConfig):
    """From the application of a household, a compound or a business to gas (报装)."""

    name = "heqi.projects"
    label = "projects"
    verbose_name = _("Installation projects")

    def ready(self) -> None:
        """Answer for the files of projects; say what explains a look at a customer."""
        from heqi.projects import business, contexts
        from heqi.projects.proofs import register_proofs
        from heqi.projects.views import households, lists
        from heqi.tiers.replaying import tiered

        tiered("projects.project", party="party_id", at="applied_at")
        tiered("projects.gasonticket", party="project__party_id", at="issued_at")
        contexts.register()
        business.register()
        register_proofs()
        lists.register_list()
        households.register_list()
