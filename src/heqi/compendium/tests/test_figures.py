"""Tables of figures are edited by their kind, with what they say beside them."""

from collections.abc import Callable

import pytest
from django.test import Client

from heqi.compendium.models import Entry
from heqi.compendium.tests import scenes
from tests.cast import Cast

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], Client]


@pytest.mark.clause("framework/5.2.1.2")
def test_figures_are_typed_by_their_kind_and_said_before_they_are_saved(
    cast: Cast, sign_in: SignIn
) -> None:
    draft = scenes.begun(cast)
    scenes.with_clause(draft, cast)
    client = sign_in("he")
    at = f"/compendium/drafts/{draft.pk}/figures/"
    said = {"clause": "own-repairs/3.1", "since": "2026-12-01", "then-cell0-one": "30min"}
    text = client.post(f"{at}say/data/at_once/", said).content.decode()
    assert "由 15 分钟 改为 30 分钟（维修办法 3.1）" in text
    wrong = client.post(f"{at}data/at_once/", said | {"then-cell0-one": "bald"})
    assert wrong.status_code == 422
    assert 'value="bald"' in wrong.content.decode()
    assert client.post(f"{at}data/at_once/", said).status_code == 302
    entry = Entry.objects.get(sheet__draft=draft, sheet__folder="values")
    assert entry.content["value"] == {"request": "30min"}
    ratios = client.get(f"{at}callbacks/ratios/").content.decode()
    assert "必须回访" in ratios
    assert "{" not in ratios.partition('<form class="bd"')[2].partition("</form>")[0]
