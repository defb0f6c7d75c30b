"""Fixtures for every test of the project."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client

from tests.cast import NOW, Cast, make_cast


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
