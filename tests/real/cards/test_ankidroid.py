"""The cards as AnkiDroid shows them, in Chromium with touch: its classic reviewer and its new study screen."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.real.cards import odd
from tests.real.cards.conftest import Sides
from tests.real.cards.look import LOOK, Look
from tests.real.cards.samples import CLOZE, HARM_REDUCTION, OARS_TWO, RETIRED, SHOWN, Note
from tests.real.cards.site import BLOCKED, CLEARED, GESTURES, SESSION_CLEARED, Site, one_page, page_per_side


class Phone:
    """A touch screen that shows cards, and what went wrong on its pages."""

    def __init__(self, page: Page, site: Site, sides: Sides) -> None:
        self.page = page
        self._site = site
        self._sides = sides
        self.errors: list[str] = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda message: self.errors.append(message.text) if message.type == "error" else None)

    def look(self) -> Look:
        return Look(**self.page.evaluate(LOOK))

    def load(self, note: Note, side: str, head: str = "") -> Look:
        """The classic reviewer: a page for a side."""
        html = page_per_side(self._sides(note)[side], head=GESTURES + head)
        self.page.goto(self._site.put("card", html))
        return self.look()

    def open_study_screen(self) -> None:
        self.page.goto(self._site.put("study", one_page(head=GESTURES)))

    def show(self, note: Note, side: str) -> Look:
        """The new study screen: Anki's own script puts a side into the page."""
        sides = self._sides(note)
        if side == "front":
            self.page.evaluate("([q, a]) => { _showQuestion(q, a, 'card card1'); }", [sides["front"], sides["back"]])
        else:
            self.page.evaluate("(a) => { _showAnswer(a, 'card card1'); }", sides["back"])
        self.page.evaluate("() => new Promise((done) => _queueAction(done))")
        return self.look()

    def tap(self, text: str) -> None:
        self.page.locator(".dg-option").filter(has_text=text).tap()

    def flips(self) -> int:
        """How many taps would have turned the card."""
        return int(self.page.evaluate("window.flips"))


@pytest.fixture
def phone(chromium: Browser, site: Site, sides: Sides) -> Iterator[Phone]:
    context = chromium.new_context(viewport={"width": 360, "height": 740}, has_touch=True)
    phone = Phone(context.new_page(), site, sides)
    yield phone
    context.close()
    assert [error for error in phone.errors if "404" not in error] == []


def test_a_tap_anywhere_on_the_options_picks_and_never_turns_the_card(phone: Phone) -> None:
    front = phone.load(HARM_REDUCTION, "front")
    for place, option in enumerate(front.options):
        for part in (".dg-text", ".dg-letter"):
            phone.page.locator(part).nth(place).tap()
            assert phone.look().picked == [option]
        phone.page.locator(".dg-option").nth(place).tap(position={"x": 3, "y": 3})
        assert phone.page.locator(".dg-option.tappable").nth(place).count() == 1
    # Chromium moves a tap beside an option onto it; a WebView may not.
    assert phone.page.locator(".dg-options.tappable, .dg-hint.tappable").count() == 2
    phone.page.locator(".dg-option").nth(0).scroll_into_view_if_needed()
    box = phone.page.locator(".dg-option").nth(0).bounding_box()
    assert box
    phone.page.touchscreen.tap(box["x"] + 60, box["y"] + box["height"] + 4)  # the gap below an option
    phone.page.locator(".dg-hint summary").tap()
    phone.page.locator(".dg-hint > div").tap()
    assert phone.flips() == 0


def test_a_tap_on_the_question_still_turns_the_card(phone: Phone) -> None:
    phone.load(HARM_REDUCTION, "front")
    phone.page.locator(".dg-stem").tap()
    assert phone.flips() == 1


@pytest.mark.parametrize("note", [HARM_REDUCTION, OARS_TWO, odd.ALL_26], ids=lambda note: note.fields["ID"])
def test_targets_are_large_enough_for_a_thumb(phone: Phone, note: Note) -> None:
    phone.load(note, "front")
    targets = phone.page.locator(".dg-option, .dg-option input, .dg-hint summary").all()
    assert len(targets) >= 9
    for target in targets:
        box = target.bounding_box()
        assert box
        assert box["height"] >= 44
        assert box["width"] >= 44


def test_the_focus_leaves_an_option_after_a_tap(phone: Phone) -> None:
    front = phone.load(HARM_REDUCTION, "front")
    for _ in range(2):
        phone.tap(front.options[1])
        assert phone.page.evaluate("document.activeElement.tagName") == "BODY"
    phone.page.locator(".dg-option input").nth(2).focus()
    phone.page.keyboard.press("ArrowDown")
    assert phone.page.evaluate("document.activeElement.tagName") == "INPUT"
    assert phone.look().picked == [front.options[3]]


def test_a_page_for_each_side_keeps_order_choice_and_hint(phone: Phone) -> None:
    front = phone.load(odd.ALL_26, "front")
    phone.tap("Option number 13")
    back = phone.load(odd.ALL_26, "back")
    assert back.options == front.options
    assert back.marked() == {"Option number 13": "✗ Your answer", "Option number 25": "✓ Correct, missed"}
    assert phone.load(odd.ALL_26, "back") == back
    again = phone.load(odd.ALL_26, "front")
    assert again.picked == []
    assert again.options != front.options


def test_a_hint_opened_on_one_page_is_known_on_the_next(phone: Phone) -> None:
    phone.load(HARM_REDUCTION, "front")
    phone.page.locator(".dg-hint summary").tap()
    assert phone.look().hint
    assert phone.load(HARM_REDUCTION, "back").advice.endswith("You used the hint.")


def test_a_session_that_is_lost_between_pages_is_made_good(phone: Phone) -> None:
    front = phone.load(odd.EIGHT, "front")
    phone.tap("Option number 7")
    back = phone.load(odd.EIGHT, "back", SESSION_CLEARED)
    assert back.options == front.options
    assert back.verdict == "✓ Correct"


def test_where_all_storage_is_cleared_the_back_claims_nothing(phone: Phone) -> None:
    phone.load(odd.EIGHT, "front")
    phone.tap("Option number 2")
    back = phone.load(odd.EIGHT, "back", CLEARED)
    assert (back.verdict, back.advice) == ("", "")
    assert back.marked() == {"Option number 7": "✓ Correct"}
    assert back.key == back.letter("Option number 7")


def test_where_storage_is_blocked_both_sides_still_agree_on_the_order(phone: Phone) -> None:
    front = phone.load(odd.ALL_26, "front", BLOCKED)
    phone.tap("Option number 14")
    assert phone.look().picked == ["Option number 14"]
    back = phone.load(odd.ALL_26, "back", BLOCKED)
    assert back.options == front.options
    assert (back.verdict, back.advice) == ("", "")
    assert back.marked() == {"Option number 25": "✓ Correct"}


def test_a_stored_state_that_is_damaged_or_of_another_note_is_passed_over(phone: Phone) -> None:
    phone.load(HARM_REDUCTION, "front")
    phone.tap("Ask what")
    assert phone.load(odd.EIGHT, "back").verdict == ""
    phone.load(HARM_REDUCTION, "front")
    for damage in ("{", "null", "[]", '"x"', '{"key": 1}'):
        store = f"sessionStorage.dg_state = localStorage.dg_state = {damage!r};"
        back = phone.load(HARM_REDUCTION, "back", f"<script>{store}</script>")
        assert back.verdict == ""
        assert len(back.marked()) == 1


def test_a_choice_of_yesterday_is_not_claimed_today(phone: Phone) -> None:
    phone.load(HARM_REDUCTION, "front")
    phone.tap("Ask what")
    tomorrow = "<script>{ const now = Date.now; Date.now = () => now() + 24 * 3600 * 1000; }</script>"
    assert phone.load(HARM_REDUCTION, "back", tomorrow).verdict == ""


def test_midnight_between_the_sides_changes_nothing(phone: Phone) -> None:
    def at(time: str) -> str:
        return f"<script>Date.now = () => Date.parse('{time}');</script>"

    for head in ("", BLOCKED):
        front = phone.load(odd.ALL_26, "front", head + at("2026-11-23T23:59:59Z"))
        assert phone.load(odd.ALL_26, "back", head + at("2026-11-24T00:00:30Z")).options == front.options


def test_the_study_screen_shows_cards_in_a_row_in_one_page(phone: Phone) -> None:
    phone.open_study_screen()
    for note in (HARM_REDUCTION, CLOZE, OARS_TWO, odd.QUOTES, HARM_REDUCTION, RETIRED, odd.EIGHT):
        front = phone.show(note, "front")
        assert front.picked == []
        if front.kinds:
            phone.page.locator(".dg-option").nth(1).tap()
            picked = phone.look().picked
            assert picked == [front.options[1]]
            back = phone.show(note, "back")
            assert back.options == front.options
            assert "answer" in back.marked()[picked[0]]
        else:
            phone.show(note, "back")
        assert phone.flips() == 0


def test_the_study_screens_focus_leaves_an_option_after_a_tap(phone: Phone) -> None:
    phone.open_study_screen()
    phone.show(HARM_REDUCTION, "front")
    phone.page.locator(".dg-text").nth(1).tap()
    assert phone.page.evaluate("document.activeElement.tagName") == "BODY"


@pytest.mark.parametrize("note", [HARM_REDUCTION, OARS_TWO, CLOZE, RETIRED], ids=lambda note: note.fields["ID"])
def test_without_javascript_a_card_can_be_read_whole(chromium: Browser, site: Site, sides: Sides, note: Note) -> None:
    context = chromium.new_context(viewport={"width": 360, "height": 740}, java_script_enabled=False)
    page = context.new_page()
    read = {}
    for side in ("front", "back"):
        page.goto(site.put(side, page_per_side(sides(note)[side])))
        # A card waits a moment for its script before it is seen.
        page.locator(".dg-topic").wait_for()
        read[side] = page.locator(".dg-card").inner_text()
    context.close()
    front, back = read["front"], read["back"]
    if note is RETIRED:
        assert "Out of use since 2027-01-01." in front
        assert "$150" not in front + back
    elif note is CLOZE:
        assert "[a stage of change]" in front
        assert "The stages describe" in back
    else:
        written = [item.split("</li>")[0] for item in note.fields["Options"].split("<li>")[1:]]
        assert [line for line in front.splitlines() if line in written] == written
        assert f"Answer: {note.fields['Correct']}" in back
        for item in note.fields["Rationale"].split("<li>")[1:]:
            assert item.split("</li>")[0] in back
        assert "Explanation" in back


@pytest.mark.parametrize("width", [320, 390, 1920])
@pytest.mark.parametrize("side", ["front", "back"])
def test_nothing_is_wider_than_the_screen(chromium: Browser, site: Site, sides: Sides, width: int, side: str) -> None:
    long_words = odd.edited(
        "long-words", question="Supercalifragilistic" * 9, options=f"<ol><li>{'x' * 99}</li><li>b</li></ol>"
    )
    page = chromium.new_page(viewport={"width": width, "height": 700})
    for note in (*SHOWN.values(), long_words, odd.NESTED):
        page.goto(site.put("wide", page_per_side(sides(note)[side])))
        assert page.evaluate("document.documentElement.scrollWidth") <= width, note.fields["ID"]
    page.close()
