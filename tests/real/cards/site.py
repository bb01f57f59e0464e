"""The pages in which other clients show a card, on a server of this machine."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tests.real.cards.session import ENGINE

# What AnkiDroid's gesture script takes for a tap on something, and not for a tap that turns the card.
GESTURES = """<script>
window.flips = 0;
document.addEventListener("touchend", (event) => {
  for (let node = event.target; node && node !== document; node = node.parentNode) {
    if (["A", "BUTTON", "VIDEO", "SUMMARY", "INPUT"].includes(node.nodeName) || node.onclick
        || node.getAttribute("contentEditable") || node.classList.contains("tappable")) return;
  }
  window.flips += 1;
}, { passive: true });
</script>"""
CLEARED = "<script>sessionStorage.clear(); localStorage.clear();</script>"
SESSION_CLEARED = "<script>sessionStorage.clear();</script>"
BLOCKED = """<script>
["sessionStorage", "localStorage"].forEach((name) => Object.defineProperty(window, name, {
  get() { throw new DOMException("Access is denied for this document.", "SecurityError"); },
}));
</script>"""


def page_per_side(card: str, *, head: str = "", night: bool = False) -> str:
    """AnkiDroid's classic reviewer, and Anki on a phone at its simplest: a whole page for each side."""
    mode = " night_mode nightMode" if night else ""
    return (
        f'<!doctype html><html class="mobile android linux js"><head><meta charset="utf-8"><title>card</title>{head}</head>'
        f'<body class="card card1{mode}"><div id="content" dir="auto">{card}</div></body></html>'
    )


def one_page(*, head: str = "", night: bool = False) -> str:
    """AnkiDroid's new study screen: one page that lives on, with Anki's own reviewer script."""
    mode = "night-mode" if night else ""
    return (
        f'<!doctype html><html class="{mode}"><head><meta charset="utf-8"><title>card</title>'
        '<meta name="viewport" content="width=device-width"><link rel="stylesheet" href="/_anki/css/reviewer.css">'
        f'<script>globalThis.ankiPlatform = "ankidroid"; globalThis.bridgeCommand = () => {{}};</script>{head}</head>'
        '<body><script src="/_anki/js/reviewer.js"></script><div id="qa" dir="auto"></div></body></html>'
    )


class Site:
    """Pages by name, and Anki's own web files under `/_anki/`."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.pages: dict[str, str] = {}

    def put(self, name: str, html: str) -> str:
        """Offers a page; gives its address."""
        self.pages[f"/{name}"] = html
        return f"{self.url}/{name}"


@contextmanager
def serving() -> Iterator[Site]:
    web = next(Path(ENGINE, "lib").glob("python*/site-packages/_aqt/data/web"))
    kinds = {".css": "text/css", ".js": "text/javascript", ".json": "application/json", ".woff2": "font/woff2"}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            file = web / path.removeprefix("/_anki/")
            if path in site.pages:
                self._send("text/html; charset=utf-8", site.pages[path].encode())
            elif path.startswith("/_anki/") and file.is_file():
                self._send(kinds.get(file.suffix, "application/octet-stream"), file.read_bytes())
            else:
                self.send_error(404)

        def _send(self, kind: str, body: bytes) -> None:
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        site = Site(server.server_address[1])
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield site
        server.shutdown()
