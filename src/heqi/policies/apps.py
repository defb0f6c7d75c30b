"""Policy documents, their versions and clauses, and every decision with its reasons."""

from django.apps import AppConfig


class PoliciesConfig(AppConfig):
    """Where policy enters: packs decide, imported documents give the company's own words."""

    name = "heqi.policies"
    label = "policies"
