"""What the server has answered for survives its being killed at any moment."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from django.db import connection

pytestmark = pytest.mark.skipif(
    connection.vendor != "sqlite",
    reason="starts processes on an SQLite file whatever the suite's database",
)

PROJECT = Path(__file__).resolve().parents[2]
WRITERS = 4
KILLS = 3
# Answers waited for between two kills, so that writes are under way at every kill.
BETWEEN = 25


class Site:
    """A server of its own with its own data; ``kill`` takes the whole process group."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.env = {
            **{k: v for k, v in os.environ.items() if k != "DATABASE_URL"},
            "HEQI_DATA": str(folder),
            "HEQI_DEMO": "1",
            "PYTHONPATH": str(PROJECT / "src"),
        }
        self.process: subprocess.Popen[bytes] | None = None

    def heqi(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "heqi", *arguments],
            cwd=PROJECT,
            env=self.env,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-2000:]
        return done.stdout

    def start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "heqi", "run", "--port", str(self.port)],
            cwd=PROJECT,
            env=self.env,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        for _ in range(600):
            try:
                if httpx.get(f"{self.url}/health/", timeout=5).status_code == 200:
                    return
            except httpx.HTTPError:
                time.sleep(0.1)
        pytest.fail("the server did not start")

    def kill(self) -> None:
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None


@pytest.fixture
def site(data_folder: Path) -> Iterator[Site]:
    made = Site(data_folder)
    made.heqi("migrate", "-v0")
    made.heqi("demo", "--customers", "0", "--orders", "0")
    try:
        yield made
    finally:
        made.kill()


def sign_in(site: Site, name: str) -> dict[str, str]:
    """The cookies of somebody who has signed in at the page."""
    with httpx.Client(base_url=site.url, timeout=20) as browser:
        page = browser.get("/accounts/login/")
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
        assert token
        answer = browser.post(
            "/accounts/login/",
            data={
                "login": name,
                "password": "heqi-demo-2026",
                "csrfmiddlewaretoken": token.group(1),
            },
        )
        assert answer.status_code == 302, answer.text[:500]
        return dict(browser.cookies)


class Writer(threading.Thread):
    """Reports calls one after the other, each under a reference of its own, until told to stop."""

    def __init__(self, site: Site, number: int, cookies: dict[str, str]) -> None:
        super().__init__(daemon=True)
        self.site, self.number, self.cookies = site, number, cookies
        self.sent = 0
        self.acknowledged: list[str] = []
        self.refused: list[int] = []
        self.stop = threading.Event()

    def run(self) -> None:
        with httpx.Client(base_url=self.site.url, cookies=self.cookies, timeout=10) as browser:
            headers = {"X-CSRFToken": self.cookies["csrftoken"], "Referer": self.site.url}
            while not self.stop.is_set():
                self.sent += 1
                reference = f"call-{self.number}-{self.sent}"
                try:
                    answer = browser.post(
                        "/desk/calls/receive/",
                        data={"caller_number": "13700000001", "external_ref": reference},
                        headers=headers,
                    )
                except httpx.HTTPError:
                    time.sleep(0.05)
                    continue
                if answer.status_code == 201:
                    self.acknowledged.append(reference)
                else:
                    self.refused.append(answer.status_code)


STORED = """
import json
from heqi.ledger.audit import verify
from heqi.ledger.models import Entry, Event
from heqi.service.models import Contact
rows = dict(Contact.objects.exclude(external_ref="").values_list("external_ref", "pk"))
entries = Entry.objects.filter(code="service.receive_call")
audited = set(entries.values_list("subject_id", flat=True))
told = {e.data["contact_id"] for e in Event.objects.filter(name="service.ContactRang")}
whole = [ref for ref, pk in rows.items() if str(pk) in audited and pk in told]
bad = verify().first_bad_seal
print(json.dumps({"stored": sorted(rows), "whole": sorted(whole), "bad_seal": bad}))
"""


def test_every_acknowledged_write_outlives_kill_minus_nine(site: Site) -> None:
    site.start()
    cookies = sign_in(site, "linxiao")
    writers = [Writer(site, number, cookies) for number in range(WRITERS)]
    for writer in writers:
        writer.start()
    for kill in range(KILLS):
        if kill:
            site.start()
        goal = sum(len(writer.acknowledged) for writer in writers) + BETWEEN
        until = time.monotonic() + 60
        while sum(len(writer.acknowledged) for writer in writers) < goal:
            assert time.monotonic() < until, [writer.refused[-3:] for writer in writers]
            time.sleep(0.01)
        site.kill()
    for writer in writers:
        writer.stop.set()
    for writer in writers:
        writer.join(30)

    acknowledged = {ref for writer in writers for ref in writer.acknowledged}
    found = json.loads(site.heqi("shell", "-v0", "-c", STORED))
    assert len(acknowledged) >= KILLS * BETWEEN
    assert acknowledged - set(found["stored"]) == set()
    # With its audit entry and its event, or not at all: also what nobody was told about.
    assert found["whole"] == found["stored"]
    assert [status for writer in writers for status in writer.refused] == []
    assert found["bad_seal"] is None
