"""The shuffle, by the card's own script in Chromium: fair over presentations, fair over notes, equal on both sides."""

import json
from collections import Counter
from itertools import permutations

import pytest
from playwright.sync_api import Browser

from tests.real.cards.conftest import Sides
from tests.real.cards.odd import options
from tests.real.cards.site import BLOCKED, Site, page_per_side

# Shows a card many times in one page, and writes each time's order down. `prepare` runs before each time.
MANY = """([html, times, prepare]) => {
  let seed = 20261123;
  Math.random = () => { seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0; return seed / 4294967296; };
  const content = document.getElementById("content");
  const orders = [];
  for (let n = 0; n < times; n++) {
    content.innerHTML = html;
    new Function("card", "n", prepare)(content.querySelector(".dg-card"), n);
    (0, eval)(content.querySelector("script").textContent);
    orders.push(Array.from(content.querySelectorAll(".dg-text"), (text) => text.textContent.slice(-1)).join(""));
    if (window.dg_state) window.dg_state.done = true;
    try { sessionStorage.clear(); localStorage.clear(); } catch (error) { }
  }
  return orders;
}"""
EVERY_PRESENTATION = ""
EVERY_NOTE = "card.className = card.className.replace(/ k-[0-9a-f]{8}/, ' k-' + ('0000000' + n.toString(16)).slice(-8))"


def chi_squared(counts: Counter[str], cases: int, total: int) -> float:
    expected = total / cases
    return sum((counts[case] - expected) ** 2 / expected for case in counts) + (cases - len(counts)) * expected


@pytest.mark.parametrize(
    ("head", "prepare"),
    [("", EVERY_PRESENTATION), (BLOCKED, EVERY_NOTE)],
    ids=["by the presentation", "by the note where storage is blocked"],
)
def test_all_orders_of_four_options_are_equally_frequent(
    chromium: Browser, sides: Sides, site: Site, head: str, prepare: str
) -> None:
    page = chromium.new_page()
    page.goto(site.put("shuffle", page_per_side("", head=head)))
    times = 9600
    orders = page.evaluate(MANY, [sides(options(4, 1))["front"], times, prepare])
    page.close()
    counts = Counter(orders)
    assert set(counts) == {"".join(order) for order in permutations("0123")}
    assert chi_squared(counts, 24, times) < 49.7  # 23 degrees of freedom, p = 0.001
    for place in range(4):
        assert chi_squared(Counter(order[place] for order in orders), 4, times) < 16.3  # 3 degrees, p = 0.001


def test_every_option_of_eight_comes_to_every_place(chromium: Browser, sides: Sides, site: Site) -> None:
    page = chromium.new_page()
    page.goto(site.put("shuffle", page_per_side("")))
    orders = page.evaluate(MANY, [sides(options(8, 1))["front"], 4000, EVERY_PRESENTATION])
    page.close()
    pairs = Counter(f"{place}{option}" for order in orders for place, option in enumerate(order))
    assert len(pairs) == 64
    assert chi_squared(pairs, 64, 8 * 4000) < 49 + 4 * 14  # 49 degrees of freedom: four standard deviations


@pytest.mark.parametrize("head", ["", BLOCKED], ids=["with storage", "where storage is blocked"])
def test_the_order_of_the_back_is_the_order_of_the_front(
    chromium: Browser, sides: Sides, site: Site, head: str
) -> None:
    page = chromium.new_page()
    page.goto(site.put("shuffle", page_per_side("", head=head)))
    both = sides(options(6, 1))
    script = """([front, back, note]) => {
      const content = document.getElementById("content");
      return [front, back].map((html) => {
        content.innerHTML = html.replace(/k-[0-9a-f]{8}/, note);
        if (parseInt(note.slice(2), 16) % 2) delete window.dg_state; // as after a page load
        (0, eval)(content.querySelector("script").textContent);
        return Array.from(content.querySelectorAll(".dg-text"), (text) => text.textContent).join();
      });
    }"""
    seen = set()
    for note in range(200):
        front, back = page.evaluate(script, [both["front"], both["back"], f"k-{note:08x}"])
        assert front == back
        seen.add(front)
    page.close()
    assert len(seen) > 100, json.dumps(sorted(seen))
