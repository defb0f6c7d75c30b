"""A request after it was taken up: found in the list, and taken through its states by pages."""

from collections.abc import Callable
from copy import copy
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from heqi.customers.models import Export
from heqi.customers.pace import gates_on
from heqi.service.models import ServiceRequest
from heqi.service.tests.makers import make_request
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], Client]


def take(client: Client, row: ServiceRequest, name: str, **given: object) -> int:
    """Take a step through its form; the request as it stands afterwards."""
    answer = client.post(f"/desk/requests/{row.number}/step/{name}/", given)
    row.refresh_from_db()
    return int(answer.status_code)


def test_an_enquiry_left_open_is_passed_on_answered_and_reopened(
    cast: Cast, sign_in: SignIn
) -> None:
    row, he = make_request(cast, kind="enquiry", description="气价多少"), sign_in("he")
    page = he.get(f"/desk/requests/{row.number}/").content.decode()
    assert "转交" in page
    assert take(he, row, "pass_on", unit=cast.units["pipeline"].pk) == 302
    assert row.unit == cast.units["pipeline"]
    assert take(he, row, "solve", answer="") == 422
    assert take(he, row, "solve", answer="每立方米 3.2 元") == 302
    assert (row.status, row.answer) == ("closed", "每立方米 3.2 元")
    assert take(he, row, "reopen", reason="客户未收到答复") == 302
    assert row.is_open
    assert take(he, row, "cancel", reason="客户撤回") == 302
    assert row.status == "cancelled"


def test_the_same_matter_goes_on_under_one_number(cast: Cast, sign_in: SignIn) -> None:
    row, other = make_request(cast, kind="enquiry"), make_request(cast, kind="enquiry")
    he = sign_in("he")
    assert take(he, row, "merge", into="ZX000", reason="重复") == 422
    assert take(he, row, "merge", into=other.number, reason="重复") == 302
    assert row.merged_into == other
    assert other.number in he.get(f"/desk/requests/{row.number}/").content.decode()


def test_a_request_is_of_another_kind_after_all(cast: Cast, sign_in: SignIn) -> None:
    row, he = make_request(cast, kind="enquiry"), sign_in("he")
    assert take(he, row, "change_kind", kind="opinion", reason="客户提出建议") == 302
    assert row.kind == "opinion"


def test_what_the_order_does_is_not_done_beside_it(
    cast: Cast, sign_in: SignIn, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        row = make_request(cast)
    he = sign_in("he")
    page = he.get(f"/desk/requests/{row.number}/").content.decode()
    assert "/step/solve/" not in page
    assert take(he, row, "solve", answer="好了") == 403
    assert row.is_open


def test_who_may_not_finds_no_button_and_is_refused(cast: Cast, sign_in: SignIn) -> None:
    row = make_request(cast, kind="enquiry")
    zheng = sign_in("zheng")
    assert "/step/" not in zheng.get(f"/desk/requests/{row.number}/").content.decode()
    assert take(zheng, row, "solve", answer="好了") == 403
    assert take(sign_in("other"), row, "solve", answer="好了") == 404


def test_the_list_filters_sorts_and_leaves_as_a_file(cast: Cast, sign_in: SignIn) -> None:
    enquiry = make_request(cast, kind="enquiry", contact_phone="13812342207")
    repair = make_request(cast)
    he = sign_in("he")
    page = he.get("/desk/requests/?tab=all&sort=opened").content.decode()
    assert page.index(enquiry.number) < page.index(repair.number)
    page = he.get("/desk/requests/?kind=enquiry&unit=x&source=%00").content.decode()
    assert enquiry.number in page
    assert repair.number not in page
    assert enquiry.number not in sign_in("other").get("/desk/requests/?tab=all").content.decode()
    file = he.get("/desk/requests/export/?tab=all&kind=enquiry")
    sheet = CalamineWorkbook.from_filelike(BytesIO(file.content)).get_sheet_by_index(0)
    cells = [str(cell) for line in sheet.to_python() for cell in line]
    assert enquiry.number in cells
    assert not any("13812342207" in cell for cell in cells)
    ServiceRequest.objects.bulk_create(
        [_copy(enquiry, n) for n in range(int(gates_on(NOW, company_id=None)["export_rows"]))]
    )
    asked = he.get("/desk/requests/export/?tab=all&kind=enquiry")
    assert asked.headers["Content-Type"].startswith("text/html")  # so many leave with approval
    assert he.post("/desk/requests/export/?tab=all", {"reason": "月度核对"}).status_code == 302
    assert Export.objects.get().sheet == "desk.requests"


def _copy(row: ServiceRequest, n: int) -> ServiceRequest:
    copied = copy(row)
    copied.pk, copied.number = None, f"{row.number}-{n}"
    return copied
