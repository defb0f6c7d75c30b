"""A compound of sixty households, from the application to gas; a late construction is red."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from heqi.customers.models import ServicePoint
from heqi.ledger.loop import tick
from heqi.people.models import Staff
from heqi.projects.models import Project
from heqi.projects.tests.makers import Works, make_works
from tests.cast import Cast
from tests.surface.clock import Clock

pytestmark = pytest.mark.django_db


class Person:
    """Somebody at the pages of one project, who signs in anew every time: months go by."""

    def __init__(self, staff: Staff) -> None:
        self.staff = staff

    @property
    def client(self) -> Client:
        client = Client()
        client.force_login(
            self.staff.account, backend="allauth.account.auth_backends.AuthenticationBackend"
        )
        return client

    def post(self, name: str, project: Project, *more: Any, **data: Any) -> None:
        answer = self.client.post(reverse(f"projects:{name}", args=[project.number, *more]), data)
        assert answer.status_code == 302, answer.content.decode()[-3000:]

    def page(self, name: str, project: Project, **query: Any) -> str:
        answer = self.client.get(reverse(f"projects:{name}", args=[project.number]), query)
        assert answer.status_code == 200
        return answer.content.decode()


@pytest.mark.clause("tiering/6.2(2)", "tiering/4.2")
def test_sixty_households_from_the_application_to_gas(cast: Cast, clock: Clock) -> None:
    works: Works = make_works(cast)
    market, engineer = Person(works.staff["lu"]), Person(works.staff["wei"])
    hall, service = Person(cast.staff["qian"]), Person(cast.staff["han"])
    today = clock.now.date()

    # The developer applies; the list of households is made from like buildings.
    market.client.post(
        reverse("projects:new"),
        {
            "kind": "compound", "name": "云栖雅苑", "applicant": "临江云栖置业有限公司",
            "compound_name": "云栖雅苑", "address": "临江市云栖路 8 号", "area": "town",
            "source": "market",
        },
    )  # fmt: skip
    project = Project.objects.get()
    market.post(
        "add_households", project, way="grid", buildings="1-3", entrances=1, first_floor=1,
        floors=10, rooms=2,
    )  # fmt: skip
    market.post("step", project, "survey", finding="管位已确认", conditions_met="on")
    clock.pass_by(days=4)
    engineer.post("step", project, "estimate", amount="180000")
    market.post(
        "step", project, "sign", number="HT-2026-060", amount="180000", paid_by="party",
        signed_on=clock.now.date(), ready_on=today + timedelta(days=90),
        expires_on=today + timedelta(days=120),
        title1="首付款", amount1="90000", before1="construction",
        title2="验收款", amount2="90000", before2="gas_on",
    )  # fmt: skip
    hall.post("step", project, "receive", amount="90000", method="transfer", receipt_no="SJ-1")

    # Construction runs past its sixty days: the list is red with the clause of the limit.
    clock.pass_by(days=61)
    tick(now=clock.now)
    late = market.client.get(reverse("projects:list"), {"tab": "late"}).content.decode()
    assert "云栖雅苑" in late
    assert "超时" in late
    assert "企业设定" in late

    # It is built after all, accepted in time for the contract, paid and on gas.
    homes = list(project.households.values_list("pk", flat=True))
    engineer.post(
        "act", project, do="install", id=homes, **{f"meter{pk}": f"4107{pk:08}" for pk in homes}
    )
    engineer.post("step", project, "construct", note="全部安装完毕")
    engineer.post("step", project, "accept", note="强度、严密性试验合格")
    hall.post("step", project, "receive", amount="90000", method="transfer", receipt_no="SJ-2")
    market.post("act", project, do="ticket", id=homes)
    service.post("act", project, do="turn_on", id=homes)

    project.refresh_from_db()
    assert project.status == "completed"
    assert ServicePoint.objects.filter(household__project=project, state="gas_on").count() == 60
    page = market.page("project", project)
    assert "已达标" in page
    assert "TQ" in page
