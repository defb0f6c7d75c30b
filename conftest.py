"""Fixtures for every test of the project."""

import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from fcntl import LOCK_EX, flock
from hashlib import sha256
from importlib import import_module
from io import TextIOWrapper
from pathlib import Path
from shutil import copyfile
from subprocess import run
from urllib.parse import urlsplit

import django
import psycopg
import pytest
from django.conf import settings as site
from django.db import connection
from django.test import Client, TransactionTestCase
from django.utils import translation
from psycopg import sql
from pytest_django import DjangoDbBlocker

from heqi.policies.layers import Layers, keep_layers
from heqi.web.catalogs import compile_catalogs
from tests.cast import NOW, Cast, make_cast

# Tests read the pages in Chinese; the compiled catalogs are not committed.
compile_catalogs()

KEPT = [
    import_module("heqi.ledger.migrations.0002_entries_cannot_change"),
    import_module("heqi.customers.migrations.0003_lookups_cannot_change"),
]


@dataclass
class Kept:
    """A migrated SQLite file of an earlier run, under the digest of what migrates it."""

    path: Path
    lock: TextIOWrapper | None = None


@pytest.fixture(scope="session")
def kept_database() -> Kept:
    """The file of this state: applying the migrations takes half a minute, a copy nothing."""
    digest = sha256(django.__version__.encode())
    # Roles and posts are loaded after the migrations and never overwritten.
    for pattern in ("migrations/*.py", "data/*.yaml"):
        for path in sorted(site.PROJECT.glob(f"src/heqi/*/{pattern}")):
            if path.name != "notices.yaml":  # words that are read when they are needed
                digest.update(path.read_bytes())
    folder = site.DATA / "tests"
    folder.mkdir(exist_ok=True)
    return Kept(folder / f"{digest.hexdigest()[:16]}.sqlite3")


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """The copied file is brought up to date, not thrown away; PostgreSQL makes its copy anew."""
    return connection.vendor == "sqlite"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings: None,
    tmp_path_factory: pytest.TempPathFactory,
    kept_database: Kept,
) -> None:
    """SQLite in a file as in production: in memory, rivals get other locks than real ones."""
    default = site.DATABASES["default"]
    if default["ENGINE"].endswith("sqlite3"):
        name = str(tmp_path_factory.mktemp("db") / "test.sqlite3")
        default.setdefault("TEST", {})["NAME"] = name
        connection.settings_dict["TEST"]["NAME"] = name
        options = connection.settings_dict["OPTIONS"]
        options["init_command"] = options["init_command"].replace(
            "synchronous=FULL", "synchronous=OFF"
        )
        lock = kept_database.path.with_suffix(".lock").open("w")
        flock(lock, LOCK_EX)
        if kept_database.path.exists():
            copyfile(kept_database.path, name)
            lock.close()
        else:
            # Held until the file is there: the other workers wait instead of doing the same.
            kept_database.lock = lock
    else:
        default.setdefault("TEST", {})["TEMPLATE"] = migrated_once(kept_database.path)
        connection.settings_dict["TEST"]["TEMPLATE"] = default["TEST"]["TEMPLATE"]


def migrated_once(path: Path) -> str:
    """A database of the server named by ``DATABASE_URL`` that is migrated, for workers to copy."""
    url = urlsplit(os.environ["DATABASE_URL"])
    name = f"heqi_tests_{path.stem}"
    with (
        path.with_suffix(".lock").open("w") as lock,
        psycopg.connect(url.geturl(), autocommit=True) as server,
    ):
        flock(lock, LOCK_EX)
        known = "SELECT 1 FROM pg_database WHERE datname = %s"
        if not server.execute(known, [name]).fetchone():
            server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
            run(
                [sys.executable, "-m", "heqi", "migrate", "--verbosity=0"],
                env={**os.environ, "DATABASE_URL": url._replace(path=f"/{name}").geturl()},
                check=True,
            )
    return name


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, kept_database: Kept
) -> None:
    """Keep the migrated file for the next run, once it is whole."""
    if kept_database.lock:
        for old in kept_database.path.parent.glob("*.sqlite3"):
            old.unlink()
        part = kept_database.path.with_suffix(".part")
        part.unlink(missing_ok=True)
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(part)])
        part.rename(kept_database.path)
        kept_database.lock.close()


@pytest.fixture
def data_folder(tmp_path: Path, kept_database: Kept) -> Path:
    """A data folder for processes that a test starts; migrated already if a run has kept that."""
    if kept_database.path.exists():
        copyfile(kept_database.path, tmp_path / "heqi.sqlite3")
    return tmp_path


@pytest.fixture(scope="session", autouse=True)
def the_ledger_may_be_emptied_between_tests() -> None:
    """A test that commits is followed by emptying every table, which the ledger's triggers refuse.

    They are lifted for that moment only, so that they guard every test.
    """
    empty = TransactionTestCase._fixture_teardown

    def lifted(self: TransactionTestCase) -> None:
        with connection.schema_editor() as editor:
            for kept in KEPT:
                kept.remove(None, editor)
            if connection.vendor == "sqlite":
                # Django empties only the tables it knows.
                editor.execute("INSERT INTO customers_words(customers_words) VALUES('delete-all')")
        try:
            empty(self)
        finally:
            with connection.schema_editor() as editor:
                for kept in KEPT:
                    kept.add(None, editor)

    # TestCase has a teardown of its own, which rolls back and empties nothing.
    TransactionTestCase._fixture_teardown = lifted  # type: ignore[method-assign]


@pytest.fixture(autouse=True)
def plain_static_files(settings: object) -> None:
    """Tests never need collected or fetched assets."""
    settings.STORAGES = {  # type: ignore[attr-defined]
        "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.PASSWORD_HASHERS = [  # type: ignore[attr-defined]
        "django.contrib.auth.hashers.MD5PasswordHasher"
    ]


@pytest.fixture(autouse=True)
def menus_count_on_every_page(settings: object) -> None:
    """Tests change what waits by actions, without the page that would have told the menu."""
    settings.MENU_COUNT_SECONDS = 0  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def chinese() -> Iterator[None]:
    """Every test begins in the default language, whatever the one before has chosen."""
    with translation.override(site.LANGUAGE_CODE):
        yield


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What pages look like does not hang on the database: shown on SQLite, not again elsewhere.

    Browsers come last: they leave threads behind, beside which no process can be copied.
    """
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)
    if connection.vendor != "sqlite":
        for item in items:
            if item.get_closest_marker("looks"):
                item.add_marker(pytest.mark.skip("how pages look is shown on SQLite"))


def pytest_sessionstart() -> None:
    """Nothing is published while the test files are read, which some ask the packs at."""
    keep_layers(Layers())


@pytest.fixture(autouse=True)
def nothing_published() -> None:
    """Every test begins with the packs of the settings alone, without asking the database."""
    keep_layers(Layers())


@pytest.fixture
def now() -> datetime:
    """A Monday, 2026-11-23 10:00 in Shanghai."""
    return NOW


@pytest.fixture
def cast(db: None) -> Cast:
    """The organisation and its people."""
    return make_cast()


@pytest.fixture
def sign_in(cast: Cast) -> Callable[[str], Client]:
    """``sign_in("lin")`` gives a browser session of the agent."""

    def _sign_in(name: str) -> Client:
        client = Client()
        client.force_login(
            cast.staff[name].account, backend="allauth.account.auth_backends.AuthenticationBackend"
        )
        return client

    return _sign_in
