"""Signed bodies between us and the gateways: HMAC-SHA256 over time and body."""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime

from django.conf import settings

SIGNATURE = "X-Heqi-Signature"
TIMESTAMP = "X-Heqi-Timestamp"
# How far the clocks of both sides may differ; an older report is a replay.
TOLERANCE_SECONDS = 300


def secret() -> bytes:
    """The shared secret; without one of its own it derives from the site's key."""
    own = getattr(settings, "HEQI_GATEWAY_SECRET", "")
    if own:
        return str(own).encode()
    key = settings.SECRET_KEY.encode()
    return hmac.new(key, b"heqi.notices.gateway", hashlib.sha256).hexdigest().encode()


def sign(body: bytes, *, now: datetime, key: bytes | None = None) -> dict[str, str]:
    """The two headers that prove a body."""
    stamp = str(int(now.timestamp()))
    return {TIMESTAMP: stamp, SIGNATURE: _digest(stamp, body, key or secret())}


def is_signed(body: bytes, headers: Mapping[str, str], *, now: datetime) -> bool:
    """Whether the headers prove the body, and recently."""
    stamp = headers.get(TIMESTAMP, "")
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 12):
        return False
    if abs(now.timestamp() - int(stamp)) > TOLERANCE_SECONDS:
        return False
    given = headers.get(SIGNATURE, "")
    return hmac.compare_digest(_digest(stamp, body, secret()).encode(), given.encode())


def _digest(stamp: str, body: bytes, key: bytes) -> str:
    return "sha256=" + hmac.new(key, stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
