"""Blocks around content: notes, cards, heads, drawers."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from heqi.web.components.labels import icon
from heqi.web.components.library import register


@register.simple_block_tag
def note(content: str, tone: str = "soon", icon_name: str = "") -> SafeString:
    """A coloured box: soon (default), over, vip, info, ok, hold."""
    icons = {"over": "alert-triangle", "soon": "alert-circle", "info": "info-circle", "ok": "check"}
    css = "" if tone == "soon" else tone
    shown = icon_name or icons.get(tone, "")
    return format_html(
        '<div class="cg-note {}"{}>{}<div>{}</div></div>',
        css,
        SafeString(' role="alert"') if tone == "over" else "",
        icon(shown, 18) if shown else "",
        mark_safe(content),
    )


@register.simple_block_tag
def why(content: str, label: str = "", side: str = "end") -> SafeString:
    """An explanation that opens beside what it explains; works without script."""
    return format_html(
        '<details class="why {}"><summary>{}{}</summary><div class="pop">{}</div></details>',
        side,
        icon("help-circle", 14),
        label or _("Why"),
        mark_safe(content),
    )


@register.simple_block_tag
def card(
    content: str,
    title: str = "",
    sub: str = "",
    href: str = "",
    more: str = "",
    css: str = "",
    plain: bool = False,
) -> SafeString:
    """A panel with a head; ``plain`` leaves the body without padding (tables, lists)."""
    link = (
        format_html('<a class="ms-auto fs-13" href="{}">{}</a>', href, more or _("All"))
        if href
        else ""
    )
    head = (
        format_html(
            '<div class="hd"><h2>{}</h2>{}{}</div>',
            title,
            format_html('<span class="fs-13 t3">{}</span>', sub) if sub else "",
            link,
        )
        if title
        else ""
    )
    body = (
        mark_safe(content) if plain else format_html('<div class="bd">{}</div>', mark_safe(content))
    )
    return format_html('<section class="cg-card {}">{}{}</section>', css, head, body)


@register.simple_block_tag(takes_context=True)
def page_head(
    context: template.Context,
    content: str,
    title: str,
    sub: str = "",
    crumbs: Sequence[Any] = (),
    up: str = "",
    up_href: str = "",
) -> SafeString:
    """Crumbs, title and the page's buttons.

    ``crumbs`` are ``{"label", "href"}`` or pairs; ``up`` and ``up_href`` are the short way to say
    one parent.
    """
    rows = [c if isinstance(c, Mapping) else {"label": c[0], "href": c[1]} for c in crumbs]
    if up:
        rows = [{"label": up, "href": up_href}, *rows, {"label": title, "href": ""}]
    values = {"title": title, "sub": sub, "crumbs": rows, "content": mark_safe(content.strip())}
    return SafeString(render_to_string("ui/page_head.html", values))


@register.inclusion_tag("ui/section_tabs.html", takes_context=True)
def section_tabs(context: template.Context) -> dict[str, Any]:
    """The pages of the present menu entry, as tabs."""
    request, nav = context.get("request"), context.get("nav") or {}
    path = request.path if request else ""
    shown = list(nav.get("tabs", ()))
    fitting = [t["href"] for t in shown if path == t["href"] or path.startswith(t["href"])]
    active = max(fitting, key=len, default="")
    return {"tabs": [{**t, "active": t["href"] == active} for t in shown]}


@register.simple_block_tag
def drawer(
    content: str,
    title: str,
    href: str = "",
    back: str = "",
    tags: str = "",
    previous: str = "",
    next: str = "",  # noqa: A002 - it reads well in templates
) -> SafeString:
    """The panel on the right; its content brings ``<div class="bd">`` and ``<div class="ft">``.

    Content without ``bd`` is taken as all body.
    """
    if 'class="bd' not in content:
        content = f'<div class="bd">{content}</div>'
    values = {"title": title, "href": href, "back": back, "tags": tags}
    values |= {"previous": previous, "next": next, "content": mark_safe(content)}
    return SafeString(render_to_string("ui/drawer.html", values))
