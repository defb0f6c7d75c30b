"""An account that is to be opened asks for its master data."""

from typing import Any

import pytest

from heqi.customers.models import MasterDataTask
from heqi.service.tests.makers import make_request
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.mark.clause("data-entry/6.4")
def test_an_account_to_be_opened_asks_for_master_data_within_a_day(
    cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        request = make_request(cast, kind="account_open")
        make_request(cast)
    task = MasterDataTask.objects.get()
    assert (task.source_number, task.clause) == (request.number, "data-entry/6.4")
    assert task.received_at == request.opened_at
    assert task.due_at is not None
