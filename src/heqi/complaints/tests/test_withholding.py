"""Every door, as the one whom a complaint is about: it and what hangs on it is behind none."""

from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO
from typing import Any
from zipfile import ZipFile, is_zipfile

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from heqi.approvals.actions import approve
from heqi.approvals.models import Approval
from heqi.approvals.queries import overseen_by, pending_for
from heqi.callbacks.models import CallbackTask
from heqi.complaints import actions
from heqi.complaints.actions.calling import queue_call
from heqi.complaints.actions.extending import closing_due
from heqi.complaints.actions.levels import name_accused
from heqi.complaints.actions.patterns import attach_duplicate
from heqi.complaints.models import Complaint
from heqi.complaints.tests.scenes import (
    assigned,
    fresh,
    graded,
    investigated,
    judged,
    replied,
    taken,
    whole,
)
from heqi.complaints.tests.test_taking import of_household
from heqi.customers.tests.makers import make_customer
from heqi.evidence.actions import attach
from heqi.evidence.tests.files import png
from heqi.ledger.actors import SYSTEM
from heqi.ledger.states import IllegalMove
from heqi.notices.models import Notice
from heqi.notices.queries import inbox, unread_count
from heqi.people.access import Refused
from heqi.people.actions import grant_role, withhold
from heqi.people.models import Role, Withheld
from tests.cast import NOW, Cast
from tests.surface.clock import still_clock

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], Client]
LISTS = (
    ("complaints:list", {"tab": "all"}),
    ("complaints:list", {"tab": "appeals"}),
    ("complaints:export", {"tab": "all"}),
    ("complaints:plans", {}),
    ("complaints:national", {}),
    ("complaints:about_me", {}),
    ("customers:search", {"q": "王志远"}),
    ("desk:calls", {}),
    ("desk:requests", {}),
    ("desk:export_requests", {}),
    ("callbacks:list", {"tab": "all"}),
    ("callbacks:draws", {}),
    ("callbacks:opinions", {}),
    ("callbacks:reviews", {}),
    ("rectifications:list", {"tab": "all"}),
    ("rectifications:export", {}),
    ("approvals:list", {}),
    ("approvals:list", {"tab": "all"}),
    ("notices:inbox", {}),
    ("notices:outbox", {}),
    ("home", {}),
)


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    still_clock(monkeypatch).pass_by(hours=4)


@pytest.fixture
def lin(cast: Cast) -> None:
    """The agent with every right that the office of service has, so that rights hide nothing."""
    for role in ("service_office", "department_head"):
        grant_role(
            cast.staff["lin"],
            role=Role.objects.get(pk=role),
            unit=cast.units["gas"],
            since=date(2026, 1, 1),
            by=SYSTEM,
            now=NOW,
        )


def text_of(client: Client, name: str, query: dict[str, str]) -> str:
    """What a door shows, of a workbook every part."""
    answer = client.get(reverse(name), query)
    content = answer.getvalue() if answer.streaming else answer.content
    if is_zipfile(BytesIO(content)):
        with ZipFile(BytesIO(content)) as book:
            content = b"".join(book.read(part) for part in book.namelist())
    return content.decode(errors="replace")


def plain(cast: Cast) -> Complaint:
    """He was named when the level was confirmed."""
    return assigned(cast, graded(cast, grade={"accused": cast.staff["lin"]}))


def named_later(cast: Cast) -> Complaint:
    """He handled it, and his name came up while it was looked into."""
    case = assigned(cast, graded(cast), handler=cast.staff["lin"])
    attach(case, content=png(grey=9), name="通话.png", by=cast.lin, now=NOW)
    actions.name_person(
        fresh(case),
        accused=cast.staff["lin"],
        handler=cast.staff["han"],
        reason="录音中听出是本人",
        by=cast.he,
        now=NOW,
    )
    return fresh(case)


def households(cast: Cast) -> tuple[Complaint, Complaint]:
    """A group that was made before anybody was named: the parent, and one household."""
    rows = [of_household(cast, n) for n in (101, 102, 103)]
    return Complaint.objects.get(is_group=True), rows[-1]


def parent(cast: Cast) -> Complaint:
    """He was named in the case of a household whose group was made before."""
    group, child = households(cast)
    actions.name_person(
        fresh(child), accused=cast.staff["lin"], reason="客户补充", by=cast.he, now=NOW
    )
    group = actions.grade_complaint(fresh(group), category="service_quality", by=cast.he, now=NOW)
    return assigned(cast, group)


def child(cast: Cast) -> Complaint:
    """He was named in the case of the whole group: every household's case is kept from him."""
    group, one = households(cast)
    actions.name_person(
        fresh(group), accused=cast.staff["lin"], reason="客户补充", by=cast.he, now=NOW
    )
    actions.grade_complaint(fresh(one), category="service_quality", by=cast.he, now=NOW)
    return assigned(cast, fresh(one))


def duplicate(cast: Cast) -> Complaint:
    """He was named in a case that had been attached to another; that one is the same matter."""
    case, again = graded(cast), taken(cast, category="")
    attach_duplicate(again, into=case, by=cast.he, now=NOW)
    name_accused(fresh(again), unit=None, staff=cast.staff["lin"], by=cast.he, now=NOW)
    return assigned(cast, fresh(case))


@pytest.mark.clause("complaint/bodies")
@pytest.mark.usefixtures("lin")
@pytest.mark.parametrize("how", [plain, named_later, parent, child, duplicate])
def test_the_accused_finds_it_and_what_hangs_on_it_behind_no_door(
    how: Callable[[Cast], Complaint],
    cast: Cast,
    sign_in: SignIn,
    django_capture_on_commit_callbacks: Any,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        case = how(cast)
        due = closing_due(case)
        assert due is not None
        actions.ask_extension(
            case,
            until=due + timedelta(days=1),
            reason="等配件",
            customer_told=True,
            by=cast.han,
            now=NOW,
        )
        judged(cast, investigated(cast, case))
        notice = actions.order_rectification(
            case,
            unit=cast.units["service"],
            title="派单漏洞",
            requirement="自动派单",
            severity="ordinary",
            by=cast.he,
            now=NOW,
        )
        replied(cast, case)
        queue_call(case, now=NOW)
    file = attach(case, content=png(grey=7), name="录音.png", by=cast.he, now=NOW)
    paper = attach(notice, content=png(grey=8), name="整改.png", by=cast.he, now=NOW)
    approval = Approval.objects.get()
    # A group is not called about, each of its households is.
    tasks = list(CallbackTask.objects.filter(request=case.request))
    assert len(tasks) == (0 if how is parent else 1)
    accused, other = sign_in("lin"), sign_in("he")
    numbers = (case.number, notice.number, *(task.number for task in tasks))
    pages = [
        reverse("complaints:case", args=[case.pk]),
        reverse("complaints:investigation", args=[case.pk]),
        reverse("complaints:print", args=[case.pk, "intake"]),
        reverse("desk:request", args=[case.number]),
        reverse("rectifications:rectification", args=[notice.pk]),
        reverse("rectifications:print", args=[notice.pk]),
        reverse("approvals:detail", args=[approval.pk]),
        *(reverse("callbacks:call", args=[task.pk]) for task in tasks),
        *(reverse("callbacks:draw", args=[task.draw_id]) for task in tasks),
    ]
    for page in pages:
        assert other.get(page).status_code == 200, page
        assert accused.get(page).status_code in (403, 404), page
    for kept in (file, paper):
        url = reverse("evidence:download", args=[kept.pk])
        assert (other.get(url).status_code, accused.get(url).status_code) == (200, 403)
    for name, query in LISTS:
        shown = text_of(accused, name, query)
        assert not [n for n in numbers if n in shown], name
    assert case.number in text_of(other, "complaints:list", {"tab": "all"})
    assert notice.number in text_of(other, "rectifications:list", {"tab": "all"})
    assert not overseen_by(cast.lin).filter(pk=approval.pk).exists()
    # Nor can he touch what he guesses the address of.
    for name in ("respond", "offer", "reply", "close", "withdraw", "escalate", "name"):
        url = reverse("complaints:step", args=[case.pk, name])
        assert accused.post(url, {"note": "x", "reason": "x", "text": "x"}).status_code == 404
    with pytest.raises(Refused):
        actions.respond(case, note="已联系", by=cast.lin, now=NOW)
    with pytest.raises(Refused):
        actions.escalate_complaint(case, reason="x", by=cast.lin, now=NOW)


@pytest.mark.clause("complaint/bodies")
@pytest.mark.usefixtures("lin")
def test_a_message_of_before_is_gone_with_the_name(
    cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        case = named_later(cast)
    about = Notice.objects.filter(subject_id=str(case.pk), recipient=cast.staff["lin"])
    assert about.exists()
    assert not inbox(cast.lin).filter(pk__in=about.values("pk")).exists()
    assert unread_count(cast.lin) == 0
    assert case.handler == cast.staff["han"]


@pytest.mark.clause("complaint/bodies", "complaint/process")
def test_who_signs_an_extension_signs_none_of_a_complaint_about_himself(cast: Cast) -> None:
    case = assigned(cast, graded(cast))
    due = closing_due(case)
    assert due is not None
    actions.ask_extension(
        case,
        until=due + timedelta(days=1),
        reason="等配件",
        customer_told=True,
        by=cast.han,
        now=NOW,
    )
    approval = Approval.objects.get()
    assert pending_for(cast.he, now=NOW).filter(pk=approval.pk).exists()
    Withheld.objects.create(
        staff=cast.staff["he"],
        subject_type="complaints.complaint",
        subject_id=case.pk,
        because_type="complaints.complaint",
        because_id=case.pk,
    )
    assert not pending_for(cast.he, now=NOW).exists()
    with pytest.raises(Refused, match=r"about you|涉及您本人"):
        approve(approval, by=cast.he, now=NOW)


@pytest.mark.clause("complaint/bodies")
def test_who_is_named_hands_over_and_his_report_is_written_anew(cast: Cast) -> None:
    case = investigated(cast, assigned(cast, graded(cast), handler=cast.staff["zhoujm"]))
    with pytest.raises(ValidationError) as refused:
        actions.name_person(
            fresh(case), accused=cast.staff["he"], reason="客户说起", by=cast.zhoujm, now=NOW
        )
    assert set(refused.value.message_dict) == {"investigator"}
    assert fresh(case).accused is None
    grant_role(
        cast.staff["han"],
        role=Role.objects.get(pk="service_office"),
        unit=cast.units["gas"],
        since=date(2026, 1, 1),
        by=SYSTEM,
        now=NOW,
    )
    case = fresh(case)
    actions.name_person(
        case,
        accused=cast.staff["he"],
        investigator=cast.staff["han"],
        reason="客户说起",
        by=cast.zhoujm,
        now=NOW,
    )
    row = fresh(case)
    assert (row.accused, row.status) == (cast.staff["he"], "assigned")
    looks = list(row.investigations.order_by("round").values_list("investigator__name", "round"))
    assert looks == [("何倩", 1), ("韩雪", 2)]
    assert not Complaint.objects.visible_to(cast.he).filter(pk=row.pk).exists()


@pytest.mark.clause("complaint/bodies")
def test_no_name_comes_after_the_verdict(cast: Cast) -> None:
    case = judged(cast, investigated(cast, assigned(cast, graded(cast))))
    with pytest.raises(IllegalMove, match=r"verdict|认定"):
        actions.name_person(
            fresh(case), accused=cast.staff["lin"], reason="客户说起", by=cast.he, now=NOW
        )


@pytest.mark.clause("complaint/bodies")
@pytest.mark.usefixtures("lin")
def test_keeping_costs_no_query_more_for_more_cases(cast: Cast) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as told:
            assert cast.staff["lin"] not in {one.accused for one in seen.select_related("accused")}
        return len(told)

    plain(cast)
    seen = Complaint.objects.visible_to(cast.lin)
    first = asked()
    for n in range(4):
        graded(cast, contact_phone=f"1380000000{n}", grade={"accused": cast.staff["lin"]})
        graded(cast, contact_phone=f"1380000001{n}")
    assert asked() == first


@pytest.mark.clause("complaint/bodies")
@pytest.mark.usefixtures("lin")
def test_a_case_that_repeats_one_about_the_reader_does_not_name_it(
    cast: Cast, sign_in: SignIn
) -> None:
    party, point = make_customer(cast.units["gas"])
    first = graded(cast, party=party, service_point=point)
    whole(cast, fresh(first), now=NOW + timedelta(hours=1))
    withhold([first], staff=[cast.staff["lin"]], because=first, by=SYSTEM, now=NOW)
    later = taken(cast, party=party, service_point=point, now=NOW + timedelta(days=30))
    assert later.repeated_of_id == first.pk
    page = reverse("complaints:case", args=[later.pk])
    assert first.number in sign_in("he").get(page).content.decode()
    shown = sign_in("lin").get(page)
    assert shown.status_code == 200
    assert first.number not in shown.content.decode()
