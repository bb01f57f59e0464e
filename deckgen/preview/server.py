"""Serves the preview on this machine alone, to the one page that was opened for it.

Other pages in the same browser can send requests here, too, and a name can be made to lead here (DNS rebinding). So an
answer needs all of this: the secret in the address, our own host name, and no sign of another site. Nothing is read
from disk for a request: what can be asked for is a fixed list of names, and texts and media from memory.
"""

import hmac
import json
import secrets
import sys
import threading
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self

from deckgen.preview.page import policy, static
from deckgen.preview.pages import Pages, Resource, overview, part

_KINDS = {"html": "text/html; charset=utf-8", "css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8"}
_JSON = "application/json; charset=utf-8"
# A sign of life for the page, in seconds. The first one after it has gone away ends its thread.
_HEARTBEAT = 10.0
_IDLE = 30.0


class Preview(ThreadingHTTPServer):
    """A server for one deck. `show` gives it what there is to see, as often as it changes.

    `resources` are further values that the page can ask for, by name.
    """

    daemon_threads = True

    def __init__(self, port: int = 0, resources: Mapping[str, Resource] | None = None) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.token = secrets.token_urlsafe(24)
        self.hosts = tuple(f"{name}:{self.server_address[1]}" for name in ("127.0.0.1", "localhost"))
        self.url = f"http://{self.hosts[0]}/{self.token}/"
        self.static = static()
        self.policy = policy() + "; frame-ancestors 'none'"
        self.resources = dict(resources or {})
        self.version = 0
        self.shown: Pages | None = None
        self._answers: dict[str, bytes] = {}
        self._changed = threading.Condition()

    def show(self, shown: Pages) -> None:
        """Replaces what is seen, and tells every open page."""
        with self._changed:
            self.shown = shown
            self.version += 1
            self._answers = {}
            self._changed.notify_all()

    def wait(self, seen: int) -> int:
        """The version that there is, at once when it is not the one that was `seen`, else after a change or a while."""
        with self._changed:
            self._changed.wait_for(lambda: self.version != seen, _HEARTBEAT)
            return self.version

    def answer(self, name: str) -> bytes | None:
        """A resource as JSON, or None where there is none of that name."""
        with self._changed:
            self._changed.wait_for(lambda: self.shown is not None, _IDLE)
            shown, known, version = self.shown, self._answers, self.version
        if shown is None:
            return None
        if name in known:
            return known[name]
        if name == "overview":
            value: object = {**overview(shown), "number": version}
        elif name in self.resources:
            value = self.resources[name](shown)
        else:
            wanted = name.removeprefix("notes/")
            found = [page for page in shown.pages if page.id == wanted] if name.startswith("notes/") else []
            return json.dumps(part(found), ensure_ascii=False).encode() if found else None
        return known.setdefault(name, json.dumps(value, ensure_ascii=False).encode())

    def handle_error(self, request: object, client_address: object) -> None:
        """A page that goes away in the middle of an answer is no news; anything else is a bug, and shown."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]

    def __enter__(self) -> Self:
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.shutdown()
        self.server_close()


class _Handler(BaseHTTPRequestHandler):
    server: Preview
    server_version = "deckgen"
    sys_version = ""
    timeout = _IDLE

    def do_GET(self) -> None:
        """Answers our own page, and refuses everything else without a word about why."""
        name = self._asked()
        if name is None:
            self._refuse(403)
        elif name == "events":
            self._events()
        elif name in self.server.static or name == "":
            name = name or "index.html"
            self._send(_KINDS[name.rpartition(".")[2]], self.server.static[name])
        else:
            found = self.server.answer(name.removesuffix(".json")) if name.endswith(".json") else None
            if found is None:
                self._refuse(404)
            else:
                self._send(_JSON, found)

    def _asked(self) -> str | None:
        """What is asked for, if it is our own page that asks, and through no other name of this machine."""
        headers = self.headers
        _, token, name = (*self.path.partition("?")[0].split("/", 2), "", "")[:3]
        checks = (
            hmac.compare_digest(token.encode("utf-8", "surrogateescape"), self.server.token.encode()),
            headers.get_all("Host") in [[host] for host in self.server.hosts],
            headers.get("Origin") in (None, f"http://{headers.get('Host')}"),
            headers.get("Sec-Fetch-Site") in (None, "none", "same-origin"),
            # A browser that opens the page sends no "document" for a picture, a frame or a script of another page.
            headers.get("Sec-Fetch-Dest") in (None, "document", "empty", "script", "style"),
        )
        return name if all(checks) else None

    def _send(self, kind: str, body: bytes) -> None:
        self._head(200, kind, len(body))
        self.wfile.write(body)

    def _refuse(self, status: int) -> None:
        self._head(status, "text/plain", 0)

    def _head(self, status: int, kind: str, length: int | None) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        if length is not None:
            self.send_header("Content-Length", str(length))
        self.send_header("Cache-Control", "no-store")
        self.send_header("Content-Security-Policy", self.server.policy)
        self.send_header("Cross-Origin-Opener-Policy", "same-origin")
        self.send_header("Cross-Origin-Resource-Policy", "same-origin")
        self.send_header("Referrer-Policy", "no-referrer")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("X-Frame-Options", "DENY")
        self.end_headers()

    def _events(self) -> None:
        """Tells the page of each new version, until it goes away."""
        self._head(200, "text/event-stream; charset=utf-8", None)
        seen = -1
        try:
            while True:
                version = self.server.wait(seen)
                self.wfile.write(f"data: {version}\n\n".encode() if version != seen else b": still here\n\n")
                self.wfile.flush()
                seen = version
        except OSError:
            return

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Says nothing: a request is no news."""
