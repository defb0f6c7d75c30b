"""Fetching of third-party files, without the network: the archives are made here."""

import base64
import hashlib
import io
import json
import tarfile
from pathlib import Path

import pytest
from django.contrib.staticfiles.finders import get_finders
from django.core.management import CommandError, call_command

from heqi.web import assets
from heqi.web.storage import lacks_files


def archive(files: dict[str, str]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as tar:
        for name, text in files.items():
            info = tarfile.TarInfo(f"package/{name}")
            info.size = len(text.encode())
            tar.addfile(info, io.BytesIO(text.encode()))
    return buffer.getvalue()


SVG = '<!-- tags --><svg xmlns="x" width="24"><path d="M1 1" /></svg>'


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A lock of one package, and an ``npm`` on the path that packs it."""
    content = archive({"LICENSE": "MIT", "a.css": "b{}\n/*# sourceMappingURL=a.map */",
                       "icons/x.svg": SVG})  # fmt: skip
    tgz = tmp_path / "thing-1.0.0.tgz"
    tgz.write_bytes(content)
    digest = base64.b64encode(hashlib.sha512(content).digest()).decode()
    lock = tmp_path / "assets.lock.json"
    package = {"name": "thing", "version": "1.0.0", "integrity": f"sha512-{digest}",
               "licence": "LICENSE", "files": {"a.css": "vendor/a.css"},
               "sprite": {"from": "icons", "to": "vendor/icons.svg"}}  # fmt: skip
    lock.write_text(json.dumps({"packages": [package]}))
    (tmp_path / "icons.txt").write_text("x\n")
    npm = tmp_path / "bin" / "npm"
    npm.parent.mkdir()
    npm.write_text(f'#!/bin/sh\nfor last; do :; done\ncp "{tgz}" "$last/"\n')
    npm.chmod(0o755)
    monkeypatch.setenv("PATH", str(npm.parent), prepend=":")
    monkeypatch.setattr(assets, "LOCK", lock)
    monkeypatch.setattr(assets, "ICONS", tmp_path / "icons.txt")
    return tmp_path


def test_pinned_files_arrive_with_their_notices(shop: Path) -> None:
    data = shop / "data"
    assert assets.missing(data) == ["thing 1.0.0"]
    assert assets.install(data, tell=lambda line: None) == 2
    assert assets.missing(data) == []
    assert (data / "vendor/a.css").read_text() == "b{}\n"
    assert '<symbol id="x"' in (data / "vendor/icons.svg").read_text()
    assert "MIT" in (data / assets.NOTICES).read_text()


def test_a_changed_pin_fetches_again(shop: Path) -> None:
    assets.install(shop / "data", tell=lambda line: None)
    assets.ICONS.write_text("x x\n")
    assert assets.missing(shop / "data") == ["thing 1.0.0"]


def test_a_file_with_another_hash_is_not_kept(shop: Path) -> None:
    assets.LOCK.write_text(assets.LOCK.read_text().replace("sha512-", "sha512-A"))
    with pytest.raises(assets.AssetError, match="hash differs"):
        assets.install(shop / "data", tell=lambda line: None)
    assert not (shop / "data/vendor/a.css").exists()


def test_a_failing_npm_is_told_in_one_sentence(shop: Path) -> None:
    (shop / "bin" / "npm").write_text("#!/bin/sh\necho no network >&2\nexit 1\n")
    with pytest.raises(CommandError, match="plain styling"):
        call_command("assets", to=shop / "data")


def test_the_lock_pins_what_the_pages_need() -> None:
    wanted = {target for package in assets.packages() for target in assets.targets(package)}
    assert {"vendor/bootstrap.min.css", "vendor/icons.svg", "vendor/echarts.common.min.js"} < wanted
    assert "://" not in assets.LOCK.read_text()


def test_a_file_that_was_never_collected_is_noticed(settings: object, tmp_path: Path) -> None:
    settings.STATIC_ROOT = tmp_path  # type: ignore[attr-defined]
    assert lacks_files()
    names = [path for finder in get_finders() for path, _store in finder.list([])]
    manifest = tmp_path / "staticfiles.json"
    manifest.write_text(json.dumps({"paths": {name: name for name in names}}), "utf-8")
    assert not lacks_files()
    manifest.write_text(json.dumps({"paths": {name: name for name in names[1:]}}), "utf-8")
    assert lacks_files()
