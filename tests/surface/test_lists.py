"""A list asks the database as often for three rows as for one."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.cast import Cast
from tests.surface.samples import LISTS, Samples
from tests.surface.test_access import client_of, undone

pytestmark = pytest.mark.django_db


def test_lists_ask_as_often_for_three_rows_as_for_one(cast: Cast, samples: Samples) -> None:
    lists = [(url_of(name) + query, who) for name, query, who in LISTS if url_of(name)]
    clients = {who: client_of(cast, who) for _url, who in lists}
    one = [asked(clients[who], url) for url, who in lists]
    samples.more()
    samples.more()
    three = [asked(clients[who], url) for url, who in lists]
    grown = [
        f"{url} as {who}: {len(before)} queries for one row, {len(after)} for three: "
        f"{more_often(before, after)}"
        for (url, who), before, after in zip(lists, one, three, strict=True)
        if len(after) > len(before)
    ]
    assert not grown, "\n".join(grown)


def url_of(name: str) -> str:
    """The address, or that of a name; every name above exists once its app has pages."""
    return name if name.startswith("/") else reverse(name)


def asked(client: object, url: str) -> list[str]:
    """The queries of a page, read once before so that what is kept in memory is there."""
    with undone():
        client.get(url)  # type: ignore[attr-defined]
    with undone(), CaptureQueriesContext(connection) as found:
        response = client.get(url, headers={"HX-Request": "true"} if "events" in url else None)  # type: ignore[attr-defined]
    assert response.status_code == 200, (url, response.status_code)
    return [query["sql"] for query in found if "SAVEPOINT" not in query["sql"]]


def more_often(before: list[str], after: list[str]) -> list[str]:
    """The statements that came more often, shortened to their tables."""
    heads = [[sql.partition(" WHERE ")[0][-160:] for sql in rows] for rows in (before, after)]
    return sorted({h for h in heads[1] if heads[1].count(h) > heads[0].count(h)})[:4]
