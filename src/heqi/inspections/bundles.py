"""Bundles of the archive: a zip that anybody can open and that tells whether a byte was changed.

A bundle holds papers and evidence, ``index.json``, ``SHA256SUMS`` (a digest for each of them, to be
checked by ``sha256sum -c`` too) and ``SEAL``, the digest of ``SHA256SUMS``. It is written in one
way only: stored, in the order of the index, with a fixed date. Verifying writes it again from what
it holds and compares: so a change outside the files, in the container, is found as well. Who
changes everything together is found by the digest that the system keeps.
"""

import hashlib
import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

INDEX, SUMS, SEAL = "index.json", "SHA256SUMS", "SEAL"
DATE = (1980, 1, 1, 0, 0, 0)
MOST_BYTES = 300 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Held:
    """A file of a bundle: its path and content."""

    path: str
    content: bytes


@dataclass(slots=True)
class Verdict:
    """What verifying found; ``faults`` are sentences, none means that every byte is as written."""

    number: str = ""
    sha256: str = ""
    files: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        """Whether nothing was changed."""
        return not self.faults


def write_bundle(index: dict[str, Any], files: Sequence[Held]) -> bytes:
    """The bytes of a bundle; the same files and index give the same bytes."""
    text = json.dumps(index, ensure_ascii=False, indent=1, sort_keys=True).encode()
    return _packed([*files, Held(INDEX, text)])


def _packed(files: Sequence[Held]) -> bytes:
    sums = "".join(f"{_digest(one.content)}  {one.path}\n" for one in files).encode()
    seal = f"{_digest(sums)}\n".encode()
    return _zipped([*files, Held(SUMS, sums), Held(SEAL, seal)])


def _zipped(files: Sequence[Held]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as bundle:
        for one in files:
            entry = zipfile.ZipInfo(one.path, DATE)
            entry.external_attr = 0o644 << 16
            entry.create_system = 3
            bundle.writestr(entry, one.content)
    return buffer.getvalue()


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def verify_bundle(content: bytes) -> Verdict:
    """Hold a bundle against itself. Never raises: what cannot be read is a fault."""
    verdict = Verdict(sha256=_digest(content))
    files = _read(content, verdict)
    if files is None:
        return verdict
    held = {one.path: one.content for one in files}
    verdict.files = max(0, len(files) - 3)
    for name in (INDEX, SUMS, SEAL):
        if name not in held:
            verdict.faults.append(_("{name} is missing.").format(name=name))
    if verdict.faults:
        return verdict
    if held[SEAL] != f"{_digest(held[SUMS])}\n".encode():
        verdict.faults.append(_("The list of digests does not fit its seal."))
    _check_sums(held, verdict)
    _check_index(held, verdict)
    if not verdict.faults and _zipped(files) != content:
        verdict.faults.append(_("The container was changed around the files."))
    return verdict


def _read(content: bytes, verdict: Verdict) -> list[Held] | None:
    if len(content) > MOST_BYTES:
        verdict.faults.append(_("The file is too large for a bundle."))
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as bundle:
            entries = bundle.infolist()
            # Bundles are stored, never compressed: nothing grows when it is read.
            if any(one.compress_type != zipfile.ZIP_STORED or one.flag_bits & 1 for one in entries):
                raise zipfile.BadZipFile
            if sum(one.file_size for one in entries) > len(content):
                raise zipfile.BadZipFile
            return [Held(one.filename, bundle.read(one)) for one in entries]
    except Exception:  # whatever a damaged container makes the reader stumble over
        verdict.faults.append(_("This is no bundle, or the container is damaged."))
        return None


def _check_sums(held: dict[str, bytes], verdict: Verdict) -> None:
    told: dict[str, str] = {}
    for line in held[SUMS].decode(errors="replace").splitlines():
        digest, _gap, path = line.partition("  ")
        told[path] = digest
    for path, content in held.items():
        if path in (SUMS, SEAL):
            continue
        if path not in told:
            verdict.faults.append(_("{name} does not belong to it.").format(name=path))
        elif told[path] != _digest(content):
            verdict.faults.append(_("{name} was changed.").format(name=path))
    for path in told:
        if path not in held:
            verdict.faults.append(_("{name} is missing.").format(name=path))


def _check_index(held: dict[str, bytes], verdict: Verdict) -> None:
    try:
        index = json.loads(held[INDEX])
        verdict.number = str(index["number"])
        paths = [str(one["path"]) for one in index["papers"]]
    except (ValueError, KeyError, TypeError):
        verdict.faults.append(_("The index cannot be read."))
        return
    for path in paths:
        if path not in held:
            verdict.faults.append(_("{name} is missing.").format(name=path))
