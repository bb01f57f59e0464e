"""The preview attacked in a real browser: other sites get nothing from it, and a question can run nothing."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser, Page

from deckgen.notetypes import SEPARATOR
from deckgen.preview.pages import Pages, pages
from deckgen.preview.server import Preview
from tests.real.preview.conftest import at, until
from tests.stock import checked, question

SECRET = "My secret question?"

# What a page of another site can try with an address that it has learned somehow.
ATTACKS = """async (target) => {
  const got = {};
  const attempt = async (name, how) => { try { got[name] = await how(); } catch (error) { got[name] = null; } };
  const load = (tag, attribute, address) => new Promise((resolve) => {
    const node = document.createElement(tag);
    node.onload = () => resolve("loaded");
    node.onerror = () => resolve(null);
    node[attribute] = address;
    if (tag === "link") node.rel = "stylesheet";
    document.body.append(node);
  });
  await attempt("fetch", async () => (await fetch(target + "overview.json")).text());
  await attempt("opaque", async () => (await fetch(target + "overview.json", { mode: "no-cors" })).text());
  await attempt("post", async () => (await fetch(target + "overview.json", { method: "POST", body: "x" })).text());
  await attempt("script", () => load("script", "src", target + "main.js"));
  await attempt("style", () => load("link", "href", target + "preview.css"));
  await attempt("picture", () => load("img", "src", target + "overview.json"));
  await attempt("events", () => new Promise((resolve) => {
    const events = new EventSource(target + "events");
    events.onmessage = (event) => { events.close(); resolve(event.data); };
    events.onerror = () => { events.close(); resolve(null); };
  }));
  await attempt("frame", async () => {
    await load("iframe", "src", target);
    return document.querySelector("iframe").contentDocument && document.querySelector("iframe").contentDocument.body.textContent || null;
  });
  return got;
}"""


class Elsewhere(BaseHTTPRequestHandler):
    """Another site."""

    asked: list[str] = []  # noqa: RUF012

    def do_GET(self) -> None:
        self.asked.append(self.path)
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Access-Control-Allow-Origin", "*")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>elsewhere</title><p>elsewhere")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@pytest.fixture
def elsewhere() -> Iterator[str]:
    Elsewhere.asked = []
    with ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()


@pytest.fixture
def server() -> Iterator[Preview]:
    with Preview() as running:
        running.show(pages(checked(question(SECRET))))
        yield running


def test_another_site_gets_nothing_even_when_it_knows_the_address(
    server: Preview, elsewhere: str, chromium: Browser
) -> None:
    context = chromium.new_context()
    page = context.new_page()
    page.goto(elsewhere)
    got = page.evaluate(ATTACKS, server.url)
    assert {name: value for name, value in got.items() if value} == {"frame": None} or not any(got.values())
    assert SECRET not in str(got)
    context.close()


def test_another_site_that_opens_the_page_gets_no_hold_of_it(
    server: Preview, elsewhere: str, chromium: Browser
) -> None:
    context = chromium.new_context()
    page = context.new_page()
    page.goto(elsewhere)
    with context.expect_page() as opened:
        page.evaluate("(target) => { window.held = open(target) }", server.url)
    opened.value.wait_for_load_state()
    assert SECRET not in opened.value.content()
    assert (
        page.evaluate("(() => { try { return held.document.body.textContent } catch (error) { return '' } })()") == ""
    )
    context.close()


def test_a_strangers_name_that_leads_here_gets_nothing(server: Preview, chromium: Browser) -> None:
    """DNS rebinding: to the browser, the stranger's page and this server are one site."""
    context = chromium.new_context()
    page = context.new_page()
    site = f"http://rebound.example:{server.server_address[1]}"
    page.route(f"{site}/start", lambda route: route.fulfill(body="<p>elsewhere", content_type="text/html"))
    page.goto(f"{site}/start")
    for name in ("", "overview.json", "main.js"):
        fetched = "(path) => fetch(path).then(async (got) => [got.status, await got.text()])"
        assert page.evaluate(fetched, f"/{server.token}/{name}") == [403, ""]
    context.close()


def hostile(elsewhere: str) -> str:
    """What the check would refuse in a question: scripts, handlers, frames, pictures from elsewhere."""
    return f"""
      <script>document.body.dataset.ran = "script"; parent.postMessage({{ key: "d" }}, "*");</script>
      <img src=x onerror="document.body.dataset.ran = 'handler'">
      <svg onload="document.body.dataset.ran = 'svg'"></svg>
      <a id="go" href="javascript:document.body.dataset.ran='link'">go</a>
      <img src="{elsewhere}picture"><script src="{elsewhere}script"></script><link rel="stylesheet" href="{elsewhere}style">
      <iframe src="{elsewhere}frame"></iframe><object data="{elsewhere}object"></object><video src="{elsewhere}film" autoplay></video>
      <form action="{elsewhere}form" id="form"><button>send</button></form>
      <base href="{elsewhere}"><style>@import "{elsewhere}import"; body {{ background: url({elsewhere}background) }}</style>
      <p>{SECRET}</p>
    """


def holding(markup: str) -> Pages:
    """A deck with a question that holds this HTML, past every check."""
    good = pages(checked(question("Good?")))
    (page,) = good.pages
    assert page.note is not None
    note = replace(page.note, joined=SEPARATOR.join((markup, *page.note.fields[1:])))
    return replace(good, pages=(replace(page, note=note),))


def test_a_question_that_contains_script_runs_nothing_and_fetches_nothing(elsewhere: str, chromium: Browser) -> None:
    context = chromium.new_context(color_scheme="light")
    page = context.new_page()
    with Preview() as server:
        server.show(holding(hostile(elsewhere)))
        page.goto(server.url)
        at(page, "a")
        inside = page.frames[1]
        inside.locator("p", has_text=SECRET).wait_for()
        inside.locator("#go").click()
        inside.locator("#form button").click()
        page.wait_for_timeout(1000)
        assert page.locator(".screen iframe").first.get_attribute("sandbox") is not None
        assert "ran" not in inside.evaluate("({ ...document.body.dataset })")
        # The card's own script has done its work: it is not that nothing runs at all.
        assert inside.locator(".dg-option").count() == 2
        assert page.evaluate("document.documentElement.dataset.theme") == "day"
        assert Elsewhere.asked == []
    context.close()


def test_a_card_that_tries_to_go_elsewhere_gets_nowhere(elsewhere: str, chromium: Browser) -> None:
    context = chromium.new_context()
    page = context.new_page()
    with Preview() as server:
        server.show(holding(f'<meta http-equiv="refresh" content="0; url={elsewhere}refresh">'))
        page.goto(server.url)
        until(page, "document.querySelector('.screen iframe') !== null")
        page.wait_for_timeout(1500)
        assert Elsewhere.asked == []
        assert page.url.startswith(server.url)
    context.close()


def test_a_card_is_a_stranger_to_the_page(server: Preview, chromium: Browser) -> None:
    """Even a script that ran in a card could reach nothing: not the page, not its address, not the network."""
    context = chromium.new_context()
    page: Page = context.new_page()
    page.goto(server.url)
    at(page, "a")
    inside = page.frames[1]
    reach = "(() => { try { return String(%s) } catch (error) { return error.name } })()"
    for what in (
        "parent.document",
        "parent.location.href",
        "localStorage",
        "sessionStorage",
        "document.cookie",
        "indexedDB.open('x')",
    ):
        assert inside.evaluate(reach % what) == "SecurityError", what
    fetched = "fetch(%r).then((got) => got.text(), (error) => error.name)"
    assert inside.evaluate(fetched % (server.url + "overview.json")) == "TypeError"
    assert inside.evaluate("document.referrer") in ("", "null")
    context.close()


def test_words_from_a_question_are_never_markup_in_the_page(chromium: Browser) -> None:
    context = chromium.new_context()
    page = context.new_page()
    with Preview() as server:
        server.show(pages(checked(question("`<img src=x onerror=alert(1)>` & <b"))))
        page.goto(server.url)
        at(page, "a")
        until(page, "document.querySelector('.row .title').textContent.includes('<img src=x onerror=alert(1)>')")
        assert page.locator("#list img, #stage > img, #question img").count() == 0
    context.close()
