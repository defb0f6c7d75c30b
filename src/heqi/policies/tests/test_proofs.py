"""Evidence registered beside a clause shows on the living page, to whoever reads the policies."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from heqi.policies.models import Proof
from tests.cast import Cast

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], Client]
CLAUSE = "/policies/framework/5.2.3.2"


@pytest.mark.clause("framework/5.2.1.6")
def test_evidence_stands_beside_the_clause_of_the_month_and_is_counted(
    cast: Cast, sign_in: SignIn
) -> None:
    office, agent = sign_in("he"), sign_in("lin")
    before = office.get("/policies/framework/").content.decode()
    assert "1 件佐证" not in before
    refused = office.post(f"{CLAUSE}?month=2026-10", {"text": " "})
    assert refused.status_code == 422
    file = SimpleUploadedFile("签到表.pdf", b"%PDF-1.4\n%%EOF\n")
    said = {"text": "十月制度学习签到", "file": file}
    assert office.post(f"{CLAUSE}?month=2026-10", said).status_code == 302
    assert agent.post(f"{CLAUSE}?month=2026-10", said).status_code == 403
    proof = Proof.objects.get()
    assert (proof.company, f"{proof.month:%Y-%m}") == (cast.units["gas"], "2026-10")
    page = agent.get(f"{CLAUSE}?month=2026-10").content.decode()
    assert "十月制度学习签到" in page
    assert "签到表.pdf" in page
    assert "1 件佐证" in agent.get("/policies/framework/?month=2026-10").content.decode()
    assert "十月制度学习签到" not in agent.get(f"{CLAUSE}?month=2026-11").content.decode()
