"""Ratios of the policy as people write them."""

from decimal import Decimal

from django import template

register = template.Library()


@register.filter
def ratio(value: object) -> str:
    """``0.002`` as ``0.2%``; the stored text of a decision as well as a decimal."""
    text = str(value)
    return text if text.endswith("%") else f"{(Decimal(text) * 100).normalize():f}%"
