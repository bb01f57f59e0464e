"""The keyboard alone: real key events of an X server reach the real Anki's window."""

import subprocess
from collections.abc import Iterator

import pytest

from tests.real.cards.look import Look
from tests.real.cards.odd import FIXED, options
from tests.real.cards.samples import CLOZE, HARM_REDUCTION, OARS_TWO, Note
from tests.real.cards.screen import screen
from tests.real.cards.session import Anki, running


class Keyboard:
    """Types into an Anki on a screen of its own."""

    def __init__(self, anki: Anki, display: str) -> None:
        self.anki = anki
        self._display = display

    def study(self, *notes: Note) -> Look:
        """Begins to study these notes, with Anki's window ready for keys."""
        self.anki.study(*notes)
        self._xdotool("windowfocus", str(self.anki.do("focus")))
        return self.anki.look()

    def press(self, *keys: str) -> Look:
        """Presses keys by their X names, one after another; waits until the card changes and then stays as it is."""
        looks = [self.anki.look()]
        self._xdotool("key", "--delay", "40", *keys)
        while len(looks) < 15 and not looks[0] != looks[-1] == looks[-2] == looks[-3]:
            self.anki.do("wait", seconds=0.1)
            looks.append(self.anki.look())
        return looks[-1]

    def _xdotool(self, *words: str) -> None:
        subprocess.run(["xdotool", *words], check=True, env={"DISPLAY": self._display})


@pytest.fixture(scope="module")
def keyboard() -> Iterator[Keyboard]:
    with screen() as display, running(display) as anki:
        yield Keyboard(anki, display)
        assert anki.do("console") == []


def test_alt_and_a_digit_pick_an_option_and_space_turns_the_card(keyboard: Keyboard) -> None:
    front = keyboard.study(HARM_REDUCTION)
    assert keyboard.press("alt+2").picked == [front.options[1]]
    assert keyboard.press("alt+3").picked == [front.options[2]]
    back = keyboard.press("space")
    assert keyboard.anki.do("side") == "answer"
    assert "answer" in back.marked()[front.options[2]]


def test_the_digits_of_the_number_pad_pick_too(keyboard: Keyboard) -> None:
    front = keyboard.study(HARM_REDUCTION)
    assert keyboard.press("alt+KP_4").picked == [front.options[3]]


def test_arrow_keys_move_the_choice(keyboard: Keyboard) -> None:
    front = keyboard.study(HARM_REDUCTION)
    assert keyboard.press("alt+1", "Down").picked == [front.options[1]]
    assert keyboard.press("Up", "Up").picked == [front.options[3]]


def test_tab_reaches_the_options_and_shows_where_it_is(keyboard: Keyboard) -> None:
    front = keyboard.study(HARM_REDUCTION)
    keyboard.press("Tab")
    assert keyboard.anki.js("document.activeElement.type") == "radio"
    assert keyboard.anki.js("parseFloat(getComputedStyle(document.activeElement).outlineWidth)") >= 2
    place = keyboard.anki.js("Array.from(document.querySelectorAll('input')).indexOf(document.activeElement)")
    assert keyboard.press("Down").picked == [front.options[(place + 1) % 4]]


def test_alt_and_digits_set_and_clear_checkboxes(keyboard: Keyboard) -> None:
    front = keyboard.study(OARS_TWO)
    assert keyboard.press("alt+1", "alt+3", "alt+5", "alt+3").picked == [front.options[0], front.options[4]]


def test_a_digit_beyond_the_options_does_nothing(keyboard: Keyboard) -> None:
    keyboard.study(FIXED)
    assert keyboard.press("alt+8").picked == []
    assert keyboard.anki.do("side") == "question"


@pytest.mark.parametrize("note", [HARM_REDUCTION, CLOZE], ids=["choice", "cloze"])
def test_h_opens_and_closes_the_hint(keyboard: Keyboard, note: Note) -> None:
    front = keyboard.study(note)
    assert front.hint == ""
    assert keyboard.press("h").hint
    assert keyboard.press("h").hint == ""


def test_a_whole_row_of_cards_can_be_studied_by_keys(keyboard: Keyboard) -> None:
    front = keyboard.study(*(options(3, 0, name=f"keys-{n}", setup="fixed") for n in range(3)))
    for verdict in ("✓ Correct", "✗ Not quite", "✓ Correct"):
        assert front.picked == []
        keyboard.press("alt+1" if verdict == "✓ Correct" else "alt+2")
        assert keyboard.press("space").verdict == verdict
        front = keyboard.press("4")
