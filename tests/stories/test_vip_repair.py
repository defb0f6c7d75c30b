"""A VIP's stove goes out: from the call to the callback, every step under its clause."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from heqi.callbacks.models import CallbackTask
from heqi.evidence.models import Attachment
from heqi.evidence.tests.files import drawn, png
from heqi.ledger.loop import tick
from heqi.ledger.models import Entry
from heqi.service.models import Contact, ServiceRequest
from heqi.service.tests.makers import make_vip
from heqi.workorders.models import WorkOrder
from tests.cast import Cast
from tests.surface.clock import Clock

pytestmark = pytest.mark.django_db(transaction=True)
SignIn = Callable[[str], Client]
CLAUSE = "6.1(4)"
INTAKE = {
    "kind": "repair",
    "symptom": "no_flame",
    "place": "indoor",
    "description": "左侧灶眼松手即熄",
    "address": "滨江新城3幢2单元1102室",
    "contact_name": "王志远",
    "contact_phone": "13800102207",
}
STEPS = [
    "service.receive_call",
    "service.answer_call",
    "service.open",
    "workorders.create",
    "workorders.dispatch",
    "workorders.accept",
    "workorders.set_out",
    "workorders.arrive",
    "workorders.start",
    "evidence.attach",
    "workorders.finish",
    "workorders.review",
    "callbacks.plan",
]


def page(client: Client, name: str, **kwargs: Any) -> str:
    """The page's text."""
    response = client.get(reverse(name, kwargs=kwargs))
    assert response.status_code == 200, (name, response.status_code)
    return response.content.decode()


def the_call_comes_in(agent: Client) -> Contact:
    """The telephone system tells of a call; the desk knows who it is; the agent takes it."""
    told = agent.post(
        reverse("desk:receive"), {"caller_number": "13800102207", "external_ref": "call-1"}
    )
    assert told.status_code == 201
    assert told.json()["recognised"]
    strip = agent.get(reverse("desk:events"), headers={"HX-Request": "true"}).content.decode()
    assert "王志远" in strip
    contact = Contact.objects.get()
    assert agent.post(reverse("desk:answer", args=[contact.pk])).status_code == 302
    return contact


def saved(agent: Client, contact: Contact) -> WorkOrder:
    """The request is submitted and gives its order."""
    given = {**INTAKE, "do": "submit", "key": f"contact:{contact.pk}:0"}
    answer = agent.post(reverse("desk:session", args=[contact.pk]), given)
    assert answer.status_code == 302, answer.content.decode()
    request = ServiceRequest.objects.get()
    return WorkOrder.objects.get(request=request)


def dispatched(dispatcher: Client, order: WorkOrder, whom: int, **more: str) -> Any:
    """The dispatcher's form, sent."""
    url = reverse("workorders:step", kwargs={"pk": order.pk, "name": "dispatch"})
    return dispatcher.post(url, {"assignee": whom, **more})


def on_the_phone(client: Client, order: WorkOrder, action: str, **values: str) -> None:
    """A step pressed on the phone's page."""
    url = reverse("workorders:command", kwargs={"pk": order.pk, "action": action})
    given = {"key": f"phone-{action}", **values}
    answer = client.post(url, given, headers={"Accept": "application/json"})
    assert answer.status_code == 200, (action, answer.content.decode())
    assert answer.json()["accepted"], answer.json()


@pytest.mark.clause("tiering/6.1(4)", "tiering/6.1(2)")
def test_a_vips_repair_from_the_call_to_the_callback(
    cast: Cast, sign_in: SignIn, clock: Clock
) -> None:
    make_vip(cast)
    agent, dispatcher, captain, head = (sign_in(who) for who in ("lin", "sun", "zhou", "han"))

    contact = the_call_comes_in(agent)
    seen = page(agent, "desk:session", pk=contact.pk)
    assert "王志远" in seen
    clock.pass_by(minutes=1)

    # What the request would promise is on the screen before anything is saved.
    preview = agent.post(
        reverse("desk:preview", args=[contact.pk]), INTAKE, headers={"HX-Request": "true"}
    ).content.decode()
    assert CLAUSE in preview
    assert not ServiceRequest.objects.exists()

    order = saved(agent, contact)
    assert agent.post(reverse("desk:end", args=[contact.pk])).status_code == 302
    assert agent.post(reverse("desk:finish", args=[contact.pk])).status_code == 302
    assert (order.tier, order.attend_clause) == ("vip_person", "tiering/6.1(4)")

    clock.pass_by(minutes=1)
    assert order.number in page(dispatcher, "workorders:queue")
    stopped = dispatched(dispatcher, order, cast.staff["ma"].pk)
    assert stopped.status_code == 422
    told = stopped.content.decode()
    assert CLAUSE in told
    assert 'name="override_reason"' in told
    order.refresh_from_db()
    assert order.status == "to_dispatch"
    assert dispatched(dispatcher, order, cast.staff["zhou"].pk).status_code == 302

    assert order.number in page(captain, "workorders:field")
    for action in ("accept", "set_out"):
        clock.pass_by(minutes=5)
        on_the_phone(captain, order, action)
    clock.pass_by(minutes=15)
    on_the_phone(captain, order, "arrive", latitude="30.21", longitude="120.12", accuracy_m="20")
    on_the_phone(captain, order, "start")
    clock.pass_by(minutes=20)
    signed = captain.post(
        reverse("evidence:upload"),
        {
            "subject_type": "workorders.workorder",
            "subject_id": order.pk,
            "kind": "signature",
            "signature": drawn(png(64, 64)),
            "key": "signature-1",
        },
        headers={"Accept": "application/json"},
    )
    assert signed.status_code == 201, signed.content.decode()
    on_the_phone(captain, order, "finish", result="repaired", note="更换热电偶")
    assert Attachment.objects.get().kind == "signature"

    clock.pass_by(minutes=10)
    review = reverse("workorders:step", kwargs={"pk": order.pk, "name": "review"})
    assert head.post(review, {"passed": "1", "note": ""}).status_code == 302
    order.refresh_from_db()
    assert order.status == "to_call_back"
    task = CallbackTask.objects.get(order=order)
    assert task.order == order

    codes = list(Entry.objects.order_by("pk").values_list("code", flat=True))
    missing = [code for code in STEPS if code not in codes]
    assert not missing, (missing, codes)
    places = [codes.index(code) for code in STEPS]
    assert places == sorted(places), list(zip(STEPS, places, strict=True))
    tick(now=clock.now)
    call_command("ledger", "verify")
