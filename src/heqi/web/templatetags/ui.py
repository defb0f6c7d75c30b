"""The components of every page; docs/reference/ui.md lists them with their parameters."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from django import template
from django.forms import BaseForm, BoundField, widgets
from django.http import QueryDict
from django.template import engines
from django.template.backends.django import DjangoTemplates
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from heqi.web.components import words
from heqi.web.components.clocks import ClockView, clock_view
from heqi.web.components.spark import spark_points

register = template.Library()

TONES = {"over", "soon", "ok", "hold", "vip", "care", "pri", "info"}
# The words other layers use for colours, in the order of what they mean.
SYNONYMS = {
    "danger": "over",
    "red": "over",
    "warning": "soon",
    "amber": "soon",
    "success": "ok",
    "green": "ok",
    "neutral": "hold",
    "grey": "hold",
    "blue": "pri",
    "primary": "pri",
    "violet": "vip",
    "teal": "care",
}
TIERS = {"vip": "vip", "vip_person": "vip", "vip_org": "vip", "vulnerable": "care", "care": "care"}


def _tone(value: Any) -> str:
    name = str(value or "")
    name = SYNONYMS.get(name, name)
    return name if name in TONES else ""


def _now(context: template.Context) -> datetime:
    return context.get("now") or timezone.now()


# -- small things ------------------------------------------------------------------------------


@register.simple_tag
def icon(name: str, size: int | str = "", label: str = "") -> SafeString:
    """One icon of the sprite; silent for screen readers unless it has a label."""
    if not name:
        return mark_safe("")
    css = f"ic ic-{size}" if size else "ic"
    use = f"{static('vendor/icons.svg')}#{name}"
    if label:
        return format_html(
            '<svg class="{}" role="img" aria-label="{}"><use href="{}"/></svg>', css, label, use
        )
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}"/></svg>', css, use)


@register.simple_tag
def tag(text: Any, tone: str = "", icon_name: str = "", title: str = "") -> SafeString:
    """A small label in one of the tones: over soon ok hold vip care pri."""
    return format_html(
        '<span class="tag {}"{}>{}{}</span>',
        _tone(tone),
        format_html(' title="{}"', title) if title else "",
        icon(icon_name, 14) if icon_name else "",
        text,
    )


@register.simple_tag
def status(row: Any, field: str = "status") -> SafeString:
    """The state of a row: its label, with the colour and icon that the app's ``states`` names.

    Reads ``COLOURS`` and ``ICONS`` (or ``colour``/``icon`` of the choice itself); a row may also be
    a mapping with ``label tone icon``.
    """
    if isinstance(row, Mapping):
        return tag(row.get("label", ""), row.get("tone", ""), row.get("icon", ""))
    value = getattr(row, field, "")
    display = getattr(row, f"get_{field}_display", None)
    choices = _choices(row, field)
    choice = choices(value) if choices and value in choices.values else value
    return tag(
        display() if display else value,
        _looked_up(choices, choice, "colour", "COLOURS"),
        _looked_up(choices, choice, "icon", "ICONS"),
    )


def _choices(row: Any, field: str) -> Any:
    meta = getattr(row, "_meta", None)
    found = meta.get_field(field).choices if meta else None
    owner = getattr(type(row), field.capitalize(), None) or getattr(type(row), "Status", None)
    if owner is None and found:
        import sys

        for name in ("states", "models"):
            module = sys.modules.get(f"{type(row).__module__.rsplit('.models', 1)[0]}.{name}")
            owner = owner or getattr(module, "Status", None)
    return owner if hasattr(owner, "values") else None


def _looked_up(choices: Any, choice: Any, attribute: str, table: str) -> str:
    import sys

    own = getattr(choice, attribute, "")
    if own and not callable(own):
        return str(own)
    module = sys.modules.get(choices.__module__) if choices is not None else None
    found = getattr(module, table, {})
    return str(found.get(choice, "")) if isinstance(found, Mapping) else ""


@register.simple_tag
def tier(customer: Any) -> SafeString:
    """The tier of a customer: ``tier`` a code, ``get_tier_display`` or ``tier_label`` its words."""
    code = str(getattr(customer, "tier", "") or "")
    display = getattr(customer, "get_tier_display", None)
    label = display() if display else getattr(customer, "tier_label", "") or code
    if not code or code not in TIERS:
        return mark_safe("")
    return tag(label, TIERS[code])


@register.simple_tag
def bar(share: int, tone: str = "", label: str = "") -> SafeString:
    """A thin bar filled to ``share`` per cent."""
    width = max(0, min(100, int(share or 0)))
    return format_html(
        '<svg class="bar {}" viewBox="0 0 100 1" preserveAspectRatio="none" {}>'
        '<rect width="{}" height="1"/></svg>',
        _tone(tone),
        format_html('role="img" aria-label="{}"', label)
        if label
        else SafeString('aria-hidden="true"'),
        width,
    )


@register.simple_tag
def spark(values: Sequence[float], tone: str = "", label: str = "") -> SafeString:
    """A dozen values as a line, drawn on the server."""
    points = spark_points([float(v) for v in values or ()])
    if not points:
        return mark_safe("")
    line = " ".join(f"{x},{y}" for x, y in points)
    x, y = points[-1]
    return format_html(
        '<svg class="spark {}" viewBox="0 0 96 22" {}><polyline points="{}"/>'
        '<circle r="2.5" cx="{}" cy="{}"/></svg>',
        _tone(tone),
        format_html('role="img" aria-label="{}"', label)
        if label
        else SafeString('aria-hidden="true"'),
        line,
        x,
        y,
    )


@register.inclusion_tag("ui/masked.html")
def masked(value: str, href: str = "", target: str = "") -> dict[str, Any]:
    """A phone number with its middle hidden, and the way to see it, which is logged.

    ``href`` is an address that takes a POST and answers with the whole number; ``target`` is the
    CSS selector of what it replaces, by default the number itself.
    """
    return {"shown": words.mask_phone(value), "href": href, "target": target, "value": value}


@register.simple_tag(takes_context=True)
def clause_chip(context: template.Context, ref: str) -> SafeString:
    """A clause by the policies' own tag where it is installed, else its printed id."""
    chip = _clause_template()
    if chip is None:
        return format_html('<span class="clause">{}</span>', ref)
    return SafeString(chip.render({"ref": ref}, context.get("request")))


@cache
def _clause_template() -> Any:
    backend = engines["django"]
    assert isinstance(backend, DjangoTemplates)
    if "policies" not in backend.engine.template_libraries:
        return None
    return backend.from_string("{% load policies %}{% clause ref %}")


# -- clocks ------------------------------------------------------------------------------------


@register.inclusion_tag("ui/clock.html", takes_context=True)
def clock(context: template.Context, row: Any, what: str = "") -> dict[str, Any]:
    """A clock inside a line: icon, words, and ``what`` it is about."""
    return {"c": clock_view(row, _now(context)), "what": what} if row else {"c": None}


@register.inclusion_tag("ui/clock_card.html", takes_context=True)
def clock_card(context: template.Context, row: Any, note: str = "") -> dict[str, Any]:
    """A clock as a card with its clause chips; ``note`` goes under it."""
    return {"c": clock_view(row, _now(context)), "note": note}


@register.simple_tag(takes_context=True)
def clock_state(context: template.Context, row: Any) -> str:
    """The class for a table row: over, soon or nothing special."""
    view: ClockView | None = clock_view(row, _now(context)) if row else None
    return view.state if view and view.state in ("over", "soon") else ""


# -- filters -----------------------------------------------------------------------------------


@register.simple_tag(takes_context=True)
def when(context: template.Context, value: datetime | None) -> SafeString | str:
    """An instant as ux wants it, with the full one for machines and on hover."""
    if value is None:
        return words.EMPTY
    local = timezone.localtime(value)
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        local.isoformat(timespec="seconds"),
        f"{local:%Y-%m-%d %H:%M:%S}",
        words.when(value, _now(context)),
    )


@register.filter(name="when")
def when_filter(value: datetime | None, now: datetime | None = None) -> str:
    """``{{ row.opened_at|when }}`` or ``|when:now``."""
    return words.when(value, now or timezone.now())


@register.filter
def duration(value: Any) -> str:
    """A span of time in words."""
    return words.duration(value) if value is not None else words.EMPTY


@register.filter
def remaining(due: datetime | None, now: datetime) -> str:
    """``3 min left`` or ``9 min late``: ``{{ due|remaining:now }}``."""
    return words.remaining(due, now) if due else words.EMPTY


register.filter("mask_phone", words.mask_phone)
register.filter("money", words.money)


@register.filter
def dash(value: Any) -> Any:
    """The sign for an empty value."""
    return words.EMPTY if value in (None, "") else value


@register.simple_tag
def rate(n: int, m: int, tone: str = "") -> SafeString:
    """``93.3% 28 / 30``, cut and never rounded up."""
    return format_html(
        '<span class="num"><b class="{}">{}</b> <span class="t3">{} / {}</span></span>',
        f"c-{_tone(tone)}" if _tone(tone) else "",
        words.percent(n or 0, m or 0),
        n,
        m,
    )


@register.filter
def get(mapping: Mapping[Any, Any], key: Any) -> Any:
    """A value of a mapping by a key that is a variable."""
    return mapping.get(key) if mapping else None


# -- blocks ------------------------------------------------------------------------------------


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


# -- lists -------------------------------------------------------------------------------------


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
                "tone": _tone(t.get("tone")),
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
        [(k, v) for k, v in request.GET.items() if k in ("tab", "sort") and k not in names]
        if request
        else []
    )
    folded = fields[shown:]
    return {
        "form": form,
        "first": fields[:shown],
        "folded": folded,
        "unfold": any(f.value() for f in folded),
        "kept": kept,
        "reset": "?" + "&".join(f"{k}={v}" for k, v in kept if k == "tab"),
        "export": f"{export}{query(context)}" if export else "",
    }


@register.simple_block_tag
def batch_bar(content: str) -> SafeString:
    """Buttons for the ticked rows; appears with the first tick. Stands inside the list's form."""
    return SafeString(render_to_string("ui/batch_bar.html", {"content": mark_safe(content)}))


# -- forms -------------------------------------------------------------------------------------

CLASSES: list[tuple[type[widgets.Widget], str]] = [
    (widgets.CheckboxSelectMultiple, ""),
    (widgets.RadioSelect, ""),
    (widgets.CheckboxInput, "form-check-input m-0"),
    (widgets.Select, "form-select"),
    (widgets.HiddenInput, ""),
    (widgets.Input, "form-control"),
    (widgets.Textarea, "form-control"),
]


def _widget_class(widget: widgets.Widget) -> str:
    return next((css for kind, css in CLASSES if isinstance(widget, kind)), "form-control")


@register.simple_tag
def control(field: BoundField, small: bool = False, **attrs: Any) -> SafeString:
    """The bare control of a field in our dress; keyword arguments become attributes."""
    css = _widget_class(field.field.widget)
    if small and css.startswith("form-"):
        css += f" {css.split(' ')[0]}-sm"
    if field.errors:
        css += " bad"
    own = field.field.widget.attrs.get("class", "")
    extra = {name.replace("_", "-"): value for name, value in attrs.items()}
    extra["class"] = f"{css} {own} {extra.get('class', '')}".strip()
    return SafeString(str(field.as_widget(attrs={k: v for k, v in extra.items() if v})))


@register.inclusion_tag("ui/field.html")
def field(
    field: BoundField, span: int | str = "", label: str = "", hint: str = "", bare: bool = False
) -> dict[str, Any]:
    """Label, control, help and error; ``span`` of twelve inside ``f-grid``; ``bare``: no help."""
    widget = field.field.widget
    if bare:
        widget.attrs.pop("placeholder", None)
    return {
        "f": field,
        "span": span,
        "label": label or field.label,
        "hint": "" if bare else hint or field.help_text,
        "check": isinstance(widget, widgets.CheckboxInput),
        "group": isinstance(widget, widgets.RadioSelect | widgets.CheckboxSelectMultiple),
    }


@register.inclusion_tag("ui/form_errors.html")
def form_errors(form: BaseForm) -> dict[str, Any]:
    """What is wrong, on top, each with a link to its field."""
    rows = [
        {"id": form[name].id_for_label, "label": form[name].label, "errors": errors}
        for name, errors in form.errors.items()
        if name != "__all__"
    ]
    return {"rows": rows, "general": form.non_field_errors()}


@register.inclusion_tag("ui/form_fields.html")
def form_fields(form: BaseForm) -> dict[str, Any]:
    """Every field of a form under its error summary."""
    return {"form": form}


@register.simple_tag
def kv(*pairs: Any) -> SafeString:
    """``{% kv "Phone" phone "Address" address %}``: terms and values."""
    rows = list(zip(pairs[::2], pairs[1::2], strict=False))
    return format_html(
        '<dl class="cg-kv">{}</dl>',
        format_html_join("", "<dt>{}</dt><dd>{}</dd>", ((k, dash(v)) for k, v in rows)),
    )
