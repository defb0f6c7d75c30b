"""Words of tiers for templates."""

from django import template

from heqi.tiers.export import criterion_words
from heqi.tiers.facts import post_names
from heqi.tiers.queries.ledger import LedgerRow

register = template.Library()


@register.simple_tag
def criterion_of(row: LedgerRow) -> str:
    """The criterion of a row of the ledger."""
    return criterion_words(row)


@register.simple_tag
def post_name(code: str) -> str:
    """What a post is called."""
    return post_names([code])[code]
