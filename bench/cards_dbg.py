"""How long a card's own script takes on a slow phone, and whether anything moves after it was drawn.

`python -m bench.cards` builds a deck, has Anki render its cards, and shows both sides in Chromium with the processor
slowed down six times, on a screen as wide as a phone's.
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import Page, ViewportSize, sync_playwright

from bench import bank
from deckgen import notetypes
from tests.real.cards.site import page_per_side
from tests.real.engine.engine import Engine

ENGINE, CARDS, SLOWER, FRAME = "26.9.3", 60, 6, 1000 / 60
PHONE: ViewportSize = {"width": 390, "height": 844}
_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
# The marks stand in the card's own script: between two scripts a browser may stop to draw.
_BEGIN, _END = "<script>performance.mark('begin');", ";performance.measure('card', 'begin');</script>"
_WATCH = """<script>
window.shifts = [];
new PerformanceObserver((list) => list.getEntries().forEach((entry) => window.shifts.push(entry.value), window.log=(window.log||[]).concat([[entry.startTime,entry.value,entry.sources.map(s=>s.node&&(s.node.className||s.node.nodeName)).join()]])))
  .observe({ type: "layout-shift", buffered: true });
</script>"""
_RESULT = """() => new Promise((done) => requestAnimationFrame(() => setTimeout(() => done({
  script: performance.getEntriesByName("card").reduce((sum, entry) => sum + entry.duration, 0),
  log: JSON.stringify([window.log,performance.getEntriesByType("paint").map(e=>[e.name,e.startTime]),performance.getEntriesByName("card").map(e=>[e.startTime,e.duration])]), shifts: window.shifts.reduce((sum, value) => sum + value, 0),
}), 300)))"""


def main() -> None:
    """Prints a table: a side, the script's median and slowest time in milliseconds, and the layout's shift."""
    cards = _rendered()
    picture = next(text for name, text in bank.files(CARDS).items() if name.endswith(".svg"))
    styles = {True: notetypes.cloze().css, False: notetypes.choice().css}
    results: dict[str, list[dict[str, float]]] = {}
    with sync_playwright() as playwright:
        options = ["--no-sandbox", "--disable-gpu"]
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=options)
        page = browser.new_context(viewport=PHONE, is_mobile=True, has_touch=True).new_page()
        page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        for sides in cards:
            for name, html in zip(("front", "back"), sides, strict=True):
                is_cloze = "dg-cloze" in html
                kind = "cloze" if is_cloze else "multiple choice"
                results.setdefault(f"{kind}, {name}", []).append(_show(page, html, styles[is_cloze], picture))
        browser.close()
    print(f"| side (processor {SLOWER} times slower) | script, median | slowest | layout shift |\n|---|---|---|---|")
    for name, shown in results.items():
        times = [one["script"] for one in shown]
        shift = max(one["shifts"] for one in shown)
        print(f"| {name} | {median(times):.1f} ms | {max(times):.1f} ms | {shift:.3f} |")
    both = median(one["script"] for shown in results.values() for one in shown)
    print(f"\nThe median of all sides is {both:.1f} ms; a frame is {FRAME:.1f} ms.")


def _rendered() -> list[list[str]]:
    """Front and back of each card of a deck, as Anki renders them."""
    with tempfile.TemporaryDirectory() as name:
        deck, output = Path(name, "deck"), Path(name, "deck.apkg")
        bank.write(deck, CARDS)
        subprocess.run(
            [sys.executable, "-m", "deckgen", "build", "-q", deck, "-o", output], check=True, capture_output=True
        )
        with Engine(ENGINE) as engine:
            engine.call("import_package", str(output))
            sides: dict[str, list[list[str]]] = engine.call("rendered")
    return [card for cards in sides.values() for card in cards]


def _show(page: Page, html: str, css: str, picture: str) -> dict[str, float]:
    """Loads a side as a phone's Anki would, and measures what it did."""
    marked = _SCRIPT.sub(lambda script: f"{_BEGIN}{script[1]}{_END}", html)
    viewport = '<meta name="viewport" content="width=device-width">'
    whole = page_per_side(f"<style>{css}</style>{marked}", head=viewport + _WATCH)
    page.unroute_all()
    page.route("**/*", lambda route: route.fulfill(body=whole, content_type="text/html; charset=utf-8"))
    page.route("**/*.svg", lambda route: route.fulfill(body=picture, content_type="image/svg+xml"))
    page.goto("http://card.test/")
    result: Any = page.evaluate(_RESULT)
    print(result["log"][:400])
    return {"script": float(result["script"]), "shifts": float(result["shifts"])}


if __name__ == "__main__":
    main()
