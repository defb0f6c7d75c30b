"""Who keeps and interprets a policy stands on its page, with the clause."""

import pytest
from django.test import Client
from django.urls import reverse

from heqi.policies.keeping import keeper_of
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db


@pytest.mark.clause(
    "inspection/9.1", "authority/7.1", "conduct/4.1", "conduct/2.2(1)", "tiering/9.1",
    "data-entry/10.1",
)  # fmt: skip
def test_the_page_of_a_policy_says_who_owns_and_interprets_it(cast: Cast, client: Client) -> None:
    found = {
        policy: (keeper.owner, keeper.clause)
        for policy in ("inspection", "authority", "conduct", "tiering", "data-entry", "framework")
        if (keeper := keeper_of(policy, on=NOW.date(), company_id=None))
    }
    office = "服务管理办公室"
    assert found == {
        "inspection": (office, "inspection/9.1"),
        "authority": (office, "authority/7.1"),
        "conduct": (office, "conduct/4.1"),
        "tiering": ("客户服务部", "tiering/9.1"),
        "data-entry": (office, "data-entry/10.1"),
    }
    backend = "allauth.account.auth_backends.AuthenticationBackend"
    client.force_login(cast.staff["he"].account, backend=backend)
    page = client.get(reverse("policies:policy", args=["tiering"])).content.decode()
    assert "归口和解释 客户服务部" in page
