"""What every file must keep to, read from the sources."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.urls import Resolver404, resolve

PROJECT = Path(__file__).resolve().parents[2]
SOURCES = sorted(
    path
    for path in (PROJECT / "src/heqi").rglob("*.py")
    if "tests" not in path.parts and "migrations" not in path.parts
)
# Entry points may read the clock: requests, commands and the loop hand `now` on.
# A template rendered without a request has no other clock; the fake gateway is a server of its own.
MAY_READ_THE_CLOCK = {"middleware.py", "gateway.py", "times.py", "library.py"}
WRITES = {
    "save",
    "create",
    "bulk_create",
    "bulk_update",
    "update",
    "delete",
    "get_or_create",
    "update_or_create",
}
# Besides actions, these write: the ledger's own machinery, the keeping of decisions, generators.
MAY_WRITE = {
    "ledger/audit.py",
    "ledger/events.py",
    "ledger/states.py",
    "ledger/numbers.py",
    "policies/deciding.py",
    "approvals/seating.py",
    # The log of look-ups, written in the transaction of the read.
    "customers/lookups.py",
    # The search index, kept by the actions.
    "customers/search/index.py",
    # A measurement fills the log of a database that is thrown away.
    "lookups/bench/seen.py",
}


def _name(path: Path) -> str:
    return str(path.relative_to(PROJECT / "src/heqi"))


def _calls(path: Path) -> list[tuple[int, str, str]]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [
        (node.lineno, node.func.attr, ast.unparse(node.func.value))
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    ]


def test_the_clock_is_read_at_entry_points_only() -> None:
    found = [
        f"{_name(path)}:{line}"
        for path in SOURCES
        if path.name not in MAY_READ_THE_CLOCK and "management" not in path.parts
        for line, attribute, owner in _calls(path)
        if (
            attribute in {"now", "utcnow", "today"}
            and owner.split(".")[-1] in {"timezone", "datetime", "date", "dt"}
        )
    ]
    assert found == []


def test_only_actions_write() -> None:
    found = [
        f"{_name(path)}:{line} {owner}.{attribute}"
        for path in SOURCES
        if "actions" not in _name(path)
        and "rulebook" not in path.parts
        and "demo" not in _name(path)
        and _name(path) not in MAY_WRITE
        for line, attribute, owner in _calls(path)
        if attribute in WRITES and ("objects" in owner or "_base_manager" in owner)
    ]
    assert found == []


def test_no_module_is_called_after_nothing() -> None:
    forbidden = {"utils", "common", "base", "helpers", "misc", "core", "shared"}
    assert [_name(path) for path in SOURCES if path.stem in forbidden] == []


def test_imports_keep_to_the_layers() -> None:
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        env={"PYTHONPATH": "src", "PATH": "/usr/bin:/bin"},
        check=False,
    )
    assert done.returncode == 0, done.stdout


def test_no_template_carries_inline_script_or_style() -> None:
    inline = re.compile(
        r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")[^>]*>"
        r"|<style|\sstyle=\"|\son[a-z]+=\""
    )
    found = [
        str(path.relative_to(PROJECT))
        for path in (PROJECT / "src/heqi").rglob("*.html")
        if inline.search(path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_nothing_names_a_package_registry_host() -> None:
    hosts = re.compile(r"pypi\.org|pythonhosted|npmjs\.(org|com)|npmmirror|tuna\.tsinghua")
    names = subprocess.run(
        ["git", "ls-files"], cwd=PROJECT, capture_output=True, text=True, check=True
    ).stdout.split("\n")
    found = [
        name
        for name in names
        if name
        and not name.endswith((".png", ".jpg"))
        and "test_rules_of_the_house" not in name
        and (PROJECT / name).is_file()
        and hosts.search((PROJECT / name).read_text(encoding="utf-8", errors="ignore"))
    ]
    assert found == []


def test_every_address_in_a_message_or_link_of_the_code_exists() -> None:
    lost = [
        f"{_name(path)}:{line} {text}"
        for path in SOURCES
        for line, found in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        for text in re.findall(r'f"(/[a-z][^"\s]*/)(?:\?[^"]*)?"', found)
        if not _leads_somewhere(text)
    ]
    assert lost == []


def _leads_somewhere(text: str) -> bool:
    for value in ("1", "a"):
        try:
            resolve(re.sub(r"\{[^}]*\}", value, text))
        except Resolver404:
            continue
        return True
    return False


@pytest.mark.django_db
def test_migrations_are_complete() -> None:
    from django.core.management import call_command

    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.django_db
def test_generated_maps_are_fresh() -> None:
    from heqi.web.maps import all_maps

    folder = PROJECT / "docs/generated"
    stale = [n for n, text in all_maps().items() if (folder / n).read_text("utf-8") != text]
    assert stale == [], "run: make maps"
