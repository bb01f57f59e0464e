"""The cards in WebKit, the nearest to AnkiMobile: with a page for each side, and with both sides in one page."""

from collections.abc import Iterator

import pytest

from tests.real.cards import odd
from tests.real.cards.conftest import Sides
from tests.real.cards.look import LOOK, Look
from tests.real.cards.samples import ARABIC, CLOZE, HARM_REDUCTION, OARS_TWO, RETIRED, Note
from tests.real.cards.screen import screen
from tests.real.cards.site import BLOCKED, CLEARED, Site, page_per_side
from tests.real.cards.webkit import WebKit, browsing

ERRORS = "<script>window.errors = []; window.addEventListener('error', (event) => errors.push(event.message));</script>"


class Window:
    """A window of WebKit that shows cards."""

    def __init__(self, webkit: WebKit, site: Site, sides: Sides) -> None:
        self.webkit = webkit
        self._site = site
        self._sides = sides

    def load(self, note: Note, side: str, head: str = "") -> Look:
        """A whole page for a side."""
        html = page_per_side(self._sides(note)[side], head=ERRORS + head)
        self.webkit.open(self._site.put("webkit", html))
        return self.look()

    def swap(self, note: Note, side: str) -> Look:
        """Puts a side into the page at hand, and runs its scripts as Anki does: by making each anew."""
        self.webkit.js(
            """
            const content = document.getElementById("content");
            content.innerHTML = arguments[0];
            content.querySelectorAll("script").forEach((old) => {
              const script = document.createElement("script");
              script.textContent = old.textContent;
              old.replaceWith(script);
            });
            """,
            self._sides(note)[side],
        )
        return self.look()

    def look(self) -> Look:
        assert self.webkit.js("return window.errors") == []
        return Look(**self.webkit.js(f"return {LOOK}"))


@pytest.fixture(scope="module")
def webkit() -> Iterator[WebKit]:
    with screen() as display, browsing(display) as window:
        yield window


@pytest.fixture
def window(webkit: WebKit, site: Site, sides: Sides) -> Window:
    return Window(webkit, site, sides)


@pytest.mark.parametrize(
    "note", [HARM_REDUCTION, OARS_TWO, odd.ALL_26, odd.QUOTES, ARABIC], ids=lambda note: note.fields["ID"]
)
def test_a_page_for_each_side_keeps_order_and_choice(window: Window, note: Note) -> None:
    front = window.load(note, "front")
    window.webkit.press(".dg-option", 1)
    assert window.look().picked == [front.options[1]]
    back = window.load(note, "back")
    assert back.options == front.options
    assert "answer" in back.marked()[front.options[1]]
    assert back.verdict


def test_both_sides_in_one_page_keep_order_and_choice_card_after_card(window: Window) -> None:
    window.load(HARM_REDUCTION, "front")
    for note in (OARS_TWO, CLOZE, HARM_REDUCTION, RETIRED, odd.EIGHT, HARM_REDUCTION):
        front = window.swap(note, "front")
        assert front.picked == []
        if front.kinds:
            window.webkit.press(".dg-text", 2)
            assert window.look().picked == [front.options[2]]
            assert window.swap(note, "front").picked == [front.options[2]]
        back = window.swap(note, "back")
        assert back.options == front.options
        assert bool(back.verdict) == bool(front.kinds)


def test_the_hint_opens_and_is_known_on_the_back(window: Window) -> None:
    window.load(HARM_REDUCTION, "front")
    window.webkit.press(".dg-hint summary", 0)
    assert window.look().hint.startswith("Think about")
    assert window.load(HARM_REDUCTION, "back").advice.endswith("You used the hint.")


def test_without_storage_both_sides_agree_and_nothing_is_claimed(window: Window) -> None:
    front = window.load(odd.ALL_26, "front", BLOCKED)
    back = window.load(odd.ALL_26, "back", BLOCKED)
    assert back.options == front.options
    assert back.verdict == ""
    window.load(odd.EIGHT, "front")
    assert window.load(odd.EIGHT, "back", CLEARED).verdict == ""
