"""Anki's own sync server, on this machine alone."""

import os
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager

from tests.real.engine.engine import NEW, ROOT

USERS = 40


@contextmanager
def sync_server() -> Iterator[str]:
    """A running server with users `user1` and up, each with the password `password`; its address."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        users = {f"SYNC_USER{number}": f"user{number}:password" for number in range(1, USERS + 1)}
        place = {"SYNC_BASE": folder, "SYNC_HOST": "127.0.0.1", "SYNC_PORT": str(port), "RUST_LOG": "error"}
        process = subprocess.Popen(
            [ROOT / ".engines" / NEW / "bin" / "python", "-m", "anki.syncserver"],
            env={**os.environ, **users, **place},
        )
        try:
            _wait_for(port, process)
            yield f"http://127.0.0.1:{port}/"
        finally:
            process.terminate()
            process.wait(30)


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        with closing(socket.socket()) as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        if process.poll() is not None:
            break
        time.sleep(0.1)
    raise RuntimeError("the sync server does not answer")
