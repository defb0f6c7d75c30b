"""What stands around a table: tabs, filters, sorting, pages, ticked rows."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import template
from django.forms import BaseForm
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from heqi.web.components.library import register, tone_of


@register.simple_tag(takes_context=True)
def query(context: template.Context, **changes: Any) -> str:
    """The page's query string with changes; ``None`` removes a key."""
    request = context.get("request")
    params = request.GET.copy() if request else QueryDict(mutable=True)
    for key, value in changes.items():
        if value is None or value == "":
            params.pop(key, None)
        else:
            params[key] = value
    encoded = params.urlencode()
    return f"?{encoded}" if encoded else "?"


@register.inclusion_tag("ui/sort.html", takes_context=True)
def sort(context: template.Context, label: str, key: str, default: str = "") -> dict[str, Any]:
    """A head cell that sorts by ``key`` (``?sort=key`` or ``?sort=-key``)."""
    request = context.get("request")
    current = (request.GET.get("sort", "") if request else "") or default
    up, down = current == key, current == f"-{key}"
    return {
        "label": label,
        "direction": "ascending" if up else "descending" if down else "none",
        "href": query(context, sort=f"-{key}" if up else key, page=None),
    }


@register.inclusion_tag("ui/pager.html", takes_context=True)
def pager(
    context: template.Context, page: Any, hint: bool = False, capped: bool = False
) -> dict[str, Any]:
    """Pages of a Django ``Page``: first, neighbours and last; ``capped`` counts say 1000+."""
    number, last = page.number, page.paginator.num_pages
    wanted = sorted({1, last, *range(max(1, number - 2), min(last, number + 2) + 1)})
    links: list[dict[str, Any]] = []
    before = 0
    for n in wanted:
        if n - before > 1:
            links.append({"gap": True})
        links.append({"n": n, "href": query(context, page=n), "current": n == number})
        before = n
    return {
        "page": page,
        "links": links,
        "total": page.paginator.count,
        "capped": capped,
        "hint": hint,
        "previous": query(context, page=number - 1) if page.has_previous() else "",
        "next": query(context, page=number + 1) if page.has_next() else "",
    }


@register.inclusion_tag("ui/tabs_count.html", takes_context=True)
def tabs_count(
    context: template.Context, tabs: Sequence[Mapping[str, Any]], param: str = "tab"
) -> dict[str, Any]:
    """Status tabs, each ``{"key", "label", "count", "tone"}``; own ``href``, ``active`` win."""
    request = context.get("request")
    current = request.GET.get(param, "") if request else ""
    keys = [t.get("key", "") for t in tabs]
    current = current if current in keys else (keys[0] if keys else "")
    return {
        "tabs": [
            {
                **t,
                "href": t.get("href") or query(context, **{param: t.get("key"), "page": None}),
                "active": t.get("active", t.get("key", "") == current),
                "tone": tone_of(t.get("tone")),
            }
            for t in tabs
        ]
    }


@register.inclusion_tag("ui/filter_bar.html", takes_context=True)
def filter_bar(
    context: template.Context, form: BaseForm, shown: int = 5, export: str = ""
) -> dict[str, Any]:
    """A GET form in one row: the first ``shown`` fields, the rest folded; ``export`` an address."""
    request = context.get("request")
    fields = list(form.visible_fields())
    names = {f.html_name for f in form}
    kept = (
        [(k, v) for k, v in request.GET.items() if k in ("tab", "sort", "cols") and k not in names]
        if request
        else []
    )
    folded = fields[shown:]
    return {
        "form": form,
        "first": fields[:shown],
        "folded": folded,
        "unfold": any(f.value() for f in folded),
        "filtered": any(f.value() for f in fields[1:]),
        "kept": kept,
        "reset": "?" + "&".join(f"{k}={v}" for k, v in kept if k == "tab"),
        "export": f"{export}{query(context)}" if export else "",
    }


@register.simple_block_tag
def batch_bar(content: str) -> SafeString:
    """Buttons for the ticked rows; appears with the first tick. Stands inside the list's form."""
    return SafeString(render_to_string("ui/batch_bar.html", {"content": mark_safe(content)}))
