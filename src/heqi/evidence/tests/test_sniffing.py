"""A file is what its content says; what we do not keep is refused in a sentence."""

import time

import pytest
from django.core.exceptions import ValidationError

from heqi.evidence.sniffing import MAX_SIZE, check_signature, sniff
from heqi.evidence.tests.files import jpeg, office, png


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (png(), "image/png"),
        (jpeg(), "image/jpeg"),
        (b"GIF89a\x08\x00\x08\x00rest", "image/gif"),
        (b"%PDF-1.7 x", "application/pdf"),
        (office(), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (
            office("word/document.xml"),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
        (b"\x00\x00\x00\x18ftypheic0000", "image/heic"),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", "audio/wav"),
        (b"ID3\x03rest", "audio/mpeg"),
    ],
)
def test_the_content_tells_the_kind(content: bytes, media_type: str) -> None:
    assert sniff(content).media_type == media_type


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html><script>alert(1)</script>",
        b"<?xml version='1.0'?><svg onload='x'/>",
        b"MZ\x90\x00 program",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old office",
        b"#!/bin/sh",
        b"just text",
        b"PK\x03\x04 not an archive",
        office("plain/file.txt"),
        office(extra={"xl/vbaProject.bin": b"x"}),
        png(40_000, 1)[:20] + b"\x00\x0f\x42\x40" + png()[24:],
        b"x" * (MAX_SIZE + 1),
        b"\xff\xd8\xff\xe0",
    ],
)
def test_everything_else_is_refused(content: bytes) -> None:
    with pytest.raises(ValidationError):
        sniff(content)


def test_an_archive_that_unpacks_to_too_much_is_refused_without_unpacking() -> None:
    bomb = office(extra={f"xl/media/{n}.xml": b"\x00" * 30_000_000 for n in range(7)})
    assert len(bomb) < 1_000_000
    begun = time.perf_counter()
    with pytest.raises(ValidationError, match=r"unpacks|解压"):
        sniff(bomb)
    assert time.perf_counter() - begun < 1


def test_an_archive_with_a_huge_directory_is_refused_unread() -> None:
    many = office(extra={f"xl/{n}": b"" for n in range(3000)})
    with pytest.raises(ValidationError):
        sniff(many)


def test_a_signature_is_a_whole_picture_with_something_on_it() -> None:
    check_signature(png(300, 120))
    for content in (
        png(300, 120, drawn=False),
        png(300, 120, drawn=False, grey=0),
        png(300, 120) + b"<script>",
        png(300, 120)[:-20],
        png(3000, 10),
        jpeg(),
        b"",
    ):
        with pytest.raises(ValidationError):
            check_signature(content)
