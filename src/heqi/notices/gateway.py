"""A message gateway to try things with: it really receives over HTTP.

``POST /sms`` and ``POST /wecom`` take what :mod:`heqi.notices.drivers.gateway` sends, once per
key; ``GET /`` shows the messages, ``GET /messages`` gives them as JSON, ``POST /mode`` makes it
fail, be slow or say everything twice. Delivery reports go to ``report_to``, signed.
"""

import json
import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx

from heqi.notices.signing import is_signed, sign

MODES = ("ok", "fail", "refuse", "slow", "duplicate", "undeliverable")
MAX_BODY = 200_000
KEPT = 1000


@dataclass
class Gateway:
    """What the fake carrier knows and how it behaves."""

    report_to: str = ""
    mode: str = "ok"
    times: int | None = None  # how many requests the mode lasts; None until changed
    seconds: float = 2.0
    messages: list[dict[str, Any]] = field(default_factory=list)
    requests: int = 0
    reports: list[int] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def current_mode(self) -> str:
        """The mode of this request; counts down a limited one."""
        with self.lock:
            self.requests += 1
            mode = self.mode
            if self.times is not None:
                self.times -= 1
                if self.times <= 0:
                    self.mode, self.times = "ok", None
            return mode

    def take(self, channel: str, data: dict[str, Any], *, twice: bool) -> dict[str, Any]:
        """Keep a message once per key; a careless carrier (``twice``) keeps repetitions too."""
        with self.lock:
            known = next((m for m in self.messages if m["key"] == data.get("key")), None)
            if known and not twice:
                known["hits"] += 1
                return known
            message = {
                "id": f"fake-{len(self.messages) + 1}",
                "channel": channel,
                "to": str(data.get("to", "")),
                "subject": str(data.get("subject", "")),
                "text": str(data.get("text", "")),
                "key": str(data.get("key", "")),
                "hits": 1,
                "at": datetime.now(UTC).isoformat(timespec="seconds"),
            }
            self.messages = [*self.messages[-KEPT:], message]
            return message

    def report(self, message: dict[str, Any], *, arrived: bool, copies: int = 1) -> None:
        """Send the delivery report in the background."""
        if self.report_to:
            threading.Thread(
                target=self._report, args=(message, arrived, copies), daemon=True
            ).start()

    def _report(self, message: dict[str, Any], arrived: bool, copies: int) -> None:
        body = json.dumps(
            {
                "id": message["id"],
                "key": message["key"],
                "status": "delivered" if arrived else "failed",
                "error": "" if arrived else "number not in service",
            }
        ).encode()
        for _copy in range(copies):
            headers = {"Content-Type": "application/json", **sign(body, now=datetime.now(UTC))}
            try:
                answer = httpx.post(self.report_to, content=body, headers=headers, timeout=10)
                self.reports.append(answer.status_code)
            except httpx.HTTPError:
                self.reports.append(0)


class FakeGateway:
    """A running gateway; a context manager for tests, ``serve()`` for the command."""

    def __init__(self, port: int = 0, host: str = "127.0.0.1", report_to: str = "") -> None:
        self.gateway = Gateway(report_to=report_to)
        handler = type("BoundHandler", (Handler,), {"gateway": self.gateway})
        self.server = ThreadingHTTPServer((host, port), handler)
        self.url = f"http://{host}:{self.server.server_address[1]}"

    def __enter__(self) -> "FakeGateway":
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *error: object) -> None:
        self.server.shutdown()
        self.server.server_close()

    def serve(self) -> None:
        """Serve until interrupted."""
        try:
            self.server.serve_forever()
        finally:
            self.server.server_close()

    def behave(self, mode: str, *, times: int | None = None, seconds: float = 2.0) -> None:
        """From now on fail, be slow, say everything twice …"""
        self.gateway.mode, self.gateway.times, self.gateway.seconds = mode, times, seconds

    @property
    def messages(self) -> list[dict[str, Any]]:
        """What arrived, oldest first."""
        return list(self.gateway.messages)


class Handler(BaseHTTPRequestHandler):
    """One request."""

    gateway: Gateway
    server_version = "HeqiFakeGateway"
    sys_version = ""
    timeout = 30

    def do_GET(self) -> None:
        """The messages, as a page or as JSON."""
        if self.path == "/messages":
            self._answer(200, self.gateway.messages)
        elif self.path == "/":
            self._page()
        else:
            self._answer(404, {"error": "not here"})

    def do_POST(self) -> None:
        """A message, or a change of mode."""
        length = self.headers.get("Content-Length", "")
        if not length.isdigit() or int(length) > MAX_BODY:
            self._answer(413, {"error": "a body of a stated, small size is expected"})
            return
        body = self.rfile.read(int(length))
        try:
            data = json.loads(body)
        except ValueError:
            data = None
        if not isinstance(data, dict):
            self._answer(400, {"error": "a JSON object is expected"})
        elif self.path == "/mode":
            self._change_mode(data)
        elif self.path in ("/sms", "/wecom"):
            self._take(body, data)
        else:
            self._answer(404, {"error": "not here"})

    def _take(self, body: bytes, data: dict[str, Any]) -> None:
        if not is_signed(body, dict(self.headers.items()), now=datetime.now(UTC)):
            self._answer(401, {"error": "the signature does not fit"})
            return
        if not data.get("to") or not data.get("key"):
            self._answer(422, {"error": "to and key are expected"})
            return
        mode = self.gateway.current_mode()
        if mode == "fail":
            self._answer(503, {"error": "told to fail"})
            return
        if mode == "refuse":
            self._answer(422, {"error": "told to refuse"})
            return
        if mode == "slow":
            time.sleep(self.gateway.seconds)
        twice = mode == "duplicate"
        message = self.gateway.take(self.path[1:], data, twice=twice)
        self._answer(202, {"id": message["id"]})
        arrived = mode != "undeliverable"
        self.gateway.report(message, arrived=arrived, copies=2 if twice else 1)

    def _change_mode(self, data: dict[str, Any]) -> None:
        mode, times, seconds = data.get("mode"), data.get("times"), data.get("seconds", 2)
        fits = mode in MODES and (times is None or (isinstance(times, int) and times > 0))
        if not fits or not isinstance(seconds, int | float) or not 0 <= seconds <= 60:
            self._answer(422, {"error": f"mode is one of {', '.join(MODES)}"})
            return
        gateway = self.gateway
        gateway.mode, gateway.times, gateway.seconds = str(mode), times, float(seconds)
        self._answer(200, {"mode": gateway.mode, "times": gateway.times})

    def _page(self) -> None:
        rows = "".join(
            f"<tr><td>{escape(m['at'])}<td>{escape(m['channel'])}<td>{escape(m['to'])}"
            f"<td>{escape(m['text'])}<td>{m['hits']}</tr>"
            for m in reversed(self.gateway.messages)
        )
        html = (
            "<!doctype html><meta charset=utf-8><title>Fake gateway</title>"
            f"<h1>{len(self.gateway.messages)} messages ({escape(self.gateway.mode)})</h1>"
            f"<table><tr><th>at<th>channel<th>to<th>text<th>times</tr>{rows}</table>"
        )
        self._send(200, "text/html; charset=utf-8", html.encode())

    def _answer(self, status: int, value: Any) -> None:
        self._send(status, "application/json", json.dumps(value, ensure_ascii=False).encode())

    def _send(self, status: int, media_type: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        """Nothing: a request line could hold a number."""
