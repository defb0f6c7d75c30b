"""The attachments of a record on somebody else's page."""

from collections.abc import Iterator

import pytest
from django.template import Context, Template
from django.test import RequestFactory

from heqi.evidence import access
from heqi.evidence.actions import attach, freeze
from heqi.evidence.tests.files import png
from heqi.ledger.actors import SYSTEM, Actor
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def the_office_has_files() -> Iterator[None]:
    access.register("people.unit", lambda by, pk, verb: verb == "read" or by.name == "何倩")
    yield
    access._resolvers.pop("people.unit")


def _page(cast: Cast, actor: Actor) -> str:
    request = RequestFactory().get("/orders/1/?tab=files")
    request.actor, request.now = actor, NOW  # type: ignore[attr-defined]
    page = Template("{% load evidence %}{% attachments unit %}")
    return page.render(Context({"request": request, "unit": cast.units["gas"], "now": NOW}))


def test_the_list_shows_what_may_be_read_and_the_form_to_who_may_add(cast: Cast) -> None:
    attach(cast.units["gas"], content=png(), name="<b>.png", by=cast.he, now=NOW)
    page = _page(cast, cast.he)
    assert "<b>" not in page
    assert 'enctype="multipart/form-data"' in page
    assert 'name="next" value="/orders/1/?tab=files"' in page
    assert "multipart" not in _page(cast, cast.lin)


def test_frozen_evidence_has_no_form(cast: Cast) -> None:
    attach(cast.units["gas"], content=png(), name="a.png", by=cast.he, now=NOW)
    freeze(cast.units["gas"], by=SYSTEM, now=NOW)
    page = _page(cast, cast.he)
    assert "multipart" not in page
    assert "/remove/" not in page


def test_who_may_not_read_sees_nothing(cast: Cast) -> None:
    attach(cast.units["gas"], content=png(), name="a.png", by=cast.he, now=NOW)
    access.register("people.unit", lambda by, pk, verb: False)
    assert _page(cast, cast.lin).strip() == ""
