"""Tiers of service."""

from django.apps import AppConfig


class TiersConfig(AppConfig):
    """Assessments, the VIP ledger, contacts."""

    name = "heqi.tiers"
    label = "tiers"

    def ready(self) -> None:
        """Add tier and contacts to the customer's page, and answer for the proofs."""
        from heqi.evidence import access as evidence
        from heqi.tiers import contexts
        from heqi.tiers.files import may_touch_proof

        contexts.register()
        evidence.register("tiers.assessment", may_touch_proof)
