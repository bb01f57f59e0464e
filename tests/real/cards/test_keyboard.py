"""The keyboard alone: real key events of an X server reach the real Anki's window."""

import subprocess
from collections.abc import Iterator

import pytest

from tests.real.cards.odd import FIXED, options
from tests.real.cards.samples import CLOZE, HARM_REDUCTION, OARS_TWO, Note
from tests.real.cards.session import Anki, running


class Keyboard:
    """Types into an Anki on a screen of its own."""

    def __init__(self, anki: Anki, display: str) -> None:
        self.anki = anki
        self._display = display

    def press(self, *keys: str) -> None:
        """Presses keys by their X names, one after another."""
        window = self.anki.do("focus")
        xdotool = ["xdotool", "windowfocus", str(window), "key", "--delay", "40", *keys]
        subprocess.run(xdotool, check=True, env={"DISPLAY": self._display})
        self.anki.do("wait", seconds=0.4)


@pytest.fixture(scope="module")
def keyboard() -> Iterator[Keyboard]:
    command = ["Xvfb", "-displayfd", "1", "-screen", "0", "1280x1000x24", "-nolisten", "tcp"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as screen:
        try:
            assert screen.stdout
            display = f":{screen.stdout.readline().strip()}"
            with running(display) as anki:
                yield Keyboard(anki, display)
                assert anki.do("console") == []
        finally:
            screen.kill()


def test_alt_and_a_digit_pick_an_option_and_space_turns_the_card(keyboard: Keyboard) -> None:
    front = keyboard.anki.study(HARM_REDUCTION)
    keyboard.press("alt+2")
    assert keyboard.anki.look().picked == [front.options[1]]
    keyboard.press("alt+3")
    assert keyboard.anki.look().picked == [front.options[2]]
    keyboard.press("space")
    assert keyboard.anki.do("side") == "answer"
    back = keyboard.anki.look()
    assert "answer" in back.marked()[front.options[2]]


def test_the_digits_of_the_number_pad_pick_too(keyboard: Keyboard) -> None:
    front = keyboard.anki.study(HARM_REDUCTION)
    keyboard.press("alt+KP_4")
    assert keyboard.anki.look().picked == [front.options[3]]


def test_arrow_keys_move_the_choice(keyboard: Keyboard) -> None:
    front = keyboard.anki.study(HARM_REDUCTION)
    keyboard.press("alt+1", "Down")
    assert keyboard.anki.look().picked == [front.options[1]]
    keyboard.press("Up", "Up")
    assert keyboard.anki.look().picked == [front.options[3]]


def test_tab_reaches_the_options_and_shows_where_it_is(keyboard: Keyboard) -> None:
    front = keyboard.anki.study(HARM_REDUCTION)
    keyboard.press("Tab")
    assert keyboard.anki.js("document.activeElement.type") == "radio"
    assert keyboard.anki.js("parseFloat(getComputedStyle(document.activeElement).outlineWidth)") >= 2
    place = keyboard.anki.js("Array.from(document.querySelectorAll('input')).indexOf(document.activeElement)")
    keyboard.press("Down")
    assert keyboard.anki.look().picked == [front.options[(place + 1) % 4]]


def test_alt_and_digits_set_and_clear_checkboxes(keyboard: Keyboard) -> None:
    front = keyboard.anki.study(OARS_TWO)
    keyboard.press("alt+1", "alt+3", "alt+5", "alt+3")
    assert keyboard.anki.look().picked == [front.options[0], front.options[4]]


def test_a_digit_beyond_the_options_does_nothing(keyboard: Keyboard) -> None:
    keyboard.anki.study(FIXED)
    keyboard.press("alt+8")
    assert keyboard.anki.look().picked == []
    assert keyboard.anki.do("side") == "question"


@pytest.mark.parametrize("note", [HARM_REDUCTION, CLOZE], ids=["choice", "cloze"])
def test_h_opens_and_closes_the_hint(keyboard: Keyboard, note: Note) -> None:
    front = keyboard.anki.study(note)
    assert front.hint == ""
    keyboard.press("h")
    assert keyboard.anki.look().hint
    keyboard.press("h")
    assert keyboard.anki.look().hint == ""


def test_a_whole_row_of_cards_can_be_studied_by_keys(keyboard: Keyboard) -> None:
    front = keyboard.anki.study(*(options(3, 0, name=f"keys-{n}", setup="fixed") for n in range(3)))
    for verdict in ("✓ Correct", "✗ Not quite", "✓ Correct"):
        assert front.picked == []
        keyboard.press("alt+1" if verdict == "✓ Correct" else "alt+2")
        keyboard.press("space")
        assert keyboard.anki.look().verdict == verdict
        keyboard.press("4")
        front = keyboard.anki.look()
