"""Whose work was not drawn is asked by SMS; a poor rating is called about within its own window."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from heqi.callbacks.actions import ask_ratings, draw_day
from heqi.callbacks.doors import rating_token
from heqi.callbacks.models import CallbackTask, Rating
from heqi.callbacks.tests.test_drawing import DAY, NIGHT, Rounds
from heqi.callbacks.works import Matter, Source, _sources, register
from heqi.customers.models import Party
from heqi.customers.tests.makers import make_customer
from heqi.notices.models import Notice
from heqi.policies.deciding import rule_on
from tests.cast import NOW, Cast
from tests.surface.clock import still_clock

pytestmark = pytest.mark.django_db
FEW = 4


@pytest.fixture
def repairs(cast: Cast) -> Iterator[Rounds]:
    """Repairs of one worker at different customers, who have telephones."""
    found = Rounds(cast)

    def matter(pk: int) -> Matter:
        party = Party.objects.get(pk=found.rows[pk - 1].party_id)
        return Matter(
            about=f"T-{pk}",
            party=party,
            contact_phone=f"1380000000{pk}",
            completed_at=NOW - timedelta(days=3),
        )

    register(Source("test", "test", found.finished, matter))
    for n in range(1, FEW + 1):
        party, _point = make_customer(
            cast.units["gas"],
            f"客户{n}",
            account_no=f"0203-900-{n}",
            meter=f"41990{n}",
            room=f"{n}",
        )
        found.add(1, NOW, business="repair", party=party)
    yield found
    del _sources["test"]


@pytest.mark.clause("callback/scope", "callback/timing")
def test_a_poor_rating_by_sms_is_always_called_about(
    cast: Cast,
    repairs: Rounds,
    sign_in: Callable[[str], Client],
    monkeypatch: pytest.MonkeyPatch,
    settings: Any,
) -> None:
    still_clock(monkeypatch).pass_by(hours=20)
    drawing = draw_day(cast.units["gas"], day=DAY, now=NIGHT)
    assert drawing is not None
    left = FEW - drawing.drawn
    assert left > 1
    # Without an address that customers can open nothing is sent, and the page says so.
    settings.SITE = ""
    page = f"/callbacks/draws/days/{drawing.pk}/"
    assert ask_ratings(now=NIGHT) == 0
    assert "HEQI_SITE" in sign_in("he").get(page).content.decode()
    # The loop asks in batches; what it has seen to it does not see to again.
    settings.SITE = "https://gas.example"
    assert ask_ratings(now=NIGHT, batch=left - 1) == left - 1
    assert ask_ratings(now=NIGHT, batch=left - 1) == 1
    assert ask_ratings(now=NIGHT) == 0
    good, poor = Rating.objects.order_by("pk")[:2]
    sent = Notice.objects.filter(template="callbacks.rating_link", channel="sms")
    assert sent.count() == left
    paths = [f"/callbacks/rate/{rating_token(row)}/" for row in (good, poor)]
    assert any(f"https://gas.example{paths[1]}" in one.body for one in sent)
    calls = CallbackTask.objects.count()
    client = Client()
    assert client.post(paths[0], {"score": "5"}).status_code == 302
    assert CallbackTask.objects.count() == calls
    assert client.post(paths[1], {"text": "x"}).status_code == 422
    assert client.post(paths[1], {"score": "2", "text": "又漏了"}).status_code == 302
    task = CallbackTask.objects.get(business="poor_rating")
    poor.refresh_from_db()
    # The window of a poor rating runs from the rating.
    facts = {"business": "poor_rating", "tier": "standard", "season": "heating"}
    assert rule_on("callbacks.plan", facts, on=DAY, company_id=None).answer["mandatory"]
    assert task.due_at == poor.answered_at + timedelta(hours=48)
    assert "又漏了" in task.about
    # A second answer changes nothing, a forged address opens nothing, staff do not answer.
    client.post(paths[1], {"score": "5"})
    assert Rating.objects.get(pk=poor.pk).score == 2
    assert client.get("/callbacks/rate/1.forged/").status_code == 404
    he = sign_in("he")
    assert he.get(paths[0]).status_code == 403
    shown = he.get(page).content.decode()
    assert "短信评价" in shown
    assert "HEQI_SITE" not in shown


@pytest.mark.clause("callback/scope")
def test_what_was_drawn_longer_ago_than_a_link_is_open_is_not_asked_about(
    cast: Cast, repairs: Rounds, settings: Any
) -> None:
    settings.SITE = "https://gas.example"
    drawing = draw_day(cast.units["gas"], day=DAY, now=NIGHT)
    assert ask_ratings(now=NIGHT + timedelta(days=3)) == FEW - drawing.drawn
    assert not Rating.objects.exists()
