"""A national centre to try things with: it really speaks the interface over HTTP.

It takes our messages once per key, checks their signature, and hands over cases to our door with
the token it was given.
"""

import json
import threading
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx

from heqi.notices.signing import is_signed


class FakeCentre:
    """A running national centre; a context manager for tests."""

    def __init__(self, port: int = 0) -> None:
        self.messages: dict[str, dict[str, Any]] = {}
        self.failing = 0
        handler = type("BoundHandler", (Handler,), {"centre": self})
        self.server = ThreadingHTTPServer(("127.0.0.1", port), handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/messages"

    def __enter__(self) -> "FakeCentre":
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *error: object) -> None:
        self.server.shutdown()
        self.server.server_close()

    def send(self, door: str, token: str, key: str, message: dict[str, Any]) -> httpx.Response:
        """Send a message to a company's door."""
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": key}
        return httpx.post(door, json=message, headers=headers, timeout=30)


class Handler(BaseHTTPRequestHandler):
    """One message of a company."""

    centre: FakeCentre

    def do_POST(self) -> None:
        """Take it once per key."""
        length = self.headers.get("Content-Length", "")
        body = self.rfile.read(int(length) if length.isdigit() else 0)
        if not is_signed(body, dict(self.headers.items()), now=datetime.now(UTC)):
            self._answer(401, {"error": "the signature does not fit"})
            return
        if self.centre.failing:
            self.centre.failing -= 1
            self._answer(503, {"error": "told to fail"})
            return
        message = json.loads(body)
        self.centre.messages.setdefault(message["key"], message)
        self._answer(202, {"taken": message["key"]})

    def _answer(self, status: int, body: dict[str, Any]) -> None:
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *args: object) -> None:
        """Say nothing."""
