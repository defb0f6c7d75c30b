"""Every address × everybody × GET and POST: the committed table, and what holds without it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.db import connection, transaction
from django.test import Client

from heqi.people.models import Account
from tests.cast import PEOPLE, Cast
from tests.surface.samples import CANARY, Address, Samples, addresses, addresses_of_login

pytestmark = pytest.mark.django_db
TABLES = Path(__file__).with_name("access")
HEAD = """\
# What everybody gets at every address of the app: address → method → member of the cast → status.
# Written by: HEQI_WRITE_ACCESS=1 pytest -p no:randomly tests/surface/test_access.py
"""
# "1" writes every table, "callbacks" or "callbacks,desk" those of the apps named, which is quicker.
WRITING = os.environ.get("HEQI_WRITE_ACCESS", "")
NAMED = frozenset(WRITING.split(",")) - {"", "1"}
NOBODY = "anonymous"
METHODS = ("GET", "POST")
# A few together, because making one of everything takes longer than asking.
EVERYBODY = [NOBODY, *PEOPLE]
GROUPS = [EVERYBODY[n : n + 4] for n in range(0, len(EVERYBODY), 4)]
# Rights are asked of Python: a second database shows every address to an insider and an outsider.
ASKED = GROUPS if connection.vendor == "sqlite" else [["he", "other"]]
# What the door shows to those who have not signed in.
# The phone's service worker is a static script that must be served from its own reach.
# A public service supervisor comes by his personal, signed link; so does a customer who answers.
OPEN = {
    "health",
    "set_language",
    "set_theme",
    "notices:reports",
    "workorders:worker",
    "callbacks:rate",
    "callbacks:reply",
    "supervision:door",
    "supervision:door_say",
    "supervision:door_opinion",
    "supervision:door_rate",
}
OPEN_LOGIN = {
    "account_login",
    "account_signup",
    "account_inactive",
    "account_email_verification_sent",
    "account_confirm_login_code",
    "account_request_login_code",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_confirm_email",
}
# A look is written down where the law asks for it; a session is touched by every request.
MAY_GROW = ("customers_lookup", "customers_lookupsubject", "django_session", "customers_entry")


def client_of(cast: Cast, member: str) -> Client:
    client = Client(raise_request_exception=False)
    if member != NOBODY:
        client.force_login(
            cast.staff[member].account,
            backend="allauth.account.auth_backends.AuthenticationBackend",
        )
    return client


@contextmanager
def undone() -> Iterator[None]:
    """Whatever happens inside is rolled back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def written() -> Iterator[list[str]]:
    """Statements that change rows, those that may grow left out."""
    found: list[str] = []

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        head = sql.lstrip()[:200]
        if head.startswith(("INSERT", "UPDATE", "DELETE", "REPLACE")) and not any(
            f'"{table}' in head for table in MAY_GROW
        ):
            found.append(head)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield found


def ask_for(client: Client, method: str, url: str) -> tuple[Any, list[str]]:
    with undone(), written() as changes:
        response = getattr(client, method.lower())(url)
        if getattr(response, "streaming", False):
            response.content = b"".join(response.streaming_content)
    return response, changes


def seen_by(cast: Cast, samples: Samples, member: str) -> dict[str, dict[str, int]]:
    """Statuses of one member; what holds without the table is asserted on the way."""
    client = client_of(cast, member)
    found: dict[str, dict[str, int]] = {}
    for address in addresses():
        if NAMED and app_of(address.name) not in NAMED:
            continue
        url = address.url(samples)
        for method in METHODS:
            if (
                not WRITING
                and member not in (NOBODY, "he")
                and refuses_method(address.name, method)
            ):
                found.setdefault(address.name, {})[method] = 405
                continue
            response, changes = ask_for(client, method, url)
            status = response.status_code
            where = f"{method} {address.name} ({url}) as {member}: {status}"
            assert status < 500, where
            assert not (method == "GET" and changes), (where, changes)
            if member == NOBODY:
                assert address.name in OPEN or status not in (200, 201), where
            if member == "other":
                hold_from_outside(address, response, where)
            found.setdefault(address.name, {})[method] = status
    return found


def refuses_method(name: str, method: str) -> bool:
    """Whether the table says of everybody that the method is not known there.

    That is said before anybody is looked at; two members ask it for all.
    """
    row = read().get(name, {}).get(method, {})
    return (
        not WRITING
        and bool(row)
        and {status for who, status in row.items() if who != NOBODY} == {405}
    )


def hold_from_outside(address: Address, response: Any, where: str) -> None:
    """Another company gets nothing of an object, and not a word of it anywhere."""
    if address.owned:
        assert response.status_code >= 400, where
    told = response.content.decode(errors="replace") + str(dict(response.headers))
    assert CANARY not in told, where


@pytest.mark.parametrize("members", ASKED, ids="-".join)
def test_everybody_gets_what_the_table_says(
    cast: Cast, samples: Samples, members: list[str]
) -> None:
    for member in members:
        found = seen_by(cast, samples, member)
        if WRITING:
            write(member, found)
        else:
            compare(member, found)


@cache
def read() -> dict[str, dict[str, dict[str, int]]]:
    """The committed tables of all apps as one."""
    table: dict[str, dict[str, dict[str, int]]] = {}
    for path in sorted(TABLES.glob("*.yaml")):
        table |= yaml.safe_load(path.read_text())
    return table


def compare(member: str, found: dict[str, dict[str, int]]) -> None:
    said = {
        name: {method: row.get(member) for method, row in methods.items()}
        for name, methods in read().items()
    }
    different = {
        name: {"table": said.get(name), "now": found.get(name)}
        for name in sorted({*said, *found})
        if said.get(name) != found.get(name)
    }
    assert not different, (
        f"{member} gets other answers than tests/surface/access says: {different}. If they are "
        "meant, write the tables anew with HEQI_WRITE_ACCESS=1 pytest -p no:randomly "
        "tests/surface/test_access.py and read their difference before committing it."
    )


def app_of(name: str) -> str:
    """The app whose table an address stands in."""
    return name.partition(":")[0] if ":" in name else "web"


def write(member: str, found: dict[str, dict[str, int]]) -> None:
    table = read()
    apps: dict[str, list[str]] = {}
    for name, methods in found.items():
        lines = apps.setdefault(app_of(name), [HEAD])
        lines.append(f"{name}:\n")
        for method, status in methods.items():
            row = {**table.get(name, {}).get(method, {}), member: status}
            kept = {one: row[one] for one in EVERYBODY if one in row}
            lines.append(f"  {method}: {{{', '.join(f'{k}: {v}' for k, v in kept.items())}}}\n")
    for path in TABLES.glob("*.yaml"):
        if path.stem not in apps and not NAMED:
            path.unlink()
    for app, lines in apps.items():
        (TABLES / f"{app}.yaml").write_text("".join(lines))
    read.cache_clear()


@pytest.mark.parametrize("member", [NOBODY, "lin", "other"])
def test_the_pages_of_the_login_package_hold(cast: Cast, member: str) -> None:
    client = client_of(cast, member)
    for address in addresses_of_login():
        if address.arguments:
            continue
        for method in METHODS:
            response, _changes = ask_for(client, method, address.url(Samples(cast, None)))
            where = f"{method} {address.name} as {member}: {response.status_code}"
            assert response.status_code < 500, where
            if member == NOBODY:
                assert address.name in OPEN_LOGIN or response.status_code != 200, where


def test_nobody_signs_himself_up(cast: Cast) -> None:
    before = Account.objects.count()
    given = {"username": "fremd", "password1": "ein-Wort-1848", "password2": "ein-Wort-1848"}
    client_of(cast, NOBODY).post("/accounts/signup/", given)
    assert Account.objects.count() == before


def test_every_address_is_in_the_table() -> None:
    missing = {one.name for one in addresses()} - set(read())
    assert not missing, (
        f"Addresses without a line in tests/surface/access: {sorted(missing)}. Write them "
        "with HEQI_WRITE_ACCESS=1 pytest -p no:randomly tests/surface/test_access.py"
    )
