"""The pages of the office and of departments, and the door of the supervisors."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from heqi.ledger.models import Entry
from heqi.supervision import actions
from heqi.supervision.doors import token_of
from heqi.supervision.models import Gathering, Opinion, Supervisor
from heqi.supervision.tests.scenes import brought, linked, planned, serving, submitted
from heqi.supervision.tests.test_opinions import PNG
from tests.cast import NOW, Cast
from tests.surface.clock import Clock, still_clock

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], Client]


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return still_clock(monkeypatch)


def step(client: Client, name: str, row: Opinion, **values: object) -> int:
    url = reverse("supervision:opinion_step", args=[row.pk, name])
    return client.post(url, values).status_code


@pytest.mark.clause("supervision/operation", "supervision/use", "supervision/purpose")
def test_an_opinion_walks_from_the_phone_to_the_result(cast: Cast, sign_in: SignIn) -> None:
    link = linked(cast)
    token, phone = token_of(link), Client()
    say = reverse("supervision:door_say", args=[token])
    assert "3" in phone.get(say).content.decode()
    given = {"area": "halls", "title": "排队太久", "text": "周一", "key": "a"}
    assert phone.post(say, given | {"text": ""}).status_code == 422
    photo = SimpleUploadedFile("a.png", PNG, "image/png")
    assert phone.post(say, given | {"photos": photo}).status_code == 302
    row = Opinion.objects.get()
    office, head = sign_in("he"), sign_in("han")
    unit = cast.units["service"].pk
    assert step(office, "assign", row, unit=unit) == 302
    assert step(head, "answer", row, answer="已增开窗口") == 302
    assert step(head, "judge", row, verdict="praise", outcome="explain", severity="ordinary") == 403
    judged = {"verdict": "valid", "outcome": "rectify", "severity": "ordinary"}
    assert step(office, "judge", row, **judged) == 422
    assert step(office, "judge", row, **judged, requirement="全开窗口") == 302
    assert step(office, "feedback", row, result="已下达整改", told_by="link") == 302
    own = reverse("supervision:door_opinion", args=[token, row.pk])
    assert "已下达整改" in phone.get(own).content.decode()
    assert phone.post(own, {"satisfied": "1"}).status_code == 302
    row.refresh_from_db()
    assert (row.status, row.satisfied) == ("closed", True)


def test_the_door_opens_for_its_supervisor_only(cast: Cast, sign_in: SignIn, clock: Clock) -> None:
    mine, other = linked(cast, 1), linked(cast, 2)
    url = reverse("supervision:door", args=[token_of(mine)])
    assert Client().get(url).status_code == 200
    assert sign_in("he").get(url).status_code == 403
    assert Client().get(url[:-3] + "x/").status_code == 404
    theirs = submitted(cast, link=other)
    seen = reverse("supervision:door_opinion", args=[token_of(mine), theirs.pk])
    assert Client().get(seen).status_code == 404
    actions.revoke_link(mine, by=cast.he, now=NOW)
    assert Client().get(url).status_code == 410
    clock.now = NOW + timedelta(days=800)
    assert Client().get(reverse("supervision:door", args=[token_of(other)])).status_code == 410


@pytest.mark.clause("supervision/operation")
def test_too_many_opinions_in_an_hour_are_told_to_wait(cast: Cast) -> None:
    link = linked(cast)
    say = reverse("supervision:door_say", args=[token_of(link)])
    given = {"area": "halls", "title": "排队", "text": "周一"}
    answers = [Client().post(say, given | {"key": str(n)}).status_code for n in range(11)]
    assert answers == [302] * 10 + [429]


@pytest.mark.clause("supervision/members")
def test_the_office_nominates_appoints_and_hands_over_a_card(cast: Cast, sign_in: SignIn) -> None:
    office = sign_in("he")
    given = {"name": "沈立新", "group": "media", "phone": "13900001111"}
    assert office.post(reverse("supervision:new_member"), given | {"phone": "1"}).status_code == 422
    office.post(reverse("supervision:new_member"), given)
    row = Supervisor.objects.get()
    act = [
        reverse("supervision:member_step", args=[row.pk, one]) for one in ("appoint", "issue_link")
    ]
    days = {"since": "2026-11-23", "confidential_on": "2026-11-23"}
    assert office.post(act[0], days | {"confidential_on": "2027-01-01"}).status_code == 422
    office.post(act[0], days)
    office.post(act[1])
    card = office.get(reverse("supervision:member_card", args=[row.pk]), {"as": "png"})
    assert card.content.startswith(b"\x89PNG")
    paper = office.get(reverse("supervision:member_letter", args=[row.pk])).content.decode()
    assert "聘书" in paper
    assert "2028-11-23" in paper
    page = office.get(reverse("supervision:members")).content.decode()
    assert "沈立新" in page
    assert sign_in("han").get(reverse("supervision:members")).status_code == 404


def test_a_phone_is_masked_and_each_look_is_logged(cast: Cast, sign_in: SignIn) -> None:
    row = serving(cast, 7)
    office = sign_in("he")
    page = office.get(reverse("supervision:member", args=[row.pk])).content.decode()
    assert row.phone not in page
    shown = office.post(reverse("supervision:member_phone", args=[row.pk])).content.decode()
    assert row.phone in shown
    assert Entry.objects.filter(code="supervision.reveal_phone").count() == 1
    assert (
        sign_in("zhoujm").post(reverse("supervision:member_phone", args=[row.pk])).status_code
        == 403
    )


@pytest.mark.clause("supervision/operation")
def test_a_meeting_is_planned_held_and_minuted_by_pages(
    cast: Cast, sign_in: SignIn, clock: Clock
) -> None:
    link = linked(cast)
    office = sign_in("he")
    given = {
        "kind": "meeting", "title": "座谈会", "at": "2026-11-24T09:00", "place": "会议室",
        "agenda": "通报", "invited": [link.supervisor_id],
    }  # fmt: skip
    assert (
        office.post(reverse("supervision:new_meeting"), given | {"invited": []}).status_code == 422
    )
    office.post(reverse("supervision:new_meeting"), given)
    row = Gathering.objects.get()
    door = reverse("supervision:door_meeting", args=[token_of(link), row.pk])
    assert Client().post(door, {"do": "coming"}).status_code == 302
    clock.now = NOW + timedelta(days=2)
    office = sign_in("he")
    url = reverse("supervision:meeting_step", args=[row.pk, "hold"])
    office.post(url, {"chaired_by": "何倩", "came": [link.supervisor_id]})
    url = reverse("supervision:meeting_step", args=[row.pk, "minutes"])
    rows = {
        "items-TOTAL_FORMS": "4", "items-INITIAL_FORMS": "0", "items-0-text": "增开窗口",
        "items-0-due_on": "2026-12-20",
    }  # fmt: skip
    assert office.post(url, {"minutes": "记录", **rows}).status_code == 422
    rows["items-0-unit"] = str(cast.units["service"].pk)
    assert office.post(url, {"minutes": "记录", **rows}).status_code == 302
    item = row.items.get()
    assert "增开窗口" in sign_in("han").get(reverse("supervision:items")).content.decode()
    done = sign_in("han").post(reverse("supervision:item", args=[item.pk]), {"result": "已增开"})
    assert done.status_code == 302


def test_papers_come_as_pdf_and_lists_as_excel(cast: Cast, sign_in: SignIn) -> None:
    office = sign_in("he")
    row = brought(cast, "assigned")
    for name in ("export_opinions", "export_members"):
        assert BytesIO(office.get(reverse(f"supervision:{name}")).content).read(2) == b"PK"
    card = reverse("supervision:member_card", args=[row.supervisor_id])
    assert office.get(card, {"as": "pdf"}).content.startswith(b"%PDF")


def test_the_year_is_rated_and_reported_by_pages(cast: Cast, sign_in: SignIn) -> None:
    link = linked(cast)
    planned(cast, link.supervisor)
    office = sign_in("he")
    office.post(reverse("supervision:open_rating"), {"year": "2026"})
    rate = reverse("supervision:door_rate", args=[token_of(link)])
    marks = {
        "attitude": "4", "promises": "5", "safety": "5", "openness": "3", "improvement": "4",
    }  # fmt: skip
    assert Client().post(rate, marks | {"safety": "9"}).status_code == 422
    assert Client().post(rate, marks | {"words": "越来越好"}).status_code == 302
    page = office.get(reverse("supervision:ratings")).content.decode()
    assert "4.20" in page
    assert "越来越好" in page
    given = {"year": "2026", "achievements": "好", "problems": "少"}
    made = office.post(reverse("supervision:new_report"), given)
    assert made.status_code == 302
    assert "社会监督" in office.get(made["Location"]).content.decode()
