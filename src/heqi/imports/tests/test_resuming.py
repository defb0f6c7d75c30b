"""Killed in the middle and begun again: nothing is lost, nothing is there twice."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connection

from heqi.imports.bench import write_file

pytestmark = pytest.mark.skipif(
    connection.vendor != "sqlite",
    reason="starts processes on an SQLite file whatever the suite's database",
)

ROWS = 12_000
PREPARE = """
import os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "heqi.web.settings"
django.setup()
from django.core.management import call_command
from django.utils import timezone
from heqi.ledger.actors import SYSTEM
from heqi.people.actions import create_unit
call_command("migrate", verbosity=0)
create_unit(kind="company", code="gas", name="燃气", name_en="gas", parent=None, by=SYSTEM,
            now=timezone.now())
"""


def test_an_import_killed_again_and_again_is_whole_in_the_end(data_folder: Path) -> None:
    env = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"}
    env |= {"HEQI_DATA": str(data_folder), "PYTHONPATH": os.pathsep.join(sys.path)}
    subprocess.run([sys.executable, "-c", PREPARE], env=env, check=True)
    file = data_folder / "k.csv"
    write_file(file, ROWS, share=0, seed=1)
    base = [sys.executable, "-m", "heqi", "import"]
    database = data_folder / "heqi.sqlite3"

    def asked(sql: str) -> int:
        with sqlite3.connect(database) as connection:
            return int(connection.execute(sql).fetchone()[0])

    def killed(command: list[str], when: str) -> None:
        worker = subprocess.Popen(command, env=env)
        deadline = time.monotonic() + 120
        while worker.poll() is None and not asked(when) and time.monotonic() < deadline:
            time.sleep(0.02)
        worker.send_signal(signal.SIGKILL)
        worker.wait()

    killed([*base, "customers", str(file)], "SELECT count(*) FROM imports_row")
    staged = asked("SELECT count(*) FROM imports_row")
    assert 0 < staged <= ROWS
    number = sqlite3.connect(database).execute("SELECT number FROM imports_batch").fetchone()[0]
    subprocess.run([*base, "work", number], env=env, check=True, capture_output=True)
    assert asked("SELECT count(*) FROM imports_row") == ROWS
    assert asked("SELECT count(DISTINCT line) FROM imports_row") == ROWS
    # Confirmed by a person; the worker is killed while it writes.
    with sqlite3.connect(database) as connection:
        connection.execute("UPDATE imports_batch SET status = 'confirmed', leaves_out = 1")
    worker = subprocess.Popen([*base, "work", number], env=env)
    time.sleep(3)
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    assert asked("SELECT count(*) FROM customers_party") in (0, ROWS)
    done = subprocess.run(
        [*base, "work", number, "--json"], env=env, check=True, capture_output=True, text=True
    )
    assert json.loads(done.stdout)["status"] == "committed"
    for table, times in (("party", 1), ("servicepoint", 1), ("meter", 1), ("occupancy", 3)):
        assert asked(f"SELECT count(*) FROM customers_{table}") == ROWS * times
    assert asked("SELECT count(*) FROM customers_searchentry") == ROWS
    assert asked("SELECT count(DISTINCT account_key) FROM customers_servicepoint") == ROWS
    assert asked("SELECT count(*) FROM ledger_entry WHERE code = 'imports.commit'") == 1
