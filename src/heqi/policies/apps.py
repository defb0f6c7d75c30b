"""Policy documents, their versions and clauses, and every decision with its reasons."""

from django.apps import AppConfig


class PoliciesConfig(AppConfig):
    """Where policy enters: packs decide, imported documents give the company's own words."""

    name = "heqi.policies"
    label = "policies"

    def ready(self) -> None:
        """Answer for the files that are evidence of a clause."""
        from heqi.evidence.access import register
        from heqi.policies import proofs

        register("policies.proof", proofs.may_touch_files)
