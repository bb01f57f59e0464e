"""WebKitGTK, the nearest to AnkiMobile's engine, by its own driver and nothing but the standard library."""

import json
import os
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

BROWSER = "/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser"
PATIENCE = 30.0


class WebKit:
    """One window of the browser."""

    def __init__(self, port: int) -> None:
        self._driver = f"http://127.0.0.1:{port}"
        options = {"binary": BROWSER, "args": ["--automation"]}
        wanted = {"alwaysMatch": {"webkitgtk:browserOptions": options}}
        self._session = f"/session/{self._send('POST', '/session', {'capabilities': wanted})['sessionId']}"

    def open(self, url: str) -> None:
        self._send("POST", f"{self._session}/url", {"url": url})

    def resize(self, width: int, height: int) -> None:
        self._send("POST", f"{self._session}/window/rect", {"x": 0, "y": 0, "width": width, "height": height})

    def js(self, body: str, *arguments: object) -> Any:
        """What a function with this body returns in the page."""
        return self._send("POST", f"{self._session}/execute/sync", {"script": body, "args": list(arguments)})

    def press(self, selector: str, place: int) -> None:
        """Presses the pointer's button on the middle of an element."""
        find = "const node = document.querySelectorAll(arguments[0])[arguments[1]]; node.scrollIntoView({block: 'center'}); return node;"
        element = self.js(find, selector, place)
        actions = [
            {"type": "pointerMove", "duration": 0, "origin": element, "x": 0, "y": 0},
            {"type": "pointerDown", "button": 0},
            {"type": "pointerUp", "button": 0},
        ]
        pointer = {"type": "pointer", "id": "mouse", "parameters": {"pointerType": "mouse"}, "actions": actions}
        self._send("POST", f"{self._session}/actions", {"actions": [pointer]})

    def close(self) -> None:
        self._send("DELETE", self._session, None)

    def _send(self, method: str, path: str, body: object) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self._driver + path, data, {"Content-Type": "application/json"}, method=method)
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return json.load(answer)["value"]


@contextmanager
def browsing(display: str) -> Iterator[WebKit]:
    """Starts the driver and a window of the browser on an X display."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = {"DISPLAY": display, "WEBKIT_DISABLE_DMABUF_RENDERER": "1", "LIBGL_ALWAYS_SOFTWARE": "1"}
    command = ["WebKitWebDriver", f"--port={port}"]
    with subprocess.Popen(
        command, env=os.environ | settings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as driver:
        try:
            end = time.monotonic() + PATIENCE
            while True:
                try:
                    socket.create_connection(("127.0.0.1", port), 1).close()
                    break
                except OSError:
                    if time.monotonic() > end:
                        raise
                    time.sleep(0.05)
            webkit = WebKit(port)
            yield webkit
            webkit.close()
        finally:
            driver.kill()
