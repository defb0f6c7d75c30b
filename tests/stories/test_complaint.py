"""A VIP complains by telephone; the case goes from the desk to the right reply."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from heqi.complaints.models import Complaint
from heqi.service.models import Contact
from heqi.service.tests.makers import make_vip
from tests.cast import Cast
from tests.surface.clock import Clock

pytestmark = pytest.mark.django_db(transaction=True)
SignIn = Callable[[str], Client]


@pytest.mark.clause("tiering/6.1(7)", "complaint/process")
def test_a_vip_complaint_from_the_desk_to_the_right_reply(
    cast: Cast, sign_in: SignIn, clock: Clock
) -> None:
    make_vip(cast)
    lin, he, han, deputy = sign_in("lin"), sign_in("he"), sign_in("han"), sign_in("zhoujm")
    told = {"caller_number": "13800102207", "external_ref": "call-1"}
    contact = lin.post(reverse("desk:receive"), told).json()["contact"]
    lin.post(reverse("desk:answer", args=[contact]))
    given = {"do": "submit", "kind": "complaint", "description": "约好上门没有人来", "key": "k1"}
    lin.post(reverse("desk:session", args=[Contact.objects.get().pk]), given)
    case = Complaint.objects.get()
    assert (case.tier, case.level) == ("vip_person", "2")

    def do(client: Client, name: str, **values: object) -> int:
        url = reverse("complaints:step", args=[case.pk, name])
        return client.post(url, values).status_code

    clock.pass_by(minutes=20)
    assert do(he, "grade", category="service_quality", households="1") == 302
    assert do(he, "respond", note="已致电致歉") == 302
    people = {"handler": cast.staff["han"].pk, "investigator": cast.staff["he"].pk}
    assert do(he, "assign", unit=cast.units["service"].pk, **people) == 302
    url = reverse("complaints:add_evidence", args=[case.pk])
    he.post(url, {"kind": "order", "text": "派单记录"})
    words = {"facts": "漏派", "cause": "process", "conclusion": "属实", "proposal": "自动派单"}
    he.post(reverse("complaints:report", args=[case.pk]), words)
    assert do(he, "judge", verdict="upheld", responsibility="company", reason="漏派") == 302
    assert do(han, "offer", text="当日上门") == 302
    assert do(han, "answer", accepted="1", answer="同意") == 302
    assert do(han, "reply", text="已处理") == 422
    assert do(deputy, "reply", text="已处理，向您致歉") == 302
    assert do(lin, "call", score="5", off_hours="客户约定") == 302
    assert do(he, "close", result="已上门修好", corrective_action="自动派单") == 302
    case.refresh_from_db()
    assert case.status == "closed"
    assert case.replies.get().right
