"""How the level of a hazard is printed: ``{% load safety %}{% level hazard.level %}``."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from heqi.safety.checklist import level_label
from heqi.safety.states import LEVEL_TONES

register = template.Library()


@register.simple_tag
def level(code: str) -> SafeString:
    """A badge with the level in words."""
    tone = LEVEL_TONES.get(code, "")
    return format_html('<span class="tag {}">{}</span>', tone, level_label(code))
