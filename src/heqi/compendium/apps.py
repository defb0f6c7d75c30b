"""The life of the policies: planned, drafted, reviewed, checked, published, made known, judged."""

from django.apps import AppConfig


class CompendiumConfig(AppConfig):
    """Drafts of policies as rows; what is published is laid over the packs."""

    name = "heqi.compendium"
    label = "compendium"

    def ready(self) -> None:
        """Lay evidence beside the clauses, and answer for its files."""
        from heqi.clocks.pages import register_page
        from heqi.compendium.proofs import card, may_touch_files
        from heqi.compendium.queries.proofs import counts
        from heqi.compendium.queries.serving import served
        from heqi.evidence.access import register
        from heqi.policies.beside import Beside, shown_beside, told_of_policies

        register("compendium.proof", may_touch_files)
        register_page("policies.policyquery", "policies:queries")
        shown_beside(Beside(counts, card))
        told_of_policies(served)
