"""Tiers of service."""

from django.apps import AppConfig


class TiersConfig(AppConfig):
    """Assessments, the VIP ledger, contacts."""

    name = "heqi.tiers"
    label = "tiers"

    def ready(self) -> None:
        """Add tier and contacts to the customer's page, and answer for the proofs."""
        from heqi.clocks.moved import moves_facts
        from heqi.evidence import access as evidence
        from heqi.tiers import audiences, contexts, files
        from heqi.tiers.replaying import moved_cases

        audiences.register()
        contexts.register()
        files.register_lists()
        moves_facts(moved_cases)
        evidence.register("tiers.assessment", files.may_touch_proof)
