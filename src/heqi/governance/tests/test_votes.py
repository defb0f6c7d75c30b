"""Who is judged, who judged before and who brings a matter does not vote in it."""

from collections.abc import Callable

import pytest
from django.test import Client

from heqi.authority.actions import raise_signal
from heqi.authority.tests.scenes import actor, establish, use
from heqi.governance import actions
from heqi.governance.models import Matter
from heqi.governance.tests.test_governance import called
from heqi.inspections.actions import refer_to_committee
from heqi.ledger.events import deliver_open
from heqi.notices.models import Notice
from heqi.rulebook.values import Words
from tests.cast import NOW, Cast
from tests.surface.clock import still_clock

pytestmark = pytest.mark.django_db


def seat(cast: Cast, *names: str) -> None:
    for name in names:
        actions.name_member(
            cast.units["gas"], staff=cast.staff[name], office="member", by=cast.he, now=NOW
        )


@pytest.mark.clause("authority/6.2")
def test_who_misused_an_authority_and_who_found_it_have_no_vote(cast: Cast) -> None:
    row = use(cast, "permission_5")
    actor(cast, "pipeline")
    seat(cast, "zheng", "he", "pipeline")
    signal = raise_signal(row, "found_in_check", seen=1, why=Words("不符", "wrong"), now=NOW)
    assert signal is not None
    establish(signal, cast, breach="beyond_authority", damage=True, finding="造成损失")
    deliver_open(now=NOW)
    matter = Matter.objects.get(source_type="authority.signal")
    assert set(matter.barred) == {cast.staff["he"].pk, cast.staff["pipeline"].pk}
    sitting = called(cast)
    present = [cast.staff[name] for name in ("zheng", "he", "pipeline")]
    actions.hold_sitting(sitting, present=present, by=cast.he, now=NOW)
    assert list(actions.voters_of(matter, sitting)) == [cast.staff["zheng"]]


@pytest.mark.clause("inspection/8.2")
def test_the_head_of_the_department_and_who_refers_it_have_no_vote(cast: Cast) -> None:
    seat(cast, "zheng", "he", "han")
    refer_to_committee(
        unit=cast.units["service"], title="拒不整改", reason="两次催办", staff=cast.staff["ma"],
        by=cast.he, now=NOW,
    )  # fmt: skip
    deliver_open(now=NOW)
    matter = Matter.objects.get()
    barred = {cast.staff[name].pk for name in ("ma", "he", "han")}
    assert set(matter.barred) == barred


@pytest.mark.clause("inspection/8.2")
def test_who_leads_the_committee_is_warned_when_no_member_may_vote_and_reads_who_may_be_named(
    cast: Cast, sign_in: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    still_clock(monkeypatch)
    seat(cast, "he", "han")
    matter = actions.ask_committee(
        unit=cast.units["service"], title="申诉", text="见案卷",
        barred=[cast.staff["he"].pk, cast.staff["han"].pk], by=cast.he, now=NOW,
    )  # fmt: skip
    told = Notice.objects.filter(template="governance.no_votes", channel="in_app")
    assert "何倩" in told.values_list("recipient_name", flat=True)
    page = sign_in("he").get(f"/governance/matters/{matter.pk}/").content.decode()
    assert "均无权就本议题表决" in page
    assert "郑国栋" in page[page.index("均无权") :]
    assert "韩雪" not in page[page.index("可增补") : page.index("可增补") + 60]
    # Put on an agenda as it is, it is said again; once somebody is named, no more.
    told.delete()
    called(cast)
    assert told.exists()
    seat(cast, "zheng")
    page = sign_in("he").get(f"/governance/matters/{matter.pk}/").content.decode()
    assert "均无权就本议题表决" not in page
