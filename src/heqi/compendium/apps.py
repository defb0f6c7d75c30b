"""The life of the policies: planned, drafted, reviewed, checked, published, made known, judged."""

from django.apps import AppConfig


class CompendiumConfig(AppConfig):
    """Drafts of policies as rows; what is published is laid over the packs."""

    name = "heqi.compendium"
    label = "compendium"
