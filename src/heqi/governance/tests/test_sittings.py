"""Members are called to a sitting, and its minutes stand on paper."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from heqi.governance import actions
from heqi.governance.models import Matter
from heqi.governance.tests.test_governance import asked, held
from heqi.notices.models import Notice
from tests.cast import NOW, Cast
from tests.surface.clock import still_clock

pytestmark = pytest.mark.django_db


@pytest.mark.clause("inspection/8.2")
def test_members_are_called_and_the_minutes_of_a_sitting_stand_on_paper(
    cast: Cast, sign_in: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    still_clock(monkeypatch)
    matter = asked(cast)
    Matter.objects.filter(pk=matter.pk).update(
        source_type="conduct.case", source_id="7", source_number="JC7"
    )
    row = held(cast)
    told = Notice.objects.filter(template="governance.sitting_called", channel="in_app")
    assert set(told.values_list("recipient_name", flat=True)) == {"郑国栋", "周敬民", "何倩"}
    matter.refresh_from_db()
    actions.decide_matter(
        matter, outcome="通报批评", votes_for=2, votes_against=0, by=cast.he, now=NOW
    )
    actions.close_sitting(row, minutes="审议整改事项", by=cast.he, now=NOW)
    manager = sign_in("zheng")
    paper = manager.get(reverse("governance:minutes", args=[row.pk])).content.decode()
    for text in ("郑国栋", "通报批评", "2 : 0", "审议整改事项"):
        assert text in paper
    page = manager.get(reverse("governance:record", args=["matters", matter.pk]))
    assert 'href="/conduct/7/"' in page.content.decode()
