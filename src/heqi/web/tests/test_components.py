"""Tags that read rows, and lists that keep their query."""

from types import SimpleNamespace

from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory

from heqi.notices.models import Notice
from heqi.notices.states import COLOURS


def shown(source: str, path: str = "/", **values: object) -> str:
    request = RequestFactory().get(path)
    return Template("{% load ui %}" + source).render(Context({"request": request, **values}))


def test_a_state_wears_the_colour_of_its_app() -> None:
    for value, colour in COLOURS.items():
        html = shown("{% status row %}", row=Notice(status=value))
        assert "tag" in html
        assert Notice(status=value).get_status_display() in html
        if colour in ("over", "soon", "ok", "pri", "hold"):
            assert f'class="tag {colour}"' in html


def test_a_tier_is_shown_only_where_it_means_something() -> None:
    assert "vip" in shown("{% tier c %}", c=SimpleNamespace(tier="vip_person", tier_label="VIP"))
    assert shown("{% tier c %}", c=SimpleNamespace(tier="standard")) == ""


def test_sorting_keeps_the_filters_and_forgets_the_page() -> None:
    html = shown('{% sort "Due" "due" %}', path="/?q=x&page=3&sort=due")
    assert 'href="?q=x&amp;sort=-due"' in html
    assert 'aria-sort="ascending"' in html


def test_the_pager_shows_first_last_and_neighbours() -> None:
    page = Paginator(range(200), 10).get_page(9)
    html = shown("{% pager page %}", path="/?q=x&page=9", page=page)
    for number in (1, 7, 8, 10, 11, 20):
        assert f"page={number}" in html
    assert "page=3" not in html
    assert "q=x" in html


def test_what_a_person_typed_stays_text() -> None:
    html = shown('{% kv "Name" name %}{% tag name "over" %}', name="<b>x</b>")
    assert "<b>x</b>" not in html
    assert html.count("&lt;b&gt;x&lt;/b&gt;") == 2


def test_a_drawer_without_parts_is_all_body() -> None:
    assert '<div class="bd">hello</div>' in shown('{% drawer title="T" %}hello{% enddrawer %}')


def test_a_bar_is_drawn_without_a_style_attribute() -> None:
    html = shown("{% bar 142 'over' %}{% spark values %}", values=[1, 2, 3])
    assert 'width="100"' in html
    assert "style" not in html
