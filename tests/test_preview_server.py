"""The preview's server, attacked through real connections: it answers its own page, and nobody else."""

import http.client
import json
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from deckgen.preview.pages import pages
from deckgen.preview.server import Preview
from deckgen.preview.watch import state
from tests.stock import CASES, checked, question


@pytest.fixture(scope="module")
def server() -> Iterator[Preview]:
    with Preview(resources={"numbers": lambda shown: [len(shown.pages)]}) as running:
        running.show(pages(checked(question("Why?"))))
        yield running


Answer = tuple[int, dict[str, str], bytes]


def ask(server: Preview, path: str, method: str = "GET", **headers: str) -> Answer:
    """A request for a path as it stands, with our own host unless another is named."""
    connection = http.client.HTTPConnection("127.0.0.1", server.server_address[1], timeout=10)
    connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
    for name, value in {"Host": server.hosts[0], **headers}.items():
        connection.putheader(name.replace("_", "-"), value)
    connection.endheaders()
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, dict(answer.getheaders()), body


def ours(server: Preview, name: str = "", **headers: str) -> Answer:
    return ask(server, f"/{server.token}/{name}", **headers)


def test_the_page_gets_all_that_it_needs(server: Preview) -> None:
    for name in ("", "main.js", "preview.css", "overview.json", "notes/a.json", "numbers.json"):
        status, headers, body = ours(server, name)
        assert (status, bool(body)) == (200, True), name
        assert headers["Cache-Control"] == "no-store"
    assert json.loads(ours(server, "overview.json")[2])["questions"][0]["id"] == "a"
    assert json.loads(ours(server, "numbers.json")[2]) == [1]


def test_it_listens_on_this_machine_alone(server: Preview) -> None:
    assert server.socket.getsockname()[0] == "127.0.0.1"


def test_every_answer_forbids_frames_guessing_and_foreign_scripts(server: Preview) -> None:
    for _, headers, _ in (ours(server), ours(server, "overview.json"), ours(server, "nothing"), ask(server, "/")):
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert "Access-Control-Allow-Origin" not in headers


def test_without_the_secret_there_is_nothing(server: Preview) -> None:
    token = server.token
    for path in ("/", "/overview.json", f"/{token[:-1]}/", f"/{token}x/", f"/{token.swapcase()}/", "*", "%C3%A9"):
        status, _, body = ask(server, path)
        assert (status, body) == (403, b""), path


def test_each_start_has_a_secret_of_its_own(server: Preview) -> None:
    with Preview() as other:
        assert other.token != server.token
        assert len(other.token) >= 32


def test_another_name_of_this_machine_gets_nothing(server: Preview) -> None:
    """DNS rebinding: a stranger's name leads here, and the browser believes that it is the stranger's server."""
    port = server.server_address[1]
    for host in (
        f"evil.example:{port}",
        "127.0.0.1",
        f"127.0.0.1:{port + 1}",
        f"127.0.0.1.evil.example:{port}",
        "",
        f"[::1]:{port}",
    ):
        assert ours(server, "overview.json", Host=host)[::2] == (403, b""), host
    assert ours(server, "", Host=f"localhost:{port}")[0] == 200


def test_two_host_names_in_one_request_are_one_too_many(server: Preview) -> None:
    with socket.create_connection(("127.0.0.1", server.server_address[1]), timeout=10) as raw:
        head = f"GET /{server.token}/overview.json HTTP/1.1\r\nHost: {server.hosts[0]}\r\nHost: evil.example\r\n\r\n"
        raw.sendall(head.encode())
        answer = b"".join(iter(lambda: raw.recv(65536), b""))
    assert answer.startswith(b"HTTP/1.0 403 ")
    assert answer.endswith(b"\r\n\r\n")


@pytest.mark.parametrize("headers", [
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://localhost:1"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Dest": "iframe"},
    {"Sec-Fetch-Dest": "image"},
    {"Sec-Fetch-Dest": "object"},
])  # fmt: skip
def test_a_page_of_another_site_gets_nothing_even_with_the_secret(server: Preview, headers: dict[str, str]) -> None:
    assert ours(server, "overview.json", **headers)[::2] == (403, b"")
    assert ours(server, "events", **headers)[::2] == (403, b"")


def test_our_own_page_may_say_where_it_comes_from(server: Preview) -> None:
    headers = {"Origin": f"http://{server.hosts[0]}", "Sec-Fetch-Site": "same-origin", "Sec-Fetch-Dest": "empty"}
    assert ours(server, "overview.json", **headers)[0] == 200


@pytest.mark.parametrize("name", [
    "../deck.yaml", "..%2fdeck.yaml", "%2e%2e/%2e%2e/etc/passwd", "....//etc/passwd", "/etc/passwd", "//etc/passwd",
    "deck.yaml", "deck.lock", "01-case.yaml", "sources.yaml", "picture.svg", "media/picture.svg", ".git/config",
    "static/main.js", "main.js/", "main.js%00", "main.js.json", "index.html/../main.js", "notes/../overview.json",
    "notes/.json", "notes/b.json", "notes/a", "a.json", "__init__.py", "\\..\\deck.yaml", "C:/Windows/win.ini",
    "file:///etc/passwd", "overview", "events.json",
])  # fmt: skip
def test_there_is_no_way_to_a_file(server: Preview, name: str) -> None:
    status, _, body = ours(server, name)
    assert (status, body) == (404, b"")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD", "TRACE"])
def test_nothing_can_be_sent(server: Preview, method: str) -> None:
    status, headers, body = ask(server, f"/{server.token}/overview.json", method, Content_Length="0")
    assert status == 501
    assert b"Why?" not in body
    assert "Access-Control-Allow-Origin" not in headers


def test_what_is_no_request_ends_without_harm(server: Preview) -> None:
    for junk in (
        b"\x00\xff\r\n\r\n",
        b"GET /\xe9\xff/ HTTP/1.1\r\n\r\n",
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + b"a: b\r\n" * 500 + b"\r\n",
    ):
        with socket.create_connection(("127.0.0.1", server.server_address[1]), timeout=10) as raw:
            raw.sendall(junk)
            assert b"Why?" not in b"".join(iter(lambda: raw.recv(65536), b""))
    assert ours(server)[0] == 200


def test_an_open_page_hears_of_each_new_version() -> None:
    with Preview() as server:
        server.show(pages(checked(question("Old?"))))
        connection = http.client.HTTPConnection("127.0.0.1", server.server_address[1], timeout=10)
        connection.request("GET", f"/{server.token}/events", headers={"Host": server.hosts[0]})
        events = connection.getresponse()
        assert events.headers["Content-Type"].startswith("text/event-stream")
        assert events.readline() == b"data: 1\n"
        assert events.readline() == b"\n"
        server.show(pages(checked(question("New?"))))
        assert events.readline() == b"data: 2\n"
        found = json.loads(ours(server, "overview.json")[2])
        assert (found["number"], found["questions"][0]["title"]) == (2, "New?")
        connection.close()


def test_a_page_that_opens_before_the_deck_was_read_waits_for_it() -> None:
    with Preview() as server:
        connection = http.client.HTTPConnection("127.0.0.1", server.server_address[1], timeout=20)
        connection.request("GET", f"/{server.token}/overview.json", headers={"Host": server.hosts[0]})
        server.show(pages(checked(question("Why?"))))
        assert json.loads(connection.getresponse().read())["questions"][0]["title"] == "Why?"
        connection.close()


def test_a_change_of_a_file_is_noticed_and_a_hidden_one_is_not(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("one")
    before = state([tmp_path, tmp_path / "missing"])
    (tmp_path / ".a.yaml.swp").write_text("x")
    assert state([tmp_path]) == before
    (tmp_path / "a.yaml").write_text("other")
    changed = state([tmp_path])
    assert changed != before
    (tmp_path / "b.yaml").write_text("")
    assert state([tmp_path]) != changed


@contextmanager
def running(folder: Path, *options: str) -> Iterator[str]:
    """`deckgen preview` in a process of its own; gives its address."""
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "deckgen", "preview", str(folder), "-q", *options],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        yield process.stdout.readline().strip()
    finally:
        process.terminate()
        process.wait(10)
        process.stdout.close()


def fetched(url: str, name: str) -> bytes:
    host, path = url.removeprefix("http://").split("/", 1)
    connection = http.client.HTTPConnection(host, timeout=30)
    connection.request("GET", f"/{path}{name}")
    body = connection.getresponse().read()
    connection.close()
    return body


def deck_in(folder: Path, **files: str) -> Path:
    folder.mkdir()
    for name in ("deck.yaml", "sources.yaml"):
        (folder / name).write_bytes((CASES / "stock" / name).read_bytes())
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, "utf-8")
    return folder


def until(url: str, words: str) -> str:
    """The overview as soon as it holds these words; a test that never sees them fails by its deadline."""
    deadline = time.monotonic() + 60
    while True:
        found = fetched(url, "overview.json").decode()
        if words in found:
            return found
        assert time.monotonic() < deadline, f"{words!r} never came"
        time.sleep(0.05)


def test_saving_a_file_changes_the_card_and_an_error_keeps_it(tmp_path: Path) -> None:
    deck = deck_in(tmp_path / "deck", **{"01-case": question("The first version?")})
    with running(deck) as url:
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+/[\w-]{32,}/", url)
        until(url, "The first version?")
        (deck / "01-case.yaml").write_text(question("The second version?"), "utf-8")
        until(url, "The second version?")
        (deck / "01-case.yaml").write_text("topic: [", "utf-8")
        assert "The second version?" in until(url, '"stale": true')
        (deck / "01-case.yaml").write_text(question("The third version?"), "utf-8")
        assert '"stale": true' not in until(url, "The third version?")
        until(url, '"judged": true')


def test_a_link_out_of_the_deck_is_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret.yaml"
    secret.write_text(
        question("My secret?").replace("id: a", "id: secret").replace("topic: Case", "topic: Secret"), "utf-8"
    )
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets" / "key.svg").write_bytes((CASES / "media" / "picture.svg").read_bytes())
    deck = deck_in(
        tmp_path / "deck",
        **{"01-case": question("Mine? ![secret](key.svg)"), "02-own": question("Own?").replace("id: a", "id: b")},
    )
    (deck / "03-link.yaml").symlink_to(secret)
    (deck / "media").symlink_to(tmp_path / "secrets")
    with running(deck) as url:
        found = until(url, "Own?")
        assert "secret?" not in found.lower()
        assert b"data:image" not in fetched(url, "notes/a.json")
        assert fetched(url, "notes/secret.json") == b""


def test_a_port_in_use_is_said_in_words(server: Preview, tmp_path: Path) -> None:
    deck = deck_in(tmp_path / "deck", **{"01-case": question()})
    done = subprocess.run(
        [sys.executable, "-m", "deckgen", "preview", str(deck), "--port", str(server.server_address[1])],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "cannot be used" in done.stderr


def test_an_export_is_written_and_the_command_ends(tmp_path: Path) -> None:
    deck = deck_in(tmp_path / "deck", **{"01-case": question("Why?")})
    done = subprocess.run(
        [sys.executable, "-m", "deckgen", "preview", str(deck), "--export", str(tmp_path / "out")],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "1 question" in done.stdout
    assert (tmp_path / "out" / "index.html").exists()
    assert "Why?" in (tmp_path / "out" / "notes" / "01-case-yaml.js").read_text("utf-8")
