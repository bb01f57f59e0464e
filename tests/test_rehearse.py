"""`deckgen rehearse` without Anki's engine. With it: `tests/real/update/test_rehearse.py`."""

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from deckgen.build import build
from deckgen.commands import main
from deckgen.rehearse import differences
from tests.stock import checked, question


@pytest.fixture
def deck(tmp_path: Path) -> Path:
    built = build(checked(question()))
    assert built is not None
    path = tmp_path / "deck.apkg"
    path.write_bytes(built.packed.data)
    return path


def test_without_the_extra_it_says_how_to_get_it(deck: Path) -> None:
    code = "import sys; sys.modules['anki'] = None; from deckgen.commands import main; main()"
    command = [sys.executable, "-c", code, "rehearse", str(deck), str(deck)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 1
    assert 'pip install "deckgen[anki]"' in result.stderr
    assert "Traceback" not in result.stderr


def test_a_file_that_is_no_deck_is_named(deck: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.apkg"
    other.write_bytes(b"no zip")
    result = CliRunner().invoke(main, ["rehearse", str(deck), str(other)])
    assert result.exit_code == 1
    assert f"{other}: the new file is not an .apkg" in result.stderr


def test_two_decks_are_not_an_update(deck: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.apkg"
    built = build(checked(question().replace("- id: a", "- id: b")))
    assert built is not None
    other.write_bytes(built.packed.data)
    result = CliRunner().invoke(main, ["rehearse", str(deck), str(other)])
    assert result.exit_code == 1
    assert "no question in common" in result.stderr


def test_every_difference_of_a_card_is_told() -> None:
    card = {"question": "four-rs", "ord": 1, "due": 5, "deck": "Mine", "reps": 3}
    assert list(differences({7: card}, {7: dict(card)})) == []
    assert list(differences({7: card}, {})) == ["four-rs c2: the card is lost"]
    told = list(differences({7: card}, {7: {**card, "due": 9, "deck": "Stock"}, 8: card}))
    assert told == ["four-rs c2: due was 5 and is 9", "four-rs c2: deck was Mine and is Stock"]
